package lessons

import (
	"fmt"
	"regexp"
	"slices"

	"wirewalk/quiz"
)

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

// identify registers every id of the lesson; they share one name space, for
// they are the anchors of one page.
func (c *checker) identify() {
	l := c.l
	for i, x := range l.Flow.Items {
		c.register(x.ID, "flow.items[%d]", i)
	}
	for i, x := range l.Tracker.Variables {
		c.register(x.ID, "tracker.variables[%d]", i)
	}
	for i, x := range l.KeyMoments {
		c.register(x.ID, "keyMoments[%d]", i)
	}
	for i, x := range l.Code {
		c.register(x.ID, "code[%d]", i)
		if x.ID != "" && x.Differs != "" {
			c.register(x.ID+"-note", "code[%d]", i)
		}
		for j, y := range x.Pieces {
			c.register(y.ID, "code[%d].pieces[%d]", i, j)
		}
	}
	for i, x := range l.Experiments {
		c.register(x.ID, "experiments[%d]", i)
		c.register(x.Predict.ID, "experiments[%d].predict", i)
		c.identifyVariants(fmt.Sprintf("experiments[%d].variants", i), x.Variants)
	}
	if l.Opening != nil {
		c.identifyVariants("opening.ways", l.Opening.Ways)
	}
	if l.Script != nil {
		c.identifySteps("script", l.Script)
	}
	for i, x := range l.Walks {
		if x.Script != nil {
			c.identifySteps(fmt.Sprintf("walks[%d].script", i), x.Script)
		}
	}
	for i, x := range l.Quiz {
		c.register(x.ID, "quiz[%d]", i)
	}
	for i, x := range l.Snapshot {
		c.register(x.ID, "snapshot[%d]", i)
	}
	c.identifyParts()
	for i := range l.Quiz {
		c.identifyMatch(fmt.Sprintf("quiz[%d]", i), &l.Quiz[i])
	}
	for _, q := range l.Graded() {
		c.places = append(c.places, "q-"+q.ID)
	}
	for i, x := range l.Corrections {
		c.register(x.ID, "corrections[%d]", i)
		if x.ID != "" && !correctionID.MatchString(x.ID) {
			c.say(fmt.Sprintf("corrections[%d].id", i), "", "%q is no correction's id, which is F and two digits", x.ID)
		}
	}
}

// register takes the id of what stands at the path that format makes; an empty one
// is none.
func (c *checker) register(id, format string, args ...any) {
	if id == "" {
		return
	}
	path := fmt.Sprintf(format, args...) + ".id"
	if first, twice := c.ids[id]; twice {
		c.say(path, "", "id %q a second time, first in line %d", id, first)
		return
	}
	c.ids[id] = c.line(path)
	if !anchorID.MatchString(id) {
		c.say(path, "letters, digits and hyphens", "id %q cannot stand in an address", id)
	}
	if !prefixed.MatchString(path) {
		c.places = append(c.places, id)
		if PageID(id) {
			c.say(path, fmt.Sprintf("call it %s-%s", c.l.Slug, id), "id %q is one of the page's own", id)
		}
	}
	if m := sourceID.FindStringSubmatch(id); m != nil && !slices.Contains(Sources(), m[1]) {
		c.say(path, didYouMean(m[1], Sources()), "id %q names the unknown source %q", id, m[1])
	}
}

// identifyMatch registers the items of a match that are anchors.
func (c *checker) identifyMatch(at string, q *quiz.Question) {
	for i, o := range q.Options {
		if q.Kind == quiz.Match && OfSource(o.ID) {
			c.register(o.ID, "%s.options[%d]", at, i)
			c.places = append(c.places, o.ID)
		}
	}
}

// identifyVariants registers the steps of variants. A variant's own id is told
// apart within its experiment only.
func (c *checker) identifyVariants(at string, variants []Variant) {
	for i := range variants {
		if s := variants[i].Script; s != nil {
			c.identifySteps(fmt.Sprintf("%s[%d].script", at, i), s)
		}
	}
}

func (c *checker) identifySteps(at string, s *Script) {
	for i, st := range s.Steps {
		c.register(st.ID, "%s.steps[%d]", at, i)
		if st.Predict != nil {
			c.register(st.Predict.ID, "%s.steps[%d].predict", at, i)
		}
	}
}

// identifyParts registers the ids of the lesson's own sections.
func (c *checker) identifyParts() {
	for i, p := range c.l.Parts {
		c.register(p.ID, "parts[%d]", i)
		for j, b := range p.Blocks {
			if b.Question != nil {
				at := fmt.Sprintf("parts[%d].blocks[%d].question", i, j)
				c.register(b.Question.ID, "%s", at)
				c.identifyMatch(at, b.Question)
			}
			if b.Items != nil {
				for k, x := range b.Items.List {
					at := fmt.Sprintf("parts[%d].blocks[%d].items.list[%d]", i, j, k)
					c.register(x.ID, "%s", at)
					if x.Question != nil {
						c.register(x.Question.ID, "%s.question", at)
						c.identifyMatch(at+".question", x.Question)
					}
					for n, f := range x.Facts {
						c.register(f.ID, "%s.facts[%d]", at, n)
					}
				}
			}
			if b.Pair != nil {
				c.register(b.Pair.ID, "parts[%d].blocks[%d].pair", i, j)
			}
			if b.Table != nil {
				for k, r := range b.Table.Rows {
					c.register(r.ID, "parts[%d].blocks[%d].table.rows[%d]", i, j, k)
				}
			}
		}
	}
	for i, d := range c.l.Disagreements {
		c.register(d.ID, "disagreements[%d]", i)
	}
}
