package lessons

import "fmt"

// walks checks the walks through code.
func (c *checker) walks() {
	taken := map[string]bool{}
	for i := range c.l.Walks {
		w, at := &c.l.Walks[i], fmt.Sprintf("walks[%d]", i)
		switch {
		case w.ID == "":
		case taken[w.ID]:
			c.say(at+".id", "", "a second walk %q", w.ID)
		case !slugID.MatchString(w.ID):
			c.say(at+".id", "small letters, digits and hyphens", "id %q cannot stand in an address", w.ID)
		}
		taken[w.ID] = true
		if c.oneOf(at+".walked", "side", string(w.Walked), []string{string(Browser), string(Server)}) && w.sample(w.Walked) == "" && !c.cut[at+"."+string(w.Walked)] {
			c.say(at+".walked", fmt.Sprintf("add %s: the id of a sample", w.Walked), "there is no code of the %s to walk", w.Walked)
		}
		c.corrections(at+".corrections", w.Corrections)
		if w.Script != nil {
			c.script(at+".script", w.Script, c.l.Slug+"/"+codeID+"/"+w.ID)
		}
	}
	for i, x := range c.l.Experiments {
		if x.ID == codeID && len(c.l.Walks) > 0 {
			c.say(fmt.Sprintf("experiments[%d].id", i), "call it otherwise", "the scripts of the walks have %q in their ids", codeID)
		}
	}
}
