package lessons

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"wirewalk/lessons/wire"
)

// What the keys of a step may say.
const (
	maxControl = 125 // bytes of a control frame's payload, RFC 6455 §5.5
	maxReason  = 123 // what a Close frame has left of that beside its code
	minEvery   = 20  // milliseconds; below, a browser draws two words at once
	maxEvery   = 2000
	minMS      = 100 // milliseconds; a shorter wait nobody notices
	maxMS      = 10_000
)

// arguments checks that the step at i has what its action needs, and no more.
func (c *checker) arguments(at string, s *Script, i int, how how) {
	st := &s.Steps[i]
	key := func(name string, has, may, must bool) {
		switch {
		case must && !has && !c.cut[at+"."+name]:
			c.say(at, "add "+name, "%s needs %s", st.Action, name)
		case has && !may && !must:
			c.say(at+"."+name, "remove it", "%s has no %s", st.Action, name)
		}
	}
	stream := s.Protocol == EventStream
	message := !stream && st.Action == Send
	fragment, raw := st.Action == Fragment, st.Action == Raw

	key("hex", st.Hex != "", message || fragment || raw, false)
	text := st.Text != ""
	mayText, mustText := false, false
	switch st.Action {
	case Send:
		// A message may be empty; what is raw in a stream may not.
		_, written := c.lines[at+".text"]
		text = text || message && written
		mayText, mustText = true, st.Hex == "" && (message || how != throwing)
	case Fragment, Raw:
		mayText, mustText = true, st.Hex == ""
	case Ping:
		mayText = true
	case Accept, FinishAccept:
		mayText = stream && how != inParts
	case Publish, Post:
		mustText = true
	}
	key("text", text, mayText, mustText)
	key("times", st.Times != 0, message, false)
	key("every", st.Every != 0, st.Action == Send && st.Actor == Server && st.Hex == "" && st.Times == 0, false)
	key("fin", st.FIN, fragment, false)
	key("opcode", st.Opcode != "", fragment, false)
	key("status", st.Status != 0, false, st.Action == Answer)
	// How long a browser is patient is its own affair.
	key("ms", st.MS != 0, st.Action == Wait, st.Action == Wait && !st.givesUp())
	key("code", st.Code != 0, st.Action == Close && !stream, false)
	key("reason", st.Reason != "", st.Action == Close && !stream, false)
	key("location", st.Location != "", st.redirects(), st.redirects())
	key("wrongAccept", st.WrongAccept, st.Action == Accept && !stream, false)
	key("without", st.Without != "", st.Action == Accept && !stream, false)
	key("with", st.With != "", st.Action == Accept && !stream, false)
	key("oneWrite", st.OneWrite, st.Action == Accept && !stream, false)
	if st.Answered && (stream || !st.answers()) {
		c.say(at+".answered", "remove it; a websocket's connect and the browser's close have it", "%s has no answer in the same row", st.Action)
	}

	c.payload(at, st)
	c.ranges(at, st)
	c.closeCode(at, st)
	c.response(at, st)
	c.throws(at, s.Protocol, st, how)
	c.oneWrite(at, s, i, how)
}

// givesUp reports whether the step waits for the browser's end.
func (st *Step) givesUp() bool {
	return slices.ContainsFunc(st.Done, func(p Pattern) bool { return p.From == wire.Client && p.Kind == wire.KindEnd })
}

// answers reports whether the step's answer belongs to it.
func (st *Step) answers() bool {
	return st.Answered && st.Actor == Browser && (st.Action == Connect || st.Action == Close)
}

// payload checks what the step carries.
func (c *checker) payload(at string, st *Step) {
	once := len(st.Text)
	if st.Hex != "" {
		raw, err := hex.DecodeString(strings.Join(strings.Fields(st.Hex), ""))
		if err != nil {
			c.say(at+".hex", "two digits for each byte, 0 to 9 and a to f", "%q is not hexadecimal", st.Hex)
		}
		if st.Text != "" {
			c.say(at+".hex", "keep one of them", "text and hex both say what %s sends", st.Action)
		}
		once = len(raw)
	}
	if st.Times < 0 {
		c.say(at+".times", "1 or more", "times is %d", st.Times)
		return
	}
	times := max(st.Times, 1)
	most := MaxPayload
	if st.Action == Ping {
		most = maxControl
	}
	if once > 0 && times > most/once {
		key := "text"
		switch {
		case st.Times > 0:
			key = "times"
		case st.Hex != "":
			key = "hex"
		}
		c.say(at+"."+key, fmt.Sprintf("at most %d bytes", most), "%s would carry %d bytes", st.Action, once*times)
	}
}

// ranges checks the numbers that are times.
func (c *checker) ranges(at string, st *Step) {
	for _, r := range []struct {
		key              string
		got, least, most int
	}{{"every", st.Every, minEvery, maxEvery}, {"ms", st.MS, minMS, maxMS}} {
		if r.got != 0 && (r.got < r.least || r.got > r.most) {
			c.say(at+"."+r.key, fmt.Sprintf("%d to %d milliseconds", r.least, r.most), "%s is %d", r.key, r.got)
		}
	}
	if st.Action == Answer && st.Status != 0 && (st.Status < 200 || st.Status > 599) {
		c.say(at+".status", "an answer is 200 to 599; accept sends the 101", "status is %d", st.Status)
	}
	if st.Action == Fragment {
		c.oneOf(at+".opcode", "opcode of a fragment", st.Opcode, []string{wire.OpText.String(), wire.OpBinary.String(), wire.OpContinuation.String()})
	}
}

