package lessons

import (
	"fmt"
	"regexp"
	"slices"

	"wirewalk/quiz"
)

// Sources are the documents that a lesson can teach.
func Sources() []string { return []string{"P000", "D001", "A002", "P003", "S004"} }

var (
	sourceID     = regexp.MustCompile(`^([A-Z][0-9]{3})-`)
	correctionID = regexp.MustCompile(`^F[0-9]{2}$`)
	slugID       = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	anchorID     = regexp.MustCompile(`^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$`)
)

// OfSource reports whether an id is one of a source's own, "P003-row-5". An item
// of a match that has such an id is an anchor of the page.
func OfSource(id string) bool { return sourceID.MatchString(id) }

// pageID matches the ids that a lesson's page has of its own: its sections, its
// rows and panes, and what is made of a lesson's ids by a prefix or for a heading.
var pageID = regexp.MustCompile(`^(main|status|title|exit|transcript|flow-note|count-what` +
	`|(opening|why|flow|walkthrough|after|keys|key-moments|code|experiments|quiz|snapshot|recall|next|walks|listing|attempts)` +
	`|(step|pane|depth|opening|experiment|q|note)-.+|.+-title)$`)

// prefixed matches the paths of the ids that no element has as they are: a page
// puts something before them, or leaves them out.
var prefixed = regexp.MustCompile(`^(experiments|opening|quiz|corrections|disagreements)\b|\.(question|predict)\.`)

// PageID reports whether a lesson's page has an element with that id whatever
// is in the lesson, or makes such ids of the lesson's own.
func PageID(id string) bool { return pageID.MatchString(id) }

// checker goes through one decoded lesson for what its shape cannot say:
// duplicate ids, dangling references, impossible orders.
type checker struct {
	*shape
	l        *Lesson
	file     string
	shapeHas map[int]bool // lines that the shape has a problem with already
	problems Problems

	ids        map[string]int  // id → line
	referenced map[string]bool // corrections and disagreements
}

// check returns what is wrong with l beyond earlier, the faults of its shape.
func check(l *Lesson, s *shape, file string, earlier Problems) Problems {
	c := &checker{shape: s, l: l, file: file, shapeHas: map[int]bool{}, ids: map[string]int{}, referenced: map[string]bool{}}
	for _, p := range earlier {
		c.shapeHas[p.Line] = true
	}
	c.header()
	c.lab()
	c.identify()
	c.sections()
	c.parts()
	c.sheet()
	c.terms()
	if l.Script != nil {
		c.script("script", l.Script, l.Slug)
	}
	c.walks()
	c.opening()
	for i := range l.Experiments {
		c.experiment(fmt.Sprintf("experiments[%d]", i), &l.Experiments[i])
	}
	if len(c.cut) == 0 {
		c.unreferenced() // what refers to it may be among what was cut
	}
	c.markdown()
	return c.problems
}

// say notes a problem at path. A line with a fault of shape is left at that:
// what follows from it is noise.
func (c *checker) say(path, suggestion, format string, args ...any) {
	line := c.line(path)
	if c.shapeHas[line] {
		return
	}
	c.problems = append(c.problems, Problem{File: c.file, Line: line, Message: fmt.Sprintf(format, args...), Suggestion: suggestion})
}

// oneOf notes a word that is none of known.
func (c *checker) oneOf(path, what, got string, known []string) bool {
	if got == "" || slices.Contains(known, got) {
		return got != ""
	}
	c.say(path, didYouMean(got, known), "unknown %s %q", what, got)
	return false
}

func (c *checker) header() {
	if !slugID.MatchString(c.l.Slug) {
		c.say("", "small letters, digits and hyphens", "the file's name is the lesson's address, and %q is none", c.l.Slug)
	}
	c.oneOf("source", "source", c.l.Source, Sources())
	if c.l.Number < 0 {
		c.say("number", "lessons are counted from 1", "number is %d", c.l.Number)
	}
	if c.l.Minutes < 0 {
		c.say("minutes", "", "minutes is %d", c.l.Minutes)
	}
}

