package wire

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// RecordingSchema names the one JSON form of live, replay and export.
const RecordingSchema = "wirewalk/recording/1"

// Recording is one run of one script: what crossed, and what the page says its
// JavaScript saw. The page's lane is shown beside the other, never graded.
type Recording struct {
	Schema  string     `json:"schema"` // RecordingSchema
	Script  string     `json:"script"` // the script's id, "websocket-protocol"
	Browser string     `json:"browser"`
	Pace    string     `json:"pace"` // "step": a gate at each row; "full": none
	Steps   []StepTime `json:"steps"`
	Events  []Event    `json:"events"`
	Seen    []Seen     `json:"seen"`
}

// StepTime says when a step's gate was released and when its last wire event
// was taped, both since the run began. Done is zero while it is not done.
type StepTime struct {
	Step       int           `json:"step"`
	Connection int           `json:"connection"`
	Released   time.Duration `json:"released"`
	Done       time.Duration `json:"done"`
}

// Seen is one thing that the page's JavaScript noticed.
type Seen struct {
	Step       int     `json:"step"`
	Connection int     `json:"connection"`
	At         float64 `json:"at"` // milliseconds since the page made the connection, by performance.now()
	// Type is that of the event that was fired, "open", "message", "error", "close"
	// or one of the stream's own; "state" where only readyState was read; "throw"
	// where a call threw, whose exception Data names; "dropped" where send was
	// silent and nothing crossed; "response" of a fetch beside the connection.
	Type       string `json:"type"`
	ReadyState int    `json:"readyState"` // when it was noticed
	Data       string `json:"data,omitempty"`
	ID         string `json:"lastEventId,omitempty"`
	Code       int    `json:"code,omitempty"`   // of a close event; of a response its status
	Reason     string `json:"reason,omitempty"` // of a close event
	WasClean   *bool  `json:"wasClean,omitempty"`
	Line       *int   `json:"line,omitempty"` // the line of the browser's sample that ran
}

// Validate returns the first thing in the recording that no tap has made: an event
// of no end or kind, one without the detail of its kind, fields that do not cover
// its bytes. What reads a recording need not look for them again.
func (r *Recording) Validate() error {
	for i := range r.Events {
		if err := r.Events[i].validate(); err != nil {
			return fmt.Errorf("event %d %w", i+1, err)
		}
	}
	return nil
}

func (e *Event) validate() error {
	has, detail := true, ""
	switch e.Kind {
	case KindRequestLine:
		has, detail = e.Request != nil, "request"
	case KindStatusLine:
		has, detail = e.Status != nil, "status"
	case KindHeaderField:
		has, detail = e.Header != nil, "header"
	case KindFrame:
		has, detail = e.Frame != nil, "frame"
	case KindField:
		has, detail = e.Field != nil, "field"
	}
	switch {
	case e.From != Client && e.From != Server:
		return fmt.Errorf("is from %q, which is no end", e.From)
	case !slices.Contains(Kinds(), e.Kind):
		return fmt.Errorf("is of the unknown kind %q", e.Kind)
	case !has:
		return fmt.Errorf("is a %s without its %s", e.Kind, detail)
	}
	bit, bits := 0, 8*len(e.Bytes)
	for _, f := range e.Fields {
		if f.Bit != bit || f.Bits < 1 || f.Bits > bits-bit {
			return errFields
		}
		bit += f.Bits
	}
	if bit != bits {
		return errFields
	}
	return nil
}

var errFields = errors.New("has fields that do not cover its bytes, each bit once")

// OfStep returns the events that belong to step n of the last connection that
// reached it, in order.
func (r *Recording) OfStep(n int) []Event {
	conn := 0
	for i := range r.Events {
		if r.Events[i].Step == n {
			conn = r.Events[i].Connection
		}
	}
	var of []Event
	for i := range r.Events {
		if r.Events[i].Step == n && r.Events[i].Connection == conn {
			of = append(of, r.Events[i])
		}
	}
	return of
}
