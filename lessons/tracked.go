package lessons

import "strconv"

// Counting says which traffic a tracker counts as a message.
type Counting string

const (
	CountHTTP     Counting = "http"     // everything that crosses: the handshake, and the ends too
	CountFrames   Counting = "frames"   // as the source does: no handshake, but the Close frame
	CountMessages Counting = "messages" // what an application sends: no Close frame either
)

// Countings are all ways to count.
func Countings() []Counting { return []Counting{CountHTTP, CountFrames, CountMessages} }

// Values are what a tracker's variables hold, by Variable.From. All that there
// are (see Variables) are always in it.
type Values map[string]string

// Variables are what a tracker's variable can be From:
//
//	state        the browser's state, a word: a word of a source's row that is no
//	             state of the standard does not occur
//	readyState   the same as JavaScript has it, "1 OPEN"; "none" before there is an object
//	sent         the last message sent, as its row has it, or "None"; in a
//	             dialogue, where either side sends, the last of both
//	received     the last message received, likewise
//	lastEventId  the EventSource's last event ID, or "none"
//	sends        how many messages the browser has sent
//	messages     how many events fired so far (see Script.Fires)
//	connections  how many requests for a connection were made so far
func Variables() []string {
	return []string{"state", "readyState", "sent", "received", "lastEventId", "sends", "messages", "connections"}
}

// Tracked is the tracker's values before the first step (index 0) and after
// each of the N steps (index n), so it has N+1 items. Nobody else holds them.
func (s *Script) Tracked(counting Counting) []Values {
	sent, received, lastEventID := "None", "None", "none"
	sends, messages, connections := 0, 0, 0
	all := make([]Values, 0, len(s.Steps)+1)
	add := func(state, readyState string) {
		all = append(all, Values{
			"state": state, "readyState": readyState, "sent": sent, "received": received, "lastEventId": lastEventID,
			"sends": strconv.Itoa(sends), "messages": strconv.Itoa(messages), "connections": strconv.Itoa(connections),
		})
	}
	add(stateWords[0], "none")
	effects := s.effects()
	for i := range s.Steps {
		st := &s.Steps[i]
		if counting.counts(st.Action) && !s.loses(i) {
			if last := st.Row.lastSent(); last != "" {
				sent = last
			}
			if st.Row.Received != "" {
				received = st.Row.Received
			}
		}
		if st.Actor == Browser && (st.Action == Send || st.Action == Post) && !s.loses(i) {
			sends++
		}
		if st.Action == Connect || st.Action == Reconnect {
			connections++
		}
		messages += len(effects[i].fires)
		if lastEventID = effects[i].lastEventID; lastEventID == "" {
			lastEventID = "none"
		}
		if st.ReadyState == NoObject {
			add(stateWords[0], "none")
			continue
		}
		add(s.stateWord(st.ReadyState), s.readyStateWords(st.ReadyState))
	}
	return all
}

// lastSent is the last message of a row, "" where it has none.
func (r Row) lastSent() string {
	switch {
	case len(r.Crosses) > 0:
		return r.Crosses[len(r.Crosses)-1]
	case r.Client != "" || r.Server != "":
		return r.Wire
	}
	return r.Sent
}

func (c Counting) counts(a Action) bool {
	switch a {
	case Send, Fragment, Post, Resume:
		return true
	case Ping, Close, AckClose:
		return c != CountMessages
	}
	return c == CountHTTP
}

// loses reports whether what the browser sends in the row with index i never
// crosses: send throws, or its socket is not open any more.
func (s *Script) loses(i int) bool {
	st := &s.Steps[i]
	return st.Actor == Browser && st.Action == Send && (st.Throws != "" || i > 0 && s.Steps[i-1].ReadyState != 1)
}

var stateWords = map[int]string{0: "Connecting", 1: "Open", 2: "Closing", 3: "Closed"}

// stateWord is a readyState as the tracker writes it.
func (s *Script) stateWord(readyState int) string {
	if s.Protocol == EventStream && readyState == 2 {
		return "Closed" // HTML §9.2.2 has three states
	}
	return stateWords[readyState]
}

// socketStates are the names of a WebSocket's states, by readyState.
var socketStates = []string{"CONNECTING", "OPEN", "CLOSING", "CLOSED"}

// readyStateWords is a readyState with the name of its constant.
func (s *Script) readyStateWords(readyState int) string {
	names := socketStates
	if s.Protocol == EventStream {
		names = []string{"CONNECTING", "OPEN", "CLOSED"}
	}
	if readyState < 0 || readyState >= len(names) {
		return ""
	}
	return strconv.Itoa(readyState) + " " + names[readyState]
}