// identify registers every id of the lesson; they share one name space, for
// they are the anchors of one page.
func (c *checker) identify() {
	l := c.l
	id := func(id, format string, args ...any) {
		path := fmt.Sprintf(format, args...) + ".id"
		if id == "" {
			return
		}
		if first, twice := c.ids[id]; twice {
			c.say(path, "", "id %q a second time, first in line %d", id, first)
			return
		}
		c.ids[id] = c.line(path)
		if !anchorID.MatchString(id) {
			c.say(path, "letters, digits and hyphens", "id %q cannot stand in an address", id)
		}
		if PageID(id) && !prefixed.MatchString(path) {
			c.say(path, fmt.Sprintf("call it %s-%s", c.l.Slug, id), "id %q is one of the page's own", id)
		}
		if m := sourceID.FindStringSubmatch(id); m != nil && !slices.Contains(Sources(), m[1]) {
			c.say(path, didYouMean(m[1], Sources()), "id %q names the unknown source %q", id, m[1])
		}
	}
	for i, x := range l.Flow.Items {
		id(x.ID, "flow.items[%d]", i)
	}
	for i, x := range l.Tracker.Variables {
		id(x.ID, "tracker.variables[%d]", i)
	}
	for i, x := range l.KeyMoments {
		id(x.ID, "keyMoments[%d]", i)
	}
	for i, x := range l.Code {
		id(x.ID, "code[%d]", i)
		if x.ID != "" && x.Differs != "" {
			id(x.ID+"-note", "code[%d]", i)
		}
		for j, y := range x.Pieces {
			id(y.ID, "code[%d].pieces[%d]", i, j)
		}
	}
	for i, x := range l.Experiments {
		id(x.ID, "experiments[%d]", i)
		id(x.Predict.ID, "experiments[%d].predict", i)
		c.identifyVariants(id, fmt.Sprintf("experiments[%d].variants", i), x.Variants)
	}
	if l.Opening != nil {
		c.identifyVariants(id, "opening.ways", l.Opening.Ways)
	}
	if l.Script != nil {
		c.identifySteps(id, "script", l.Script)
	}
	for i, x := range l.Walks {
		if x.Script != nil {
			c.identifySteps(id, fmt.Sprintf("walks[%d].script", i), x.Script)
		}
	}
	for i, x := range l.Quiz {
		id(x.ID, "quiz[%d]", i)
	}
	for i, x := range l.Snapshot {
		id(x.ID, "snapshot[%d]", i)
	}
	c.identifyParts(id)
	for i := range l.Quiz {
		c.identifyMatch(id, fmt.Sprintf("quiz[%d]", i), &l.Quiz[i])
	}
	for i, x := range l.Corrections {
		id(x.ID, "corrections[%d]", i)
		if x.ID != "" && !correctionID.MatchString(x.ID) {
			c.say(fmt.Sprintf("corrections[%d].id", i), "", "%q is no correction's id, which is F and two digits", x.ID)
		}
	}
}

// identifyMatch registers the items of a match that are anchors.
func (c *checker) identifyMatch(id func(id, format string, args ...any), at string, q *quiz.Question) {
	for i, o := range q.Options {
		if q.Kind == quiz.Match && OfSource(o.ID) {
			id(o.ID, "%s.options[%d]", at, i)
		}
	}
}

// identifyVariants registers the steps of variants. A variant's own id is told
// apart within its experiment only.
func (c *checker) identifyVariants(id func(id, format string, args ...any), at string, variants []Variant) {
	for i := range variants {
		if s := variants[i].Script; s != nil {
			c.identifySteps(id, fmt.Sprintf("%s[%d].script", at, i), s)
		}
	}
}

func (c *checker) identifySteps(id func(id, format string, args ...any), at string, s *Script) {
	for i, st := range s.Steps {
		id(st.ID, "%s.steps[%d]", at, i)
		if st.Predict != nil {
			id(st.Predict.ID, "%s.steps[%d].predict", at, i)
		}
	}
}

