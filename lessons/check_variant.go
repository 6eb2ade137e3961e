package lessons

import (
	"fmt"
	"slices"

	"wirewalk/quiz"
)

// experiment checks one experiment, which stands at path at.
func (c *checker) experiment(at string, x *Experiment) {
	c.corrections(at+".corrections", x.Corrections)
	if !c.cut[at+".variants"] {
		switch {
		case len(x.Variants) > 1 && x.Knob == "":
			c.say(at, "add knob: what the variants differ in", "%d variants and no knob", len(x.Variants))
		case len(x.Variants) == 1 && x.Knob != "":
			c.say(at+".knob", "remove it, or add a variant", "a knob with one position")
		}
	}
	predict := at + ".predict"
	c.bench(at, x)
	shortest := c.variants(at+".variants", x.Variants, c.l.Slug+"/"+x.ID, x.HasBench())
	for i := range x.Variants {
		v, at := &x.Variants[i], fmt.Sprintf("%s.variants[%d]", at, i)
		for _, k := range []struct{ key, text string }{{"standard", v.Standard}, {"happened", v.Happened}} {
			if k.text == "" && !c.cut[at+"."+k.key] {
				c.say(at, "", "missing %s in %s", k.key, lastKey(at))
			}
		}
		if !c.lost(predict) {
			c.expect(at+".expect", v.Expect, x)
			if !x.HasBench() {
				c.expect(at+".measured", v.Measured, x)
			}
		}
	}

	q := x.Predict
	if q.Happened != "" {
		c.say(predict+".happened", "remove it", "each variant says what happened in it")
	}
	q.Happened = "Said by each variant."
	c.kind(predict, &q, quiz.Predict)
	c.question(predict, &q, shortest)
	if q.Step != 0 {
		c.row(predict+".step", q.Step, shortest)
	}
}

// expect checks that a value, which the standard expects or which was measured,
// can be observed and is foreseen.
func (c *checker) expect(path, value string, x *Experiment) {
	if value == "" {
		return
	}
	if x.Predict.Observe == "" {
		c.say(path, "remove it, or let the prediction observe something", "nothing is observed that could be expected")
		return
	}
	var known []string
	for _, o := range x.Predict.Options {
		known = append(known, o.Value)
	}
	if !slices.Contains(known, value) {
		c.say(path, didYouMean(value, known), "no option has the value %q", value)
	}
}

// opening checks the answer that a lesson begins with.
func (c *checker) opening() {
	if c.l.Opening == nil {
		return
	}
	ways := c.l.Opening.Ways
	c.variants("opening.ways", ways, c.l.Slug+"/"+openingID, false)
	for i, v := range ways {
		at := fmt.Sprintf("opening.ways[%d]", i)
		for _, k := range []struct{ key, text string }{{"standard", v.Standard}, {"expect", v.Expect}, {"happened", v.Happened}, {"measured", v.Measured}} {
			if k.text != "" {
				c.say(at+"."+k.key, "remove it", "a way of an opening has no %s", k.key)
			}
		}
	}
}

// variants checks variants, whose scripts' ids begin with id, and returns the
// script with the fewest rows. A bench has none.
func (c *checker) variants(at string, variants []Variant, id string, bench bool) *Script {
	var shortest *Script
	taken := map[string]bool{}
	for i := range variants {
		v, at := &variants[i], fmt.Sprintf("%s[%d]", at, i)
		switch {
		case v.ID == "":
		case taken[v.ID]:
			c.say(at+".id", "", "a second variant %q", v.ID)
		case !anchorID.MatchString(v.ID):
			c.say(at+".id", "letters, digits and hyphens", "id %q cannot stand in an address", v.ID)
		}
		taken[v.ID] = true
		_, written := c.lines[at+".script"]
		switch {
		case bench && written:
			c.say(at+".script", "remove it", "the experiment's bench runs this, and no script")
		case !bench && !written:
			c.say(at, "", "missing script in %s", lastKey(at))
		}
		if v.Script == nil {
			continue
		}
		c.script(at+".script", v.Script, id+"/"+v.ID)
		if shortest == nil || len(v.Script.Steps) < len(shortest.Steps) {
			shortest = v.Script
		}
	}
	return shortest
}
