package lessons

import (
	"fmt"
	"strings"
)

// Sheet is what a teacher has in hand for a lesson in a class of 50 minutes: where
// to stop, what to ask, what will be answered.
type Sheet struct {
	Goal    string `yaml:"goal" md:"inline" must:"text"`    // Markdown, inline: what everybody can do afterwards
	Prepare string `yaml:"prepare" md:"blocks" must:"text"` // Markdown, blocks: before the class
	Stops   []Stop `yaml:"stops" must:"list"`               // their minutes add up to 50
}

// ClassMinutes is how long a class is.
const ClassMinutes = 50

// Stop is one stretch of a class.
type Stop struct {
	Minutes int    `yaml:"minutes" must:"text"`
	Title   string `yaml:"title" must:"text"`
	At      string `yaml:"at" must:"text"`             // where on the lesson's page: "step-5", "experiment-floats", "recall"
	Do      string `yaml:"do" md:"blocks" must:"text"` // Markdown, blocks
	Ask     string `yaml:"ask" md:"inline"`            // Markdown, inline: the question to put to the class
	Listen  string `yaml:"listen" md:"inline"`         // Markdown, inline: the usual wrong answer, and what to reply
}

// sheet checks what the run sheet's shape cannot say.
func (c *checker) sheet() {
	sheet := c.l.Sheet
	if sheet == nil {
		return
	}
	total := 0
	for i := range sheet.Stops {
		s, at := &sheet.Stops[i], fmt.Sprintf("sheet.stops[%d]", i)
		total += s.Minutes
		if s.Minutes < 0 {
			c.say(at+".minutes", "", "minutes is %d", s.Minutes)
		}
		if s.At != "" && len(c.cut) == 0 && !c.l.HasAnchor(s.At) {
			c.say(at+".at", didYouMean(strings.TrimPrefix(s.At, "#"), c.l.Anchors()), "nothing on this page has the id %q", s.At)
		}
		if s.Listen != "" && s.Ask == "" {
			c.say(at+".listen", "write ask: what you put to the class", "an answer to listen for, and no question")
		}
	}
	if total == ClassMinutes || len(c.cut) > 0 {
		return
	}
	remedy := fmt.Sprintf("take %d from them", total-ClassMinutes)
	if total < ClassMinutes {
		remedy = fmt.Sprintf("%d are left to give away", ClassMinutes-total)
	}
	c.say("sheet.stops", remedy, "the stops take %d minutes, a class has %d", total, ClassMinutes)
}
