package lessons

import (
	"slices"

	"wirewalk/lessons/wire"
)

// Fires are the events that row n fires at the page's object in JavaScript, in
// order: messages, and those with a type of their own, not open, error and
// close. Of a WebSocket all are called "message", and the data of a binary one
// is empty. The words in braces of a Text stand in the data as they are written.
func (s *Script) Fires(n int) []wire.Message {
	if s.Step(n) == nil {
		return nil
	}
	return s.effects()[n-1].fires
}

// Types are the types other than "message" of all events that the script
// fires, sorted: what a page has to add listeners for.
func (s *Script) Types() []string {
	var types []string
	for _, e := range s.effects() {
		for _, m := range e.fires {
			if m.Type != "message" && !slices.Contains(types, m.Type) {
				types = append(types, m.Type)
			}
		}
	}
	slices.Sort(types)
	return types
}

// Resumed is what a Resume in row n writes to a request with that
// Last-Event-ID: the raw text of every event with an id that the rows before it
// sent or published, after the one with that id. After an id that none of them
// has, or none at all, that is every one.
func (s *Script) Resumed(n int, lastEventID string) []string {
	var texts []string
	for i := range s.Steps[:min(max(n-1, 0), len(s.Steps))] {
		for _, e := range identified(s.eventText(i)) {
			if e.id == lastEventID {
				texts = nil
				continue
			}
			texts = append(texts, e.text)
		}
	}
	return texts
}

// effect is what a row does to the page's object.
type effect struct {
	fires       []wire.Message
	lastEventID string // an EventSource's last event ID string after the row
}

// effects are those of every row. A page asks for them row by row, so a script
// that was loaded has worked them out once.
func (s *Script) effects() []effect {
	if s.worked != nil {
		return s.worked()
	}
	return s.workOut()
}

func (s *Script) workOut() []effect {
	if s.Protocol == EventStream {
		return s.streamEffects()
	}
	return s.socketEffects()
}

// socketEffects are the messages that a server sends, whole, in fragments or by
// hand. What comes while readyState is not OPEN fires nothing (WHATWG WebSockets
// §4), nor does what fails the connection.
func (s *Script) socketEffects() []effect {
	all := make([]effect, len(s.Steps))
	for i, said := range s.said() {
		if i > 0 && s.Steps[i-1].ReadyState == 1 {
			all[i].fires = said.messages
		}
	}
	return all
}

// streamEffects reads what each row writes as an EventSource does. A new one
// has no last event ID; asking again keeps it.
func (s *Script) streamEffects() []effect {
	all := make([]effect, len(s.Steps))
	var reader *wire.EventReader // of the response that is open
	lastID := ""
	for i := range s.Steps {
		st := &s.Steps[i]
		switch st.Action {
		case Connect:
			reader, lastID = nil, ""
		case Accept, FinishAccept:
			reader = wire.NewEventReader(lastID)
		case End, Drop, Close:
			reader = nil
		}
		texts := s.eventText(i)
		switch {
		case reader == nil, st.Action == Publish:
			texts = nil
		case st.Action == Resume:
			texts = s.Resumed(i+1, lastID)
		}
		for _, text := range texts {
			for _, e := range reader.Feed([]byte(text)) {
				if e.Dispatch != nil {
					all[i].fires = append(all[i].fires, *e.Dispatch)
				}
			}
			lastID = reader.LastEventID()
		}
		all[i].lastEventID = lastID
	}
	return all
}

// eventText is what the row with index i says in an event stream by itself, in
// the pieces in which it is written.
func (s *Script) eventText(i int) []string {
	st := &s.Steps[i]
	switch st.Action {
	case Accept:
		if i+1 < len(s.Steps) && s.Steps[i+1].Action == FinishAccept {
			return nil // only the head goes out
		}
	case Send:
		if st.Actor != Server {
			return nil
		}
		if st.Every > 0 {
			return WordEvents(st.Text)
		}
	case FinishAccept, Publish:
	default:
		return nil
	}
	payload, _ := st.Payload() // the checker has said what is wrong with it
	return []string{string(payload)}
}

type identifiedEvent struct{ id, text string }

// identified are the events with an id within texts.
func identified(texts []string) []identifiedEvent {
	var all []identifiedEvent
	reader := wire.NewEventReader("")
	var now identifiedEvent
	for _, text := range texts {
		for _, e := range reader.Feed([]byte(text)) {
			now.text += string(e.Bytes)
			if e.Field != nil && e.Field.Name == "id" {
				now.id = e.Field.Value
			}
			if e.Kind != wire.KindDispatch {
				continue
			}
			if now.id != "" {
				all = append(all, now)
			}
			now = identifiedEvent{}
		}
	}
	return all
}
