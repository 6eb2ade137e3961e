package wire

import "strings"

// maxResumed bounds the requests without an answer whose Last-Event-ID is kept:
// a browser has one of them on a connection.
const maxResumed = 8

// Connection reads both directions of one connection and carries from one
// decoder to the other what only the other can know: whether the server took
// the upgrade, and the last event ID with which an event stream was asked for. It
// is not safe for use by several goroutines.
type Connection struct {
	client, server  *Decoder
	asked, answered int            // requests begun, and answers to them whose head is whole
	code            int            // of the response head under way
	inHead          bool           // of a request
	resumed         map[int]string // Last-Event-ID by the number of its request, until that is answered
}

// NewConnection returns a Connection that has carried nothing yet.
func NewConnection(opt Options) *Connection {
	c := &Connection{client: NewDecoder(Client, opt), server: NewDecoder(Server, opt), resumed: map[int]string{}}
	c.server.asked = c.lastEventID
	return c
}

// Feed takes the next bytes that the given end sent and returns the events that
// they complete, as Decoder.Feed does. A server's answer to an upgrade also
// sets free what the client sent too early, after the server's own events. An
// event stream that was asked for with a Last-Event-ID begins with that one
// (HTML §9.2.2), so that a Dispatch has the lastEventId that JavaScript is told.
func (c *Connection) Feed(from Endpoint, b []byte) []Event {
	if from == Client {
		return c.count(c.client.Feed(b))
	}
	events := c.server.Feed(b)
	for i := range events {
		switch e := &events[i]; e.Kind {
		case KindStatusLine:
			c.code = e.Status.Code
		case KindHeadEnd:
			if c.code == 101 || c.code >= 200 {
				c.answered++
				events = append(events, c.answer()...)
			}
			c.code = 0
		}
	}
	return events
}

// End says that the given end sends no more, as Decoder.End does.
func (c *Connection) End(from Endpoint) []Event {
	if from == Client {
		return c.client.End()
	}
	return c.server.End()
}

// answer tells the client's decoder, which waits at its last request, how that
// one was answered.
func (c *Connection) answer() []Event {
	if c.answered != c.asked {
		return nil
	}
	if c.code == 101 {
		return c.count(c.client.Upgraded())
	}
	return c.count(c.client.Refused())
}

// lastEventID is what the answer with that number has been asked for with.
func (c *Connection) lastEventID(answer int) string {
	id := c.resumed[answer]
	delete(c.resumed, answer)
	return id
}

// count follows the requests that events of the client begin.
func (c *Connection) count(events []Event) []Event {
	for i := range events {
		switch e := &events[i]; e.Kind {
		case KindRequestLine:
			c.asked++
			c.inHead = true
		case KindHeadEnd:
			c.inHead = false
		case KindHeaderField:
			_, twice := c.resumed[c.asked]
			if c.inHead && !twice && len(c.resumed) < maxResumed && c.asked > c.server.answers && strings.EqualFold(e.Header.Name, "Last-Event-ID") {
				c.resumed[c.asked] = decodeUTF8([]byte(e.Header.Value))
			}
		}
	}
	return events
}
