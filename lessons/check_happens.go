package lessons

import (
	"fmt"
	"slices"
	"strings"

	"wirewalk/lessons/wire"
)

// happens checks that p does not wait for what its own step never does: such a
// row would never be done.
func (c *checker) happens(at string, p Pattern, s *Script, i int) {
	st := &s.Steps[i]
	can := crosses(s, i)
	step, _, _ := strings.Cut(at, ".done[")
	whole := !c.lost(step + ".") // what it sends is not among what was cut
	if slices.Contains(can[p.From], p.Kind) || p.Kind == wire.KindReset && p.From == wire.Client && slices.Contains(can[p.From], wire.KindEnd) ||
		p.Kind == wire.KindEnd && slices.Contains(can[p.From], wire.KindReset) {
		c.headHappens(at, p, s.Protocol, st)
		c.resumes(at, p, s, i)
		if whole {
			c.frameHappens(at, p, s.Protocol, st)
			c.rawHappens(at, p, s, i)
			c.dispatchHappens(at, p, s, i)
		}
		return
	}
	if from := otherEnd(p.From); slices.Contains(can[from], p.Kind) {
		c.say(at+".from", fmt.Sprintf("the %s sends it, so write %s", end(from), from), "this step sends no %s from the %s", p.Kind, p.From)
		return
	}
	if len(can) > 0 { // else the action is unknown, or nothing crosses in it
		c.say(at+".kind", "", "%s sends no %s from the %s", st.Action, p.Kind, p.From)
	}
}

// frameHappens checks a frame's details against what its step sends.
func (c *checker) frameHappens(at string, p Pattern, protocol Protocol, st *Step) {
	if protocol != WebSocket || p.Kind != wire.KindFrame {
		return
	}
	sender := wire.Server
	if st.Actor == Browser {
		sender = wire.Client
	}
	sends, payload, known := []string(nil), "", false
	if once, err := st.Payload(); err == nil {
		payload, known = string(once), true
	}
	switch {
	case st.Action == Raw:
		known = false
	case st.Action == Ping && p.From == wire.Client:
		sends = []string{wire.OpPong.String()}
	case st.Action == Ping:
		sends = []string{wire.OpPing.String()}
	case p.From != sender || st.Action == Close || st.Action == AckClose:
		sends, known = []string{wire.OpClose.String()}, false
	case st.Action == Send && st.Hex != "", st.Action == Fragment && st.Opcode == "binary":
		sends = []string{wire.OpBinary.String()}
	case st.Action == Send, st.Action == Fragment && st.Opcode == "text":
		sends = []string{wire.OpText.String()}
	case st.Action == Fragment && st.Opcode == "":
		sends = []string{wire.OpText.String(), wire.OpContinuation.String()}
	case st.Action == Fragment:
		sends = []string{wire.OpContinuation.String()}
	}
	each := []string{payload} // of the frames, where that is known
	if st.Every > 0 {
		each = Words(payload)
	}
	carries := func(is func(string) bool) bool { return !known || slices.ContainsFunc(each, is) }
	switch {
	case p.Opcode != "" && len(sends) > 0 && !slices.Contains(sends, p.Opcode):
		c.say(at+".opcode", "it sends "+either(sends), "this step sends no %s frame from the %s", p.Opcode, p.From)
	case p.Payload != "" && !carries(func(sent string) bool { return sent == p.Payload }):
		c.say(at+".payload", fmt.Sprintf("it sends %q", shortened(payload)), "this step does not send %q", shortened(p.Payload))
	case p.Length != 0 && !carries(func(sent string) bool { return len(sent) == p.Length && (p.Payload == "" || p.Payload == sent) }):
		c.say(at+".length", "it sends "+lengths(each), "this step does not send %d bytes", p.Length)
	case st.Action == Close && p.From == sender && p.Code != 0 && st.Code != 0 && p.Code != st.Code:
		c.say(at+".code", fmt.Sprintf("it sends %d", st.Code), "this step does not send the code %d", p.Code)
	}
}

