package lessons

import (
	"fmt"
	"reflect"
	"strings"
)

// maxPrintLines bounds what a sample prints: more than a reader compares.
const maxPrintLines = 40

func (c *checker) samples() {
	roles := map[string]bool{}
	var ids []string
	for _, x := range c.l.Code {
		ids = append(ids, x.ID)
	}
	if !c.lost("code") {
		eachTagged(reflect.ValueOf(c.l), "", "shows", func(path, _, id string) { c.oneOf(path, "sample", id, ids) })
	}
	for i := range c.l.Code {
		x, at := &c.l.Code[i], fmt.Sprintf("code[%d]", i)
		if c.oneOf(at+".role", "role", x.Role, []string{"browser", "server"}) && roles[x.Role] {
			c.say(at+".role", "leave the role away", "a second sample for the %s", x.Role)
		}
		roles[x.Role] = true
		if x.Language == "" && (x.File != "" || x.Source != "") {
			c.say(at+".id", "write language: javascript, go, …", "sample %s does not say its language", x.ID)
		}
		c.highlightable(at+".language", x.Language)
		c.runs(at, x)
		for j, p := range x.Pieces {
			c.sampleLines(fmt.Sprintf("%s.pieces[%d].lines", at, j), p.Lines, x)
		}
		c.corrections(at+".corrections", x.Corrections)
	}
}

// runs checks what is said of the running of x.
func (c *checker) runs(at string, x *Sample) {
	c.oneOf(at+".runtime", "runtime", string(x.Runtime), []string{string(InBrowser), string(InNode), string(InGo)})
	if x.Runtime == "" {
		for _, k := range []struct {
			key   string
			there bool
		}{{"prints", x.Prints != ""}, {"beside", x.Beside != ""}, {"run", x.Run}} {
			if k.there {
				c.say(at+"."+k.key, "add runtime: browser, node or go", "nothing says what runs sample %s", x.ID)
			}
		}
	}
	if x.Fails && x.Prints == "" {
		c.say(at+".fails", "add the error as prints: |", "sample %s fails, and does not say how", x.ID)
	}
	if x.Fails && x.With == "" {
		c.say(at+".fails", `add with: "Node 20.20.2", or whatever it was seen with`, "an error without the versions it was seen with")
	}
	if x.With != "" && x.Prints == "" {
		c.say(at+".with", "add prints, or remove it", "sample %s prints nothing that could have been seen with it", x.ID)
	}
	if x.Unrun != "" && x.Prints != "" {
		c.say(at+".unrun", "remove it", "sample %s prints something, so a test runs it", x.ID)
	}
	if n := strings.Count(strings.TrimSpace(x.Prints), "\n") + 1; n > maxPrintLines {
		c.say(at+".prints", fmt.Sprintf("at most %d; a line of … stands for any number of them", maxPrintLines), "%d lines are printed", n)
	}
	if x.Run {
		switch {
		case x.Runtime != InBrowser && x.Runtime != "":
			c.say(at+".run", "remove run", "a page runs no code for %s", x.Runtime)
		case x.Beside != "":
			c.say(at+".run", "talk to /live/… instead, or remove run", "code that is run in the page has no server but this one beside it")
		case x.Prints == "":
			c.say(at+".run", "add prints", "who cannot press Run is shown what it prints, and sample %s does not say", x.ID)
		case !x.framed():
			c.say(at+".run", "a script stands between <script> and </script> as they are; these words have no other place", "sample %s cannot run in a frame", x.ID)
		}
	}
	if x.Beside == "" {
		return
	}
	var servers []string
	for i := range c.l.Code {
		if o := &c.l.Code[i]; o != x && o.Runtime != InBrowser {
			servers = append(servers, o.ID)
		}
	}
	if c.oneOf(at+".beside", "sample for Node or Go", x.Beside, servers) && c.l.Sample(x.Beside).Runtime == "" {
		c.say(at+".beside", "give that one a runtime", "nothing says what runs sample %s", x.Beside)
	}
}

func (c *checker) sampleLines(path string, lines []int, of *Sample) {
	if of.Source == "" {
		return // told already
	}
	n := of.lines()
	for i, line := range lines {
		if line < 1 || line > n {
			c.say(fmt.Sprintf("%s[%d]", path, i), fmt.Sprintf("sample %s has %d lines", of.ID, n), "no line %d", line)
		}
	}
}

func (c *checker) pair(at string, p *Pair) {
	if p.Wrong != "" && p.Wrong == p.Right {
		c.say(at+".right", "name another sample", "%s is wrong and right at once", p.Wrong)
	}
	c.corrections(at+".corrections", p.Corrections)
}
