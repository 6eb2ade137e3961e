package class

import (
	"time"

	"wirewalk/quiz"
)

// Plug is the pulling of the plug: everyone opens a WebSocket and an event
// stream, says who will come back, and loses both at one moment.
type Plug struct {
	N      int       `json:"n"` // from 1, within the class
	Opened time.Time `json:"opened"`
	Asking int       `json:"asking,omitempty"` // the vote's number; 0: not asked yet
	Pulled time.Time `json:"pulled,omitzero"`  // zero: everything is still connected
}

// WhoComesBack is the question of the vote.
func WhoComesBack() *quiz.Question {
	return &quiz.Question{
		ID: "who-comes-back", Kind: quiz.Choice, Key: "B",
		Text: "This server is about to cut your WebSocket and your event stream, without a word. Who comes back by itself?",
		Options: []quiz.Option{
			{ID: "A", Text: "Both", Reason: "The browser opens an EventSource again by itself. A WebSocket fires close once, and stays closed until the page makes a new one."},
			{ID: "B", Text: "Only the event stream", Reason: "The reconnect is part of EventSource (WHATWG HTML §9.2.3), and with Last-Event-ID it asks for what it missed. A WebSocket has none: its page has to."},
			{ID: "C", Text: "Only the WebSocket", Reason: "It is the other way round: reconnecting is part of EventSource (WHATWG HTML §9.2.3), and nothing in RFC 6455 opens a connection again."},
			{ID: "D", Text: "Neither", Reason: "The event stream does come back: reconnecting is part of EventSource (WHATWG HTML §9.2.3)."},
		},
	}
}

// PlugIn begins a new one: everyone's pages connect.
func (c *Class) PlugIn(now time.Time) error {
	if err := c.Start(now); err != nil {
		return err
	}
	if c.Open() != nil {
		return ErrOpen
	}
	c.Plugs++
	c.Plug = &Plug{N: c.Plugs, Opened: now}
	return nil
}

// PlugVote opens the vote who comes back, once a plug.
func (c *Class) PlugVote(now time.Time) error {
	switch {
	case c.Plug == nil || !c.Plug.Pulled.IsZero():
		return ErrNoPlug
	case c.Plug.Asking > 0:
		return ErrTooMany
	}
	a, err := c.ask(Asking{Question: WhoComesBack().ID}, now)
	if err != nil {
		return err
	}
	c.Plug.Asking = a.N
	return nil
}

// PullPlug cuts, closing the vote where it is open.
func (c *Class) PullPlug(now time.Time) error {
	if c.Plug == nil || !c.Plug.Pulled.IsZero() {
		return ErrNoPlug
	}
	if a := c.Open(); a != nil && a.N == c.Plug.Asking {
		a.close(now)
	}
	c.Plug.Pulled = now
	return nil
}

// PutPlugAway ends it: everyone's pages let both connections go.
func (c *Class) PutPlugAway(now time.Time) error {
	if c.Plug == nil {
		return ErrNoPlug
	}
	if a := c.Asked(); a != nil && a.N == c.Plug.Asking {
		a.close(now)
		a.Away = true
	}
	c.Plug, c.Resumed = nil, now
	return nil
}
