package lessons

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

// placeholder is a name in braces within a sentence.
var placeholder = regexp.MustCompile(`\{[A-Za-z]+\}`)

// script checks one script, which stands at path and must be called id.
func (c *checker) script(path string, s *Script, id string) {
	if s.ID != id {
		c.say(path+".id", fmt.Sprintf("leave it away, or write %s", id), "script id is %q", s.ID)
	}
	if !c.oneOf(path+".protocol", "protocol", string(s.Protocol), []string{string(WebSocket), string(EventStream)}) {
		return
	}
	form := c.columns(path, s)
	switch {
	case s.Axis && s != c.l.Script:
		c.say(path+".axis", "remove it", "only a walkthrough has a time axis")
	case s.Axis && s.Protocol != WebSocket:
		c.say(path+".axis", "remove it", "the time axis has the states of a websocket")
	}
	for i := range s.Steps {
		at := fmt.Sprintf("%s.steps[%d]", path, i)
		c.step(at, i, s)
		c.cells(at, &s.Steps[i], s.walked(), form)
		if s.walked() {
			c.walked(at, &s.Steps[i], s)
		} else {
			c.unwalked(at, &s.Steps[i])
		}
	}
	c.order(path, s)
}

func (c *checker) step(at string, i int, s *Script) {
	st := &s.Steps[i]
	if st.N != i+1 && st.N != 0 {
		c.say(at+".step", "steps are numbered from 1 without gaps", "step %d stands where step %d is expected", st.N, i+1)
	}
	for _, p := range placeholder.FindAllString(st.Say, -1) {
		if p != bytesPlaceholder {
			c.say(at+".say", didYouMean(p, []string{bytesPlaceholder}), "unknown placeholder %s", p)
		}
	}
	c.oneOf(at+".serverState", "state", st.ServerState, append([]string{NoConnection}, socketStates...))
	for j, p := range st.Done {
		done := fmt.Sprintf("%s.done[%d]", at, j)
		if c.pattern(done, p, s.Protocol) {
			c.happens(done, p, s, i)
		}
		followed := slices.ContainsFunc(st.Done[j+1:], func(next Pattern) bool { return next.From == p.From && !next.Optional })
		if p.Optional && !followed {
			c.say(done+".optional", "leave it away, or put what must come behind it", "nothing of the %s follows in this step", p.From)
		}
	}
}

// columns checks that a walkthrough has the columns of one form of table, and a
// variant, whose table the page names, none. It reports which form.
func (c *checker) columns(path string, s *Script) Form {
	at := path + ".columns"
	_, written := c.lines[at]
	switch {
	case !s.walked() && written:
		c.say(at, "remove it", "the page names the columns of an experiment's table")
		return Brief
	case !s.walked() || c.cut[at]:
		return Brief
	case !written:
		c.say(path, "", "missing columns in script")
		return Brief
	}
	has := s.Columns
	form := has.Form()
	var forms []string
	for _, f := range []struct {
		name string
		has  bool
	}{{"a ladder", has.Sent != "" || has.Received != ""}, {"lanes", has.Sees != "" || has.Wire != "" && form != Dialogue}, {"a dialogue", form == Dialogue}} {
		if f.has {
			forms = append(forms, f.name)
		}
	}
	whole := map[Form]bool{
		Ladder: has.Sent != "" && has.Received != "", Lanes: has.Wire != "" && has.Sees != "",
		Dialogue: has.Client != "" && has.Wire != "" && has.Server != "",
	}
	switch {
	case len(forms) > 1:
		c.say(at, "write sent and received, or wire and sees, or client, wire and server", "columns for %s", strings.Join(forms, " and for "))
	case len(forms) == 0:
		c.say(at, "write sent and received, or wire and sees, or client, wire and server", "no column for what crosses")
	case !whole[form]:
		c.say(at, "a ladder has sent and received, lanes have wire and sees, a dialogue has client, wire and server", "half of a pair of columns")
	}
	return form
}