// closeCode checks how a WebSocket is closed. close() takes 1000 and 3000 to
// 4999 and 123 bytes of reason (WHATWG WebSockets §3.1); a server may use what
// RFC 6455 §7.4 lets on the wire.
func (c *checker) closeCode(at string, st *Step) {
	if st.Action == Close && st.Code != 0 {
		if st.Actor == Browser && st.Code != 1000 && (st.Code < 3000 || st.Code > 4999) {
			c.say(at+".code", "1000, or 3000 to 4999", "JavaScript cannot close with %d", st.Code)
		}
		if st.Actor == Server && !wire.CloseCodeAllowed(st.Code) {
			c.say(at+".code", "see RFC 6455 §7.4.1", "close code %d may not be sent", st.Code)
		}
	}
	if len(st.Reason) > maxReason {
		c.say(at+".reason", fmt.Sprintf("at most %d bytes", maxReason), "the reason has %d bytes", len(st.Reason))
	}
	if st.Reason != "" && st.Code == 0 {
		c.say(at+".reason", "add code", "a reason needs a code")
	}
}

// throws checks the name of the exception: a WebSocket that is CONNECTING
// throws (WHATWG WebSockets §3.1), and an EventSource has no send to call.
func (c *checker) throws(at string, protocol Protocol, st *Step, how how) {
	want, why := "InvalidStateError", "a WebSocket that is CONNECTING sends nothing"
	if protocol == EventStream {
		want, why = "TypeError", "an EventSource has no send"
	}
	switch {
	case how != throwing && st.Throws != "" && st.Actor == Server:
		c.say(at+".throws", "remove it", "only the browser's part throws")
	case how != throwing && st.Throws != "":
		c.say(at+".throws", "remove it", "this %s throws nothing", st.Action)
	case how == throwing && st.Throws == "":
		c.say(at, "add throws: "+want, "%s", why)
	case how == throwing && st.Throws != want:
		c.say(at+".throws", "write "+want, "this send throws no %q", st.Throws)
	}
}

// oneWrite checks that there is something to leave together with the 101, and
// nobody who would step between the two.
func (c *checker) oneWrite(at string, s *Script, i int, how how) {
	st := &s.Steps[i]
	if !st.OneWrite || st.Action != Accept {
		return
	}
	switch {
	case s.walked():
		c.say(at+".oneWrite", "make it an experiment's", "in a walkthrough each row waits for Next, so two cannot be one write")
	case how == wrongly:
		c.say(at+".oneWrite", "remove one of them", "after a wrong accept nothing is sent")
	case i+1 >= len(s.Steps) || s.Steps[i+1].Action != Send || s.Steps[i+1].Actor != Server:
		c.say(at+".oneWrite", "the next step is the server's send", "there is nothing to write together with the accept")
	}
}

// crossing checks what a step waits for against how it is done.
func (c *checker) crossing(at string, protocol Protocol, st *Step, how how, now phase) {
	nothing := ""
	switch {
	case how == throwing:
		nothing = "a send that throws"
	case how == silently:
		nothing = "a send after close"
	case st.Action == Publish:
		nothing = "publish"
	case st.Action == Wait && st.Actor == Server:
		nothing = "a server's wait"
	case st.Action == Read:
		nothing = "a read"
	}
	if nothing != "" && len(st.Done) > 0 {
		c.say(at+".done", "remove it", "nothing crosses in %s", nothing)
	}
	c.answered(at, st, how)
	leaves := ""
	switch {
	case how == illegally:
		leaves = "the browser fails the connection at this frame"
	case protocol == EventStream && st.Action == Close && now == opened:
		leaves = "close ends the browser's connection"
	}
	if leaves != "" && !waitsFor(st, wire.Client, wire.KindEnd) && !c.cut[at+".done"] {
		c.say(at, "add to done: {from: client, kind: end}", "%s", leaves)
	}
}

// answered checks that a row with its answer waits for all of it: else it would
// be done while it is still happening.
func (c *checker) answered(at string, st *Step, how how) {
	if how != answered || c.cut[at+".done"] {
		return
	}
	frame := wire.OpClose.String()
	closes := func(from wire.Endpoint) bool {
		return slices.ContainsFunc(st.Done, func(p Pattern) bool { return p.From == from && p.Kind == wire.KindFrame && p.Opcode == frame })
	}
	missing := func(what string) { c.say(at, "add to done: "+what, "the answer belongs to this row") }
	switch {
	case st.Action == Connect && !waitsFor(st, wire.Server, wire.KindHeadEnd):
		missing("{from: server, kind: head-end}")
	case st.Action == Close && !closes(wire.Server):
		missing("{from: server, kind: frame, opcode: close}")
	case st.Action == Close && !waitsFor(st, wire.Server, wire.KindEnd):
		missing("{from: server, kind: end}")
	}
}