// lengths are the lengths of texts, in bytes, as alternatives.
func lengths(texts []string) string {
	var all []int
	for _, text := range texts {
		if n := len(text); !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	return either(all)
}

// rawHappens checks a frame against what a reader makes of the step's raw bytes.
func (c *checker) rawHappens(at string, p Pattern, s *Script, i int) {
	if s.Steps[i].Action != Raw || p.From != wire.Server || p.Kind == wire.KindEnd {
		return
	}
	said := s.said()[i]
	if p.Kind == wire.KindUnfinished && said.begun || slices.ContainsFunc(said.events, p.Matches) {
		return
	}
	var kinds []string
	for _, ev := range said.events {
		kinds = append(kinds, string(ev.Kind))
		if ev.Frame != nil {
			kinds[len(kinds)-1] += " " + ev.Frame.Opcode.String()
		}
	}
	suggestion := "a reader finds no whole frame in it"
	if len(kinds) > 0 {
		suggestion = "a reader finds in it: " + strings.Join(kinds, ", ")
	}
	c.say(at, suggestion, "this step sends no %s", p)
}

// headHappens checks a start line against what its step asks or answers.
func (c *checker) headHappens(at string, p Pattern, protocol Protocol, st *Step) {
	status := map[Action]int{Answer: st.Status, Accept: 101, Post: 204}
	if protocol == EventStream {
		status[Accept] = 200
	} else if st.answers() {
		status[Connect] = 101
	}
	method := map[Action]string{Connect: "GET", Reconnect: "GET", Post: "POST"}
	switch {
	case p.Kind == wire.KindStatusLine && p.Code != 0 && status[st.Action] != 0 && p.Code != status[st.Action]:
		c.say(at+".code", fmt.Sprintf("%s sends %d", st.Action, status[st.Action]), "this step does not send the status %d", p.Code)
	case p.Kind == wire.KindRequestLine && p.Value != "" && method[st.Action] != "" && p.Value != method[st.Action]:
		c.say(at+".value", "write "+method[st.Action], "%s sends no %s", st.Action, p.Value)
	}
}

// resumes checks the id with which an EventSource asks: the last that it was
// given, and none where it is new, HTML §9.2.2.
func (c *checker) resumes(at string, p Pattern, s *Script, i int) {
	if s.Protocol != EventStream || p.From != wire.Client || !strings.EqualFold(p.Header, "Last-Event-ID") || s.Steps[i].Action == Post {
		return
	}
	id := s.effects()[i].lastEventID
	switch {
	case id == "":
		c.say(at+".header", "remove it", "this request has no Last-Event-ID")
	case p.Value != "" && p.Value != id:
		c.say(at+".value", fmt.Sprintf("write %q", id), "this request does not say Last-Event-ID: %s", p.Value)
	}
}

// dispatchHappens checks an event's type and data against what the step writes,
// where that does not depend on when or on whom.
func (c *checker) dispatchHappens(at string, p Pattern, s *Script, i int) {
	st := &s.Steps[i]
	if p.Kind != wire.KindDispatch || p.Type == "" && p.Payload == "" || strings.Contains(st.Text, "{") {
		return
	}
	fires := s.Fires(i + 1)
	for _, m := range fires {
		if (p.Type == "" || p.Type == m.Type) && (p.Payload == "" || p.Payload == m.Data) {
			return
		}
	}
	key, want := "payload", p.Payload
	if p.Payload == "" {
		key, want = "type", p.Type
	}
	suggestion := "it fires nothing"
	if len(fires) > 0 {
		suggestion = fmt.Sprintf("it fires %s %q", fires[0].Type, shortened(fires[0].Data))
	}
	c.say(at+"."+key, suggestion, "this step fires no %q", shortened(want))
}

// shortened is text as far as one line of a problem can hold it.
func shortened(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

func otherEnd(e wire.Endpoint) wire.Endpoint {
	if e == wire.Client {
		return wire.Server
	}
	return wire.Client
}

// end is whose end e is, in a lesson's words.
func end(e wire.Endpoint) Actor {
	if e == wire.Client {
		return Browser
	}
	return Server
}
