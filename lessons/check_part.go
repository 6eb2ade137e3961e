package lessons

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"wirewalk/quiz"
)

var disagreementID = regexp.MustCompile(`^X-[0-9]{1,2}$`)

// parts checks the lesson's own sections and its disagreements.
func (c *checker) parts() {
	for i := range c.l.Parts {
		p, at := &c.l.Parts[i], fmt.Sprintf("parts[%d]", i)
		c.oneOf(at+".before", "section", p.Before, Sections())
		for j := range p.Blocks {
			c.block(fmt.Sprintf("%s.blocks[%d]", at, j), &p.Blocks[j])
		}
	}
	for i := range c.l.Disagreements {
		d, at := &c.l.Disagreements[i], fmt.Sprintf("disagreements[%d]", i)
		if d.ID != "" && !disagreementID.MatchString(d.ID) {
			c.say(at+".id", "", "%q is no disagreement's id, which is X- and a number", d.ID)
		}
		if len(d.Sides) == 1 {
			c.say(at+".sides", "write the other one too", "a disagreement with one side")
		}
		c.prove(at+".prove", d.Prove)
	}
}

// block checks that b is one thing, and that thing.
func (c *checker) block(at string, b *Block) {
	has := 0
	for _, key := range []string{"text", "items", "table", "question", "sample", "pair", "disagreement", "demo"} {
		if _, written := c.lines[at+"."+key]; written {
			has++
		}
	}
	if has != 1 {
		c.say(at, "make each a block of its own", "a block is one thing, this one has %d", has)
		return
	}
	switch {
	case b.Items != nil:
		c.items(at+".items", b.Items)
	case b.Table != nil:
		c.comparison(at+".table", b.Table)
	case b.Question != nil:
		c.graded(at+".question", b.Question)
	case b.Pair != nil:
		c.pair(at+".pair", b.Pair)
	case b.Disagreement != "":
		c.reference(at+".disagreement", b.Disagreement)
	case b.Demo != "":
		c.oneOf(at+".demo", "demo", b.Demo, Demos())
	}
}

// graded checks a question of the quiz or of a part, which a row of the
// walkthrough may decide.
func (c *checker) graded(at string, q *quiz.Question) {
	c.kind(at, q, quizKinds()...)
	c.question(at, q, c.l.Script)
	c.decides(at, q)
}

func (c *checker) items(at string, items *Items) {
	c.oneOf(at+".as", "form of items", items.As, []string{"cards", "steps"})
	for i := range items.List {
		x, at := &items.List[i], fmt.Sprintf("%s.list[%d]", at, i)
		if x.Title == "" && x.Lead == "" && x.Text == "" && len(c.cut) == 0 {
			c.say(at, "write title, lead or text", "%s says nothing", x.ID)
		}
		if x.Question != nil {
			c.graded(at+".question", x.Question)
			if x.Text == "" && len(x.Facts) == 0 && len(c.cut) == 0 {
				c.say(at, "write text: what is read after the answer", "nothing follows the question of %s", x.ID)
			}
		}
		c.prove(at+".prove", x.Prove)
		c.corrections(at+".corrections", x.Corrections)
	}
}

func (c *checker) comparison(at string, t *Comparison) {
	for i := range t.Rows {
		r, at := &t.Rows[i], fmt.Sprintf("%s.rows[%d]", at, i)
		if len(r.Cells) != len(t.Columns)-1 && len(c.cut) == 0 {
			c.say(at+".cells", "", "%d cells, and %d columns besides the first", len(r.Cells), len(t.Columns)-1)
		}
		for j := range r.Cells {
			cell := fmt.Sprintf("%s.cells[%d]", at, j)
			c.prove(cell+".prove", r.Cells[j].Prove)
			c.corrections(cell+".corrections", r.Cells[j].Corrections)
		}
	}
}

// prove checks an address within the program: a fragment of this page, or a path.
func (c *checker) prove(path, to string) {
	fragment, here := strings.CutPrefix(to, "#")
	switch {
	case to == "" || localPath.MatchString(to):
		return
	case !here:
		c.say(path, "write #step-4, #experiment-name or /lessons/name#step-4", "%q is no address within the program", to)
	case strings.HasPrefix(fragment, "step-"):
		if n, err := strconv.Atoi(strings.TrimPrefix(fragment, "step-")); err == nil {
			c.row(path, n, c.l.Script)
			return
		}
		c.say(path, "write #step-4", "%q names no row", to)
	case strings.HasPrefix(fragment, "experiment-"):
		known := make([]string, 0, len(c.l.Experiments))
		for _, x := range c.l.Experiments {
			known = append(known, "experiment-"+x.ID)
		}
		if !c.lost("experiments") {
			c.oneOf(path, "experiment", fragment, known)
		}
	case !slices.Contains(c.places, fragment) && !c.l.HasSection(fragment) && len(c.cut) == 0:
		c.say(path, didYouMean(fragment, c.places), "nothing on this page has the id %q", fragment)
	}
}
