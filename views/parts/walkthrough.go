package parts

import (
	"encoding/json"
	"strconv"
	"strings"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// WalkthroughProps is one script, ready to be walked.
type WalkthroughProps struct {
	Script    *lessons.Script
	Recording *wire.Recording // what Replay shows; nil where nothing is recorded

	Lesson *lessons.Lesson // the script's own where it is nil
	// Compact is the form of the home page: the table and three buttons. Its
	// ids begin with the script's id, so that several fit on a page.
	Compact bool
	// Experiment is the experiment that the script belongs to, nil elsewhere.
	Experiment *lessons.Experiment
	// Run is the id of the visitor's run that is replayed, "" where the
	// lesson's own recording is.
	Run string
	// Outcome is of a prediction that was just sent without JavaScript.
	Outcome *PredictOutcomeProps
}

// lesson is the one that the script belongs to.
func (p WalkthroughProps) lesson() *lessons.Lesson {
	if p.Lesson != nil {
		return p.Lesson
	}
	return p.Script.Lesson()
}

// outcome is the prediction's that stands before s, if it was just committed.
func (p WalkthroughProps) outcome(s *lessons.Step) *PredictOutcomeProps {
	if p.Outcome != nil && p.Outcome.Question == s.Predict.ID {
		return p.Outcome
	}
	return nil
}

// TitleID is the id of the heading that a walkthrough is named by.
func TitleID(p WalkthroughProps) string { return p.ids("title") }

// full says whether the walkthrough has its side, its foot bar and its panes.
func (p WalkthroughProps) full() bool { return !p.Compact && p.Experiment == nil }

// id is the root's.
func (p WalkthroughProps) id() string {
	switch {
	case p.Experiment != nil:
		return ExperimentID(p.Experiment.ID)
	case p.Compact:
		return fragmentID(p.Script.ID)
	}
	return "walkthrough"
}

// ids makes an id of the root's own; those of a full walkthrough are short,
// because readers link to them.
func (p WalkthroughProps) ids(name string) string {
	if p.full() {
		return name
	}
	return p.id() + "-" + name
}

func (p WalkthroughProps) stepID(n int) string { return p.ids("step-" + strconv.Itoa(n)) }

// ExperimentID is the id of an experiment's section on its lesson's page.
func ExperimentID(experiment string) string { return "experiment-" + fragmentID(experiment) }

// fragmentID turns the id of a script into one that a fragment can name plainly.
func fragmentID(id string) string { return strings.ReplaceAll(id, "/", "-") }

// mode is the one that the page starts in: an experiment has no recording.
func (p WalkthroughProps) mode() string {
	if p.Experiment != nil {
		return "live"
	}
	return "replay"
}

// initialLamp is the lamp before anything happened.
const initialLamp = "no connection yet"

// lampState gives the lamp's state for a readyState. An event stream has three
// states, of which the last is CLOSED (WHATWG HTML §9.2.2); a WebSocket has
// four.
func lampState(protocol lessons.Protocol, readyState int) string {
	if protocol == lessons.EventStream && readyState == 2 {
		readyState = 3
	}
	return strconv.Itoa(readyState)
}

// serverLamp gives the lamp's state for the server's view of a step.
func serverLamp(state string) string {
	switch strings.ToUpper(state) {
	case "CONNECTING":
		return "0"
	case "OPEN":
		return "1"
	case "CLOSING":
		return "2"
	}
	return "3"
}

// dot says on which side of the ladder a step without a message happens:
// "sent" is the browser's lifeline, "received" the server's, "" where the step
// has a message and therefore an arrow.
func dot(s *lessons.Step) string {
	switch {
	case s.Row.Sent != "" || s.Row.Received != "":
		return ""
	case s.Action == lessons.FinishAccept:
		return "sent" // the server only lets go; it is the browser that opens
	case s.Actor == lessons.Browser:
		return "sent"
	}
	return "received"
}

// recordedState is the readyState that the recording ends step n with.
func recordedState(r *wire.Recording, n int) (state int, ok bool) {
	if r == nil {
		return 0, false
	}
	for i := range r.Seen {
		if r.Seen[i].Step <= n {
			state, ok = r.Seen[i].ReadyState, true
		}
	}
	return state, ok
}

// eventsOf is the recording's events of step n; none without a recording.
func eventsOf(r *wire.Recording, n int) []wire.Event {
	if r == nil {
		return nil
	}
	return r.OfStep(n)
}

// seenOf is what the recorded page noticed in step n, of the last connection
// that reached it.
func seenOf(r *wire.Recording, n int) []wire.Seen {
	if r == nil {
		return nil
	}
	connection := 0
	for i := range r.Seen {
		if r.Seen[i].Step == n {
			connection = r.Seen[i].Connection
		}
	}
	var of []wire.Seen
	for i := range r.Seen {
		// A readyState that was merely read is no event of JavaScript's.
		if r.Seen[i].Step == n && r.Seen[i].Connection == connection && r.Seen[i].Type != "state" {
			of = append(of, r.Seen[i])
		}
	}
	return of
}

// say is a step's sentence with the number of bytes put in. Without a
// recording the number is not known before the run, and says so.
func say(script *lessons.Script, s *lessons.Step, r *wire.Recording) lessons.HTML {
	if len(eventsOf(r, s.N)) == 0 {
		return lessons.HTML(strings.ReplaceAll(string(script.Lesson().Inline(s.Say)), "{bytes}", "a few"))
	}
	said, _ := script.Say(s.N, lessons.Bytes(r, s.N))
	return said
}

// contexts gives each of the recording's events what the others tell about it.
func contexts(r *wire.Recording) map[int]WireContext {
	of := map[int]WireContext{}
	if r == nil {
		return of
	}
	for _, ev := range r.Events {
		if ev.From != wire.Client || ev.Request == nil && ev.Header == nil {
			continue
		}
		around := of[ev.Connection]
		around.Head = append(around.Head, ev)
		if ev.Header != nil && strings.EqualFold(ev.Header.Name, "Sec-WebSocket-Key") {
			around.Key = ev.Header.Value
		}
		of[ev.Connection] = around
	}
	return of
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only strings are passed
	}
	return string(b)
}

// correctionsOf picks the lesson's corrections with these ids, in their order.
func correctionsOf(l *lessons.Lesson, ids []string) []lessons.Correction {
	var found []lessons.Correction
	for _, id := range ids {
		if c := l.Correction(id); c != nil {
			found = append(found, *c)
		}
	}
	return found
}
