package wire

// EventReader reads the text of an event stream outside of any connection, as
// an EventSource reads the body of a response, HTML §9.2.6. It is not safe for
// use by several goroutines.
type EventReader struct {
	stream *streamReader
	lastID string
}

// NewEventReader returns a reader of one response, which an EventSource with
// that last event ID string has asked for.
func NewEventReader(lastEventID string) *EventReader {
	r := &EventReader{stream: newStreamReader(DefaultKeepPayload), lastID: lastEventID}
	r.stream.lastID = lastEventID
	return r
}

// Feed takes the next piece, as it is written at once, and returns the events
// of kind KindField, KindComment and KindDispatch that it completes, with the
// server as their sender.
func (r *EventReader) Feed(text []byte) []Event {
	var events []Event
	add := func(e Event) {
		e.From = Server
		if e.Kind == KindDispatch {
			r.lastID = r.stream.lastID
		}
		events = append(events, e)
	}
	for len(text) > 0 {
		n, e, whole := r.stream.line(text)
		text = text[n:]
		if whole {
			add(e)
		}
	}
	if e, ok := r.stream.flush(); ok {
		add(e)
	}
	return events
}

// LastEventID is the EventSource's last event ID string after what was fed:
// what it would send as Last-Event-ID. An id counts from the blank line after
// it, whether or not that one fires something.
func (r *EventReader) LastEventID() string { return r.lastID }
