package wire

// Connection reads both directions of one connection and carries from one
// decoder to the other what only the other can know: whether the server took
// the upgrade. It is not safe for use by several goroutines.
type Connection struct {
	client, server  *Decoder
	asked, answered int // requests begun, and answers to them whose head is whole
	code            int // of the response head under way
}

// NewConnection returns a Connection that has carried nothing yet.
func NewConnection(opt Options) *Connection {
	return &Connection{client: NewDecoder(Client, opt), server: NewDecoder(Server, opt)}
}

// Feed takes the next bytes that the given end sent and returns the events that
// they complete, as Decoder.Feed does. A server's answer to an upgrade also
// sets free what the client sent too early, after the server's own events.
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

func (c *Connection) count(events []Event) []Event {
	for i := range events {
		if events[i].Kind == KindRequestLine {
			c.asked++
		}
	}
	return events
}
