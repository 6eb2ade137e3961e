package lessons

import (
	"fmt"
	"slices"
	"strings"
)

// phase is where a connection is between two steps.
type phase string

const (
	idle      phase = "before connect"
	requested phase = "while the request waits"
	accepting phase = "after accept"
	opened    phase = "while the connection is open"
	closing   phase = "after close"
	ended     phase = "after the response has ended"
	over      phase = "after the connection is over"
)

// move is one action in one phase: whose it may be, where it leads, and what
// readyState and the server's state can be afterwards.
type move struct {
	action      Action
	from        []phase
	actors      []Actor // none: whoever did not close
	to          phase
	readyState  []int
	serverState []string
}

// webSocketMoves are RFC 6455 §4 and §7 with the states of the WHATWG
// WebSockets Standard. Between accept and finish-accept the 101 is not whole,
// so nobody is OPEN. Where the server closes, the browser answers by itself.
func webSocketMoves() []move {
	return []move{
		{Connect, []phase{idle}, []Actor{Browser}, requested, []int{0}, []string{"CONNECTING"}},
		{Hold, []phase{requested}, []Actor{Server}, requested, []int{0}, []string{"CONNECTING"}},
		{Accept, []phase{requested}, []Actor{Server}, accepting, []int{0}, []string{"CONNECTING"}},
		{FinishAccept, []phase{accepting}, []Actor{Server}, opened, []int{1}, []string{"OPEN"}},
		{Answer, []phase{requested}, []Actor{Server}, over, []int{3}, []string{"CLOSED"}},
		{Send, []phase{opened}, []Actor{Browser, Server}, opened, []int{1}, []string{"OPEN"}},
		{Send, []phase{closing}, nil, closing, []int{2, 3}, []string{"CLOSING"}},
		{Close, []phase{opened}, []Actor{Browser}, closing, []int{2}, []string{"CLOSING"}},
		{Close, []phase{opened}, []Actor{Server}, closing, []int{2, 3}, []string{"CLOSING"}},
		{AckClose, []phase{closing}, nil, over, []int{3}, []string{"CLOSED"}},
	}
}

// eventStreamMoves are HTML §9.2: CLOSED is 2, and after the end of the
// response the browser is CONNECTING again, for it will ask once more.
func eventStreamMoves() []move {
	return []move{
		{Connect, []phase{idle}, []Actor{Browser}, requested, []int{0}, []string{"CONNECTING"}},
		{Hold, []phase{requested}, []Actor{Server}, requested, []int{0}, []string{"CONNECTING"}},
		{Accept, []phase{requested}, []Actor{Server}, opened, []int{1}, []string{"OPEN"}},
		{Answer, []phase{requested}, []Actor{Server}, over, []int{2}, []string{"CLOSED"}},
		{Send, []phase{opened}, []Actor{Server}, opened, []int{1}, []string{"OPEN"}},
		{End, []phase{opened}, []Actor{Server}, ended, []int{0}, []string{"CLOSED"}},
		{Close, []phase{opened, ended}, []Actor{Browser}, over, []int{2}, []string{"CLOSED"}},
	}
}

// order checks that each step can follow the one before.
func (c *checker) order(path string, s *Script) {
	moves := webSocketMoves()
	if s.Protocol == EventStream {
		moves = eventStreamMoves()
	}
	var actions []string
	for _, m := range moves {
		if a := string(m.action); !slices.Contains(actions, a) {
			actions = append(actions, a)
		}
	}
	now, closer := idle, Actor("")
	for i := range s.Steps {
		st, at := &s.Steps[i], fmt.Sprintf("%s.steps[%d]", path, i)
		actor := c.oneOf(at+".actor", "actor", string(st.Actor), []string{string(Browser), string(Server)})
		action := c.oneOf(at+".action", "action of "+string(s.Protocol), string(st.Action), actions)
		if !actor || !action {
			return // what would follow is unknown
		}
		c.arguments(at, s.Protocol, st)
		m, ok := c.move(at, moves, st, now, closer)
		if !ok {
			return
		}
		if st.Action == Close {
			closer = st.Actor
		}
		now = m.to
		if !slices.Contains(m.readyState, st.ReadyState) {
			c.say(at+".readyState", "it can be "+either(m.readyState), "readyState cannot be %d after %s", st.ReadyState, st.Action)
		}
		if !slices.Contains(m.serverState, st.ServerState) {
			c.say(at+".serverState", "it can be "+either(m.serverState), "the server cannot be %q after %s", st.ServerState, st.Action)
		}
	}
}

