package lessons

import (
	"fmt"
	"slices"
)

// Sources are the documents that a lesson can teach.
func Sources() []string { return []string{"P000", "D001", "A002", "P003", "S004"} }

// checker goes through one decoded lesson for what its shape cannot say:
// duplicate ids, dangling references, impossible orders.
type checker struct {
	*shape
	l        *Lesson
	file     string
	shapeHas map[int]bool // lines that the shape has a problem with already
	problems Problems

	ids        map[string]int  // id → line
	places     []string        // the ids of elements of the page, to which it can link
	referenced map[string]bool // corrections and disagreements
}

// check returns what is wrong with l beyond earlier, the faults of its shape.
func check(l *Lesson, s *shape, file string, earlier Problems) Problems {
	c := &checker{shape: s, l: l, file: file, shapeHas: map[int]bool{}, ids: map[string]int{}, referenced: map[string]bool{}}
	for _, p := range earlier {
		c.shapeHas[p.Line] = true
	}
	c.header()
	c.identify() // what follows asks for ids
	c.lab()
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
