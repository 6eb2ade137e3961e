package lessons

import (
	"fmt"
	"slices"
	"strings"

	"wirewalk/lessons/wire"
)

// progress is what the steps before left behind.
type progress struct {
	phase        phase
	closer       Actor
	readyStates  []int // what the last step may have left
	serverStates []string
	message      message // of the server, whose last fragment is still to come
	kept         bool    // an event with an id was there that resume could send
	posted       bool
	said         []said // of a WebSocket, by step
}

// how is what the step at i does, where that depends on what came before.
func (p *progress) how(s *Script, i int) how {
	st := &s.Steps[i]
	switch {
	case s.finished(i):
		return inParts
	case st.Action == Wait && st.Actor == Browser && (p.phase == requested || p.phase == closing || p.phase == parting) && waitsFor(st, wire.Client, wire.KindEnd):
		return impatiently
	case st.Action == Send && st.Actor == Browser && s.Protocol == EventStream:
		return throwing
	case s.Protocol == EventStream:
		return plainly
	case st.answers():
		return answered
	case st.Action == Accept && st.Faulty():
		return wrongly
	case st.Action == Send && st.Actor == Browser && p.phase == requested:
		return throwing
	case st.Action == Send && st.Actor == Browser && (p.phase == closing || p.phase == parting || p.phase == over):
		return silently
	case st.Action == Close && st.Actor == Server && p.phase == closing && p.closer == Browser:
		return replying
	case st.Actor == Server && p.phase == opened:
		return p.said[i].how(st)
	}
	return plainly
}

// finished reports whether the step at i is an accept whose last two bytes the
// next step writes.
func (s *Script) finished(i int) bool {
	return s.Steps[i].Action == Accept && i+1 < len(s.Steps) && s.Steps[i+1].Action == FinishAccept
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
	now := progress{phase: idle, readyStates: []int{NoObject}, serverStates: []string{NoConnection}, said: s.said()}
	for i := range s.Steps {
		st, at := &s.Steps[i], fmt.Sprintf("%s.steps[%d]", path, i)
		actor := c.oneOf(at+".actor", "actor", string(st.Actor), []string{string(Browser), string(Server)})
		action := c.oneOf(at+".action", "action of "+string(s.Protocol), string(st.Action), actions)
		if !actor || !action {
			return // what would follow is unknown
		}
		how := now.how(s, i)
		c.arguments(at, s, i, how)
		m, ok := c.move(at, s.Protocol, moves, st, how, now)
		if !ok {
			return
		}
		c.crossing(at, s.Protocol, st, how, now.phase)
		c.kept(at, s.Protocol, st, &now)
		c.message(at, st, how, &now)
		c.states(at, st, m, &now)
		if st.Action == Close && how != replying || how == finally {
			now.closer = st.Actor
		}
		if m.to != "" {
			now.phase = m.to
		}
	}
	if now.phase == idle && len(s.Steps) > 0 && !c.cut[path+".steps"] {
		c.say(fmt.Sprintf("%s.steps[%d]", path, len(s.Steps)-1), "add a connect", "nothing connects in this script")
	}
}

// states checks what the step leaves behind.
func (c *checker) states(at string, st *Step, m move, now *progress) {
	if m.readyState != nil {
		now.readyStates = m.readyState
	}
	if m.serverState != nil {
		now.serverStates = m.serverState
	}
	if slices.Contains(now.readyStates, st.ReadyState) {
		now.readyStates = []int{st.ReadyState}
	} else {
		c.say(at+".readyState", "it can be "+either(now.readyStates), "readyState cannot be %d after %s", st.ReadyState, st.Action)
	}
	if slices.Contains(now.serverStates, st.ServerState) {
		now.serverStates = []string{st.ServerState}
	} else {
		c.say(at+".serverState", "it can be "+either(now.serverStates), "the server cannot be %q after %s", st.ServerState, st.Action)
	}
}

// move is what st does in the phase now, or a problem.
func (c *checker) move(at string, protocol Protocol, moves []move, st *Step, how how, now progress) (move, bool) {
	var when []string
	var whose []Actor
	for _, m := range moves {
		if m.action != st.Action {
			continue
		}
		if m.how == throwing || m.how == silently {
			if m.how == how && slices.Contains(m.from, now.phase) {
				return m, true
			}
			continue // no advice
		}
		if !slices.Contains(m.from, now.phase) {
			for _, p := range m.from {
				if w := string(p); !slices.Contains(when, w) {
					when = append(when, w)
				}
			}
			continue
		}
		actors := m.actors
		if actors == nil {
			actors = []Actor{other(now.closer)}
		}
		if slices.Contains(actors, st.Actor) && m.how == how {
			return m, true
		}
		for _, a := range actors {
			if !slices.Contains(whose, a) {
				whose = append(whose, a)
			}
		}
	}
	switch {
	case len(whose) > 0 && now.phase == closing && st.Actor == now.closer:
		c.say(at+".actor", "the "+string(other(now.closer))+" still may", "the %s cannot %s after its own close", st.Actor, st.Action)
	case len(whose) > 0:
		c.say(at+".actor", "it is the "+either(whose)+"'s", "the %s cannot %s %s", st.Actor, st.Action, now.phase)
	case st.Action == Connect && protocol == WebSocket:
		c.say(at+".action", "a new WebSocket comes after the connection is over", "a second connect")
	case st.Action == Connect:
		c.say(at+".action", "where the browser asks again by itself write reconnect; a new EventSource comes after close or answer", "a second connect")
	default:
		c.say(at+".action", fmt.Sprintf("%s comes %s", st.Action, strings.Join(when, " or ")), "%s cannot come %s", st.Action, now.phase)
	}
	return move{}, false
}

// waitsFor reports whether st waits for an event of that kind from that end.
func waitsFor(st *Step, from wire.Endpoint, kind wire.Kind) bool {
	return slices.ContainsFunc(st.Done, func(p Pattern) bool { return p.From == from && p.Kind == kind })
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
