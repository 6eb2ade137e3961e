package wire

import "time"

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
	At         float64 `json:"at"`         // milliseconds since the page made the connection, by performance.now()
	Type       string  `json:"type"`       // "open", "message", "error", "close", or "state" where only readyState was read
	ReadyState int     `json:"readyState"` // when it was noticed
	Data       string  `json:"data,omitempty"`
	ID         string  `json:"lastEventId,omitempty"`
	Code       int     `json:"code,omitempty"`   // of a close event
	Reason     string  `json:"reason,omitempty"` // of a close event
	WasClean   *bool   `json:"wasClean,omitempty"`
	Line       *int    `json:"line,omitempty"` // the line of the browser's sample that ran
}

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