// cells checks that a row has the cells that its table has columns for.
func (c *checker) cells(at string, st *Step, walkthrough bool, form Form) {
	if _, written := c.lines[at+".row"]; !written || c.cut[at+".row"] {
		return // told already
	}
	cell := func(key string, may, must bool) {
		path := at + ".row." + key
		_, written := c.lines[path]
		switch {
		case must && !written:
			c.say(at+".row", fmt.Sprintf(`write %s: even where it is empty ("")`, key), "missing %s in row", key)
		case !may && !must && written:
			c.say(path, "remove it", "this table has no column for %s", key)
		}
	}
	ladder := walkthrough && (form == Ladder || form == Brief)
	dialogue := form == Dialogue
	cell("sent", false, ladder)
	cell("received", false, ladder)
	cell("wire", !walkthrough, form == Lanes || dialogue)
	cell("sees", false, form == Lanes)
	cell("client", false, dialogue)
	cell("server", false, dialogue)
	cell("wireNote", dialogue, false)
	cell("crosses", dialogue, false)
	cell("state", false, walkthrough)
	cell("stateNote", walkthrough, false)
	if _, written := c.lines[at+".row.state"]; walkthrough && written && strings.TrimSpace(st.Row.State) == "" {
		c.say(at+".row.state", "", "state is empty in row")
	}
	if st.Row.StateNote != "" {
		c.reference(at+".row.stateNote", st.Row.StateNote)
	}
	c.wireNote(at+".row", st)
}

// wireNote checks that a word which is not what crosses is told apart from it.
func (c *checker) wireNote(at string, st *Step) {
	most := 1
	if st.answers() {
		most = 2
	}
	switch row := st.Row; {
	case row.WireNote == "" && len(row.Crosses) > 0:
		c.say(at+".crosses", "add wireNote, the correction that says so, or remove it", "wire says what crosses")
	case row.WireNote == "":
	case len(row.Crosses) > most:
		c.say(at+".crosses", "one message, and its answer where the row is answered", "%d messages cross in one row", len(row.Crosses))
		fallthrough
	default:
		c.reference(at+".wireNote", row.WireNote)
	}
}

// walked checks what only a walkthrough's row has: its pane, its lines of code,
// its prediction.
func (c *checker) walked(at string, st *Step, s *Script) {
	for _, k := range []struct{ key, text string }{{"explain", st.Explain}, {"server", st.Server}, {"ref", st.Ref}} {
		path := at + "." + k.key
		_, written := c.lines[path]
		switch {
		case !written:
			c.say(at, "", "missing %s in %s", k.key, lastKey(at))
		case strings.TrimSpace(k.text) == "" && !c.cut[path]:
			c.say(path, "", "%s is empty in %s", k.key, lastKey(at))
		}
		if strings.Contains(k.text, bytesPlaceholder) {
			c.say(path, "write the number, or use it in say", "%s is filled in only in say", bytesPlaceholder)
		}
	}
	c.roleLines(at+".browserLines", s, "browser", st.BrowserLines)
	c.roleLines(at+".serverLines", s, "server", st.ServerLines)
	c.corrections(at+".corrections", st.Corrections)
	c.beside(at, st, s)
	if st.Predict != nil {
		c.kind(at+".predict", st.Predict, quiz.Predict)
		c.question(at+".predict", st.Predict, s)
		if st.Predict.Step != 0 {
			c.say(at+".predict.step", "remove it", "a prediction before a row is about that row")
		}
	}
}

// unwalked checks that a variant's row has nothing that would never be shown.
func (c *checker) unwalked(at string, st *Step) {
	for _, key := range []string{"explain", "server", "ref", "beside", "browserLines", "serverLines", "corrections", "predict"} {
		if _, written := c.lines[at+"."+key]; written {
			c.say(at+"."+key, "remove it; what there is to say goes into say, happened or why", "an experiment's row shows no %s", key)
		}
	}
}

// beside checks that the bytes which are to stand beside st's are a frame of
// another row.
func (c *checker) beside(at string, st *Step, s *Script) {
	if st.Beside == 0 {
		return
	}
	path := at + ".beside"
	row := s.Step(st.Beside)
	switch {
	case row == nil:
		c.say(path, fmt.Sprintf("the table has %d rows", len(s.Steps)), "no row %d", st.Beside)
	case row == st:
		c.say(path, "name another row", "a row does not stand beside itself")
	case !waitsFor(row, wire.Client, wire.KindFrame) && !waitsFor(row, wire.Server, wire.KindFrame):
		c.say(path, "name a row that waits for a frame", "row %d has no frame", st.Beside)
	}
}

// roleLines checks the lines that a row of s lights for role.
func (c *checker) roleLines(path string, s *Script, role string, lines []int) {
	if len(lines) == 0 || c.lost("code") {
		return
	}
	if sample := s.lesson.SampleOf(role); sample != nil {
		c.sampleLines(path, lines, sample)
		return
	}
	suggestion := "write one under code, with role: " + role
	if w := c.l.Walk(s); w != nil {
		if w.sample(Actor(role)) != "" {
			return // told already: there is no such sample
		}
		suggestion = fmt.Sprintf("add %s: the id of a sample", role)
	}
	c.say(path, suggestion, "no sample for the %s", role)
}