// sections follows the references of everything but the scripts.
func (c *checker) sections() {
	l := c.l
	for i, x := range l.Flow.Items {
		c.rows(fmt.Sprintf("flow.items[%d].steps", i), x.Steps, l.Script)
		c.corrections(fmt.Sprintf("flow.items[%d].corrections", i), x.Corrections)
	}
	for i, x := range l.Tracker.Variables {
		c.oneOf(fmt.Sprintf("tracker.variables[%d].from", i), "variable", x.From, Variables())
		if x.From == "received" || x.From == "sent" && (l.Script == nil || l.Script.Columns.Form() != Dialogue) {
			c.column(fmt.Sprintf("tracker.variables[%d].from", i), x.From, l.Script)
		}
	}
	c.sourceValues()
	c.corrections("tracker.corrections", l.Tracker.Corrections)
	for i, x := range l.KeyMoments {
		c.rows(fmt.Sprintf("keyMoments[%d].rows", i), x.Rows, l.Script)
		c.corrections(fmt.Sprintf("keyMoments[%d].corrections", i), x.Corrections)
	}
	c.samples()
	for i := range l.Quiz {
		c.graded(fmt.Sprintf("quiz[%d]", i), &l.Quiz[i])
	}
}

// sourceValues checks that what a source says of a variable is another value
// than the run's.
func (c *checker) sourceValues() {
	for i, v := range c.l.Tracker.Variables {
		for j, says := range v.Says {
			at := fmt.Sprintf("tracker.variables[%d].says[%d]", i, j)
			c.reference(at+".correction", says.Correction)
			if says.Step != 0 {
				c.row(at+".step", says.Step, c.l.Script)
			}
			if c.l.Script == nil || says.Step < 0 || says.Step > len(c.l.Script.Steps) || c.lost("script") {
				continue
			}
			if c.l.Script.Tracked(CountFrames)[says.Step][v.From] == says.Value {
				c.say(at+".value", "remove it", "the run leaves %q too", says.Value)
			}
		}
	}
}

func (c *checker) rows(path string, rows []int, s *Script) {
	for i, r := range rows {
		c.row(fmt.Sprintf("%s[%d]", path, i), r, s)
	}
}

// row checks that s has a row r.
func (c *checker) row(path string, r int, s *Script) {
	if s == nil && c.lost("script") || s != nil && len(s.Steps) == 0 {
		return // told already
	}
	n := 0
	if s != nil {
		n = len(s.Steps)
	}
	if r < 1 || r > n {
		c.say(path, fmt.Sprintf("the table has %d rows", n), "no row %d", r)
	}
}

func (c *checker) corrections(path string, ids []string) {
	for i, id := range ids {
		c.reference(fmt.Sprintf("%s[%d]", path, i), id)
	}
}

// reference notes that id, a correction or a disagreement, is named at path.
func (c *checker) reference(path, id string) {
	known := make([]string, 0, len(c.l.Corrections)+len(c.l.Disagreements))
	for _, x := range c.l.Corrections {
		known = append(known, x.ID)
	}
	for _, x := range c.l.Disagreements {
		known = append(known, x.ID)
	}
	if !c.lost("corrections") && !c.lost("disagreements") && c.oneOf(path, "correction", id, known) {
		c.referenced[id] = true
	}
}

func (c *checker) unreferenced() {
	for i, x := range c.l.Corrections {
		if x.ID != "" && !c.referenced[x.ID] {
			c.say(fmt.Sprintf("corrections[%d]", i), "name it where a student meets the claim", "nothing refers to the correction %s", x.ID)
		}
	}
	for i, x := range c.l.Disagreements {
		if x.ID != "" && !c.referenced[x.ID] {
			c.say(fmt.Sprintf("disagreements[%d]", i), "name it among the corrections where it is met, or in a block", "nothing refers to the disagreement %s", x.ID)
		}
	}
}
