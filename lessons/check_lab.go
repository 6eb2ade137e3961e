package lessons

import (
	"fmt"
	"slices"
)

// notOfALab are the keys of what a lab's page does not show.
var notOfALab = []string{
	"buildsOn", "opening", "needs", "why", "flow", "script", "tracker", "keyMoments", "quiz", "walks", "snapshot", "transcript", "recall", "sheet",
}

// labPartsBefore is what the parts of a lab stand before: its page has them after
// its experiments, where a lesson has its quiz.
const labPartsBefore = "quiz"

// lab checks what makes a lab, and what a lab has not.
func (c *checker) lab() {
	_, written := c.lines["lab"]
	switch {
	case written && !inLabs(c.file):
		c.say("lab", "move the file to "+labsDir+"/, or remove lab", "a lab's file stands in %s/", labsDir)
	case !written && inLabs(c.file):
		c.say("", "add lab: with its text and links, or move the file", "a file of %s/ without lab", labsDir)
	}
	if c.l.Lab == nil {
		return
	}
	for _, key := range notOfALab {
		if _, written := c.lines[key]; written {
			c.say(key, "remove it", "a lab has no %s", key)
		}
	}
	for i, p := range c.l.Parts {
		if p.Before != labPartsBefore && slices.Contains(Sections(), p.Before) {
			c.say(fmt.Sprintf("parts[%d].before", i), "write before: "+labPartsBefore, "a lab has no %s for a part to stand before", p.Before)
		}
	}
	if len(c.l.Experiments) == 0 && !c.cut["experiments"] {
		c.say("lab", "add experiments", "a lab without an experiment")
	}
	for i, link := range c.l.Lab.Links {
		c.prove(fmt.Sprintf("lab.links[%d].to", i), link.To)
	}
}

// bench checks what an experiment has that a bench runs, and has not elsewhere.
func (c *checker) bench(at string, x *Experiment) {
	observes := x.Predict.Observe == observesBench
	if !x.HasBench() {
		if observes {
			c.say(at+".predict.observe", "write bench: and its name, or observe something else", "no bench runs this, so none tells what happened")
		}
		for i, v := range x.Variants {
			if v.Measured != "" && (v.Expect == "" || v.Measured == v.Expect) {
				c.say(fmt.Sprintf("%s.variants[%d].measured", at, i), "remove it", "a script's recording tells what was measured, where that is not something else than expect")
			}
			if v.Varies {
				c.say(fmt.Sprintf("%s.variants[%d].varies", at, i), "remove it", "only what a bench observes varies")
			}
		}
		return
	}
	c.oneOf(at+".bench", "bench", x.Bench, Benches())
	if c.l.Lab == nil {
		c.say(at+".bench", "remove it, or make this a lab", "only a lab has a bench")
	}
	if !observes && !c.lost(at+".predict") {
		c.say(at+".predict", "write observe: "+observesBench, "what a bench does decides its prediction")
	}
	for i, v := range x.Variants {
		at := fmt.Sprintf("%s.variants[%d]", at, i)
		if v.Measured == "" {
			c.say(at, "", "missing measured in %s", lastKey(at))
		}
		if v.Varies && v.Expect != "" {
			c.say(at+".varies", "remove it, or expect", "what the standard expects does not vary")
		}
	}
}

// observesBench is what the prediction of a bench's experiment observes.
const observesBench = "bench"