// move is what st does in the phase now, or a problem.
func (c *checker) move(at string, moves []move, st *Step, now phase, closer Actor) (move, bool) {
	var when []string
	var whose []Actor
	for _, m := range moves {
		if m.action != st.Action {
			continue
		}
		if !slices.Contains(m.from, now) {
			for _, p := range m.from {
				when = append(when, string(p))
			}
			continue
		}
		actors := m.actors
		if actors == nil {
			actors = []Actor{other(closer)}
		}
		if slices.Contains(actors, st.Actor) {
			return m, true
		}
		whose = append(whose, actors...)
	}
	switch {
	case len(whose) > 0 && now == closing && st.Actor == closer:
		c.say(at+".actor", "the "+string(other(closer))+" still may", "the %s cannot %s after its own close", st.Actor, st.Action)
	case len(whose) > 0:
		c.say(at+".actor", "it is the "+either(whose)+"'s", "the %s cannot %s", st.Actor, st.Action)
	case st.Action == Connect:
		c.say(at+".action", "a script has one connection", "a second connect")
	default:
		c.say(at+".action", fmt.Sprintf("%s comes %s", st.Action, strings.Join(when, " or ")), "%s cannot come %s", st.Action, now)
	}
	return move{}, false
}

// arguments checks that a step has what its action needs, and no more.
func (c *checker) arguments(at string, protocol Protocol, st *Step) {
	needs := func(key string, has, want bool) {
		switch {
		case want && !has && !c.cut[at+"."+key]:
			c.say(at, "add "+key, "%s needs %s", st.Action, key)
		case has && !want:
			c.say(at+"."+key, "remove it", "%s has no %s", st.Action, key)
		}
	}
	if st.Action != Accept || protocol != EventStream {
		needs("text", st.Text != "", st.Action == Send)
	}
	needs("status", st.Status != 0, st.Action == Answer)
	if st.Action != Close || protocol == EventStream {
		needs("code", st.Code != 0, false)
		needs("reason", st.Reason != "", false)
	}
	if st.Action == Answer && st.Status != 0 && (st.Status < 200 || st.Status > 599) {
		c.say(at+".status", "an answer is 200 to 599; accept sends the 101", "status is %d", st.Status)
	}
	// close() takes 1000 and 3000 to 4999 and 123 bytes of reason (WHATWG
	// WebSockets); a server may use what RFC 6455 §7.4 lets on the wire.
	if st.Action == Close && st.Code != 0 {
		own := st.Code >= 3000 && st.Code <= 4999
		if st.Actor == Browser && st.Code != 1000 && !own {
			c.say(at+".code", "1000, or 3000 to 4999", "JavaScript cannot close with %d", st.Code)
		}
		if st.Actor == Server && !own && (st.Code < 1000 || st.Code > 1014 || st.Code >= 1004 && st.Code <= 1006) {
			c.say(at+".code", "see RFC 6455 §7.4.1", "close code %d may not be sent", st.Code)
		}
	}
	if len(st.Reason) > 123 {
		c.say(at+".reason", "at most 123 bytes", "the reason has %d bytes", len(st.Reason))
	}
	if st.Reason != "" && st.Code == 0 {
		c.say(at+".reason", "add code", "a reason needs a code")
	}
}

func other(a Actor) Actor {
	if a == Browser {
		return Server
	}
	return Browser
}

// either lists values as alternatives.
func either[T any](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, " or ")
}
