package lessons

import (
	"fmt"
	"regexp"
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
	for i := range s.Steps {
		c.step(fmt.Sprintf("%s.steps[%d]", path, i), i, s)
	}
	c.order(path, s)
}

func (c *checker) step(at string, i int, s *Script) {
	st := &s.Steps[i]
	if st.N != i+1 && st.N != 0 {
		c.say(at+".step", "steps are numbered from 1 without gaps", "step %d stands where step %d is expected", st.N, i+1)
	}
	if st.Row.StateNote != "" {
		c.reference(at+".row.stateNote", st.Row.StateNote)
	}
	c.corrections(at+".corrections", st.Corrections)
	for _, p := range placeholder.FindAllString(st.Say, -1) {
		if p != bytesPlaceholder {
			c.say(at+".say", didYouMean(p, []string{bytesPlaceholder}), "unknown placeholder %s", p)
		}
	}
	for key, text := range map[string]string{"explain": st.Explain, "server": st.Server} {
		if strings.Contains(text, bytesPlaceholder) {
			c.say(at+"."+key, "write the number, or use it in say", "%s is filled in only in say", bytesPlaceholder)
		}
	}
	c.roleLines(at+".browserLines", "browser", st.BrowserLines)
	c.roleLines(at+".serverLines", "server", st.ServerLines)
	c.oneOf(at+".serverState", "state", st.ServerState, []string{"CONNECTING", "OPEN", "CLOSING", "CLOSED"})
	for j, p := range st.Done {
		c.pattern(fmt.Sprintf("%s.done[%d]", at, j), p, s.Protocol)
		c.happens(fmt.Sprintf("%s.done[%d]", at, j), p, s.Protocol, st)
	}
	if st.Predict != nil {
		c.kind(at+".predict", st.Predict, quiz.Predict)
		c.question(at+".predict", st.Predict, s)
	}
}

func (c *checker) roleLines(path, role string, lines []int) {
	if len(lines) == 0 || c.lost("code") {
		return
	}
	if sample := c.l.SampleOf(role); sample != nil {
		c.sampleLines(path, lines, sample)
		return
	}
	c.say(path, "write one under code, with role: "+role, "no sample for the %s", role)
}

// pattern checks that p can match an event of that protocol at all.
func (c *checker) pattern(at string, p Pattern, protocol Protocol) {
	c.oneOf(at+".from", "end", string(p.From), []string{string(wire.Client), string(wire.Server)})
	kinds := []string{
		string(wire.KindRequestLine), string(wire.KindStatusLine), string(wire.KindHeaderField), string(wire.KindHeadEnd),
		string(wire.KindBody), string(wire.KindChunk), string(wire.KindFrame), string(wire.KindField), string(wire.KindComment),
		string(wire.KindDispatch), string(wire.KindDropped), string(wire.KindUnfinished), string(wire.KindMalformed), string(wire.KindEnd), string(wire.KindReset),
	}
	if !c.oneOf(at+".kind", "kind of event", string(p.Kind), kinds) {
		return
	}
	if p.Opcode != "" {
		c.oneOf(at+".opcode", "opcode", p.Opcode, opcodes())
	}
	only := func(key string, set bool, kinds ...wire.Kind) {
		if !set {
			return
		}
		names := make([]string, len(kinds))
		for i, k := range kinds {
			if p.Kind == k {
				return
			}
			names[i] = string(k)
		}
		c.say(at+"."+key, "it belongs to "+strings.Join(names, " or "), "a %s has no %s", p.Kind, key)
	}
	only("opcode", p.Opcode != "", wire.KindFrame)
	only("payload", p.Payload != "", wire.KindFrame, wire.KindDispatch)
	only("code", p.Code != 0, wire.KindFrame, wire.KindStatusLine)
	only("header", p.Header != "", wire.KindHeaderField)
	switch {
	case p.From == wire.Client && p.Kind == wire.KindStatusLine, p.From == wire.Server && p.Kind == wire.KindRequestLine:
		c.say(at+".kind", "", "the %s sends no %s", p.From, p.Kind)
	case p.Kind == wire.KindFrame && protocol == EventStream:
		c.say(at+".kind", "an event stream has chunk, field and dispatch", "an event stream has no frames")
	case protocol == WebSocket && (p.Kind == wire.KindField || p.Kind == wire.KindComment || p.Kind == wire.KindDispatch || p.Kind == wire.KindDropped):
		c.say(at+".kind", "a websocket has frame", "a websocket has no %s", p.Kind)
	case p.Kind == wire.KindFrame && p.Code != 0 && p.Opcode != wire.OpClose.String():
		c.say(at+".code", "add opcode: close", "only a Close frame has a code")
	case p.Kind == wire.KindFrame && p.Payload != "" && p.Opcode == wire.OpClose.String():
		c.say(at+".payload", "use code", "a Close frame is told by its code")
	}
}

// happens checks that p does not wait for what its own step never does: such a
// row would never be done.
func (c *checker) happens(at string, p Pattern, protocol Protocol, st *Step) {
	status := map[Action]int{Answer: st.Status, Accept: 101}
	if protocol == EventStream {
		status[Accept] = 200
	}
	sender, receiver := wire.Server, wire.Client
	if st.Actor == Browser {
		sender, receiver = receiver, sender
	}
	switch sends := protocol == WebSocket && st.Action == Send && p.Kind == wire.KindFrame; {
	case sends && p.From == receiver:
		c.say(at+".from", "the "+string(st.Actor)+" sends it, so write "+string(sender), "this step sends no frame from the %s", p.From)
	case sends && p.Payload != "" && st.Text != "" && p.Payload != st.Text:
		c.say(at+".payload", fmt.Sprintf("its text is %q", st.Text), "this step does not send %q", p.Payload)
	case p.Kind == wire.KindStatusLine && p.Code != 0 && status[st.Action] != 0 && p.Code != status[st.Action]:
		c.say(at+".code", fmt.Sprintf("%s sends %d", st.Action, status[st.Action]), "this step does not send the status %d", p.Code)
	}
}

func opcodes() []string {
	var names []string
	for o := wire.OpContinuation; o <= wire.OpPong; o++ {
		if !o.Reserved() {
			names = append(names, o.String())
		}
	}
	return names
}
