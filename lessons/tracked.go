package lessons

// Counting says which traffic a tracker counts as a message.
type Counting string

const (
	CountHTTP     Counting = "http"     // everything that crosses: the handshake, and the ends too
	CountFrames   Counting = "frames"   // as the source does: no handshake, but the Close frame
	CountMessages Counting = "messages" // what an application sends: no Close frame either
)

// Countings are all ways to count.
func Countings() []Counting { return []Counting{CountHTTP, CountFrames, CountMessages} }

// Values are a tracker's three variables: connection state, last message sent,
// last message received.
type Values [3]string

// Tracked is the tracker's values before the first step (index 0) and after
// each of the N steps (index n), so it has N+1 items. The state is the
// browser's own, by its readyState: a word of a source's row that is no state
// of the standard does not occur.
func (s *Script) Tracked(counting Counting) []Values {
	now := Values{s.stateWord(0), "None", "None"}
	all := []Values{now}
	for i := range s.Steps {
		st := &s.Steps[i]
		now[0] = s.stateWord(st.ReadyState)
		if counting.counts(st.Action) {
			if st.Row.Sent != "" {
				now[1] = st.Row.Sent
			}
			if st.Row.Received != "" {
				now[2] = st.Row.Received
			}
		}
		all = append(all, now)
	}
	return all
}

func (c Counting) counts(a Action) bool {
	switch a {
	case Send:
		return true
	case Close, AckClose:
		return c != CountMessages
	}
	return c == CountHTTP
}

// stateWord is a readyState as the tracker writes it.
func (s *Script) stateWord(readyState int) string {
	if s.Protocol == EventStream && readyState == 2 {
		return "Closed" // HTML §9.2.2 has three states
	}
	return map[int]string{0: "Connecting", 1: "Open", 2: "Closing", 3: "Closed"}[readyState]
}
