package parts

import (
	"slices"
	"strconv"
	"strings"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

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

// recordedPart is an event of a step, or the names of header fields that came
// before as they are here.
type recordedPart struct {
	Event *wire.Event
	Again []string
}

func (p recordedPart) again() string {
	if len(p.Again) == 1 {
		return "As before: " + p.Again[0] + "."
	}
	return strconv.Itoa(len(p.Again)) + " header fields as before: " + strings.Join(p.Again, ", ") + "."
}

// recordedParts are the recording's events of step n, with the header fields put
// together that the same end sent word for word on an earlier connection.
func recordedParts(r *wire.Recording, n int) []recordedPart {
	var parts []recordedPart
	events := eventsOf(r, n)
	for i := range events {
		ev := &events[i]
		if !sentBefore(r, ev) {
			parts = append(parts, recordedPart{Event: ev})
			continue
		}
		if last := len(parts) - 1; last >= 0 && parts[last].Event == nil {
			parts[last].Again = append(parts[last].Again, ev.Header.Name)
			continue
		}
		parts = append(parts, recordedPart{Again: []string{ev.Header.Name}})
	}
	return parts
}

func sentBefore(r *wire.Recording, ev *wire.Event) bool {
	return ev.Header != nil && slices.ContainsFunc(r.Events, func(e wire.Event) bool {
		return e.Connection < ev.Connection && e.From == ev.From && e.Header != nil && *e.Header == *ev.Header
	})
}

// seenOf is what the recorded page noticed in step n, whichever of its
// connections it belongs to.
func seenOf(r *wire.Recording, n int) []wire.Seen {
	if r == nil {
		return nil
	}
	var of []wire.Seen
	for i := range r.Seen {
		// A readyState that was merely read is no event of JavaScript's.
		if r.Seen[i].Step == n && r.Seen[i].Type != "state" {
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

// contexts are what the recording tells about an event, by its connection.
func contexts(r *wire.Recording) map[int]WireContext {
	of := map[int]WireContext{}
	if r == nil {
		return of
	}
	for _, ev := range r.Events {
		if ev.Request == nil && ev.Status == nil && ev.Header == nil {
			continue
		}
		around := of[ev.Connection]
		if ev.From == wire.Server {
			around.Answer = append(around.Answer, ev)
			of[ev.Connection] = around
			continue
		}
		around.Head = append(around.Head, ev)
		if ev.Header != nil && strings.EqualFold(ev.Header.Name, "Sec-WebSocket-Key") {
			around.Key = ev.Header.Value
		}
		of[ev.Connection] = around
	}
	return of
}

func recordedAmid(around WireContext) WireContext {
	around.Recorded = true
	return around
}

// dump is what crossed as plain text, each event a line that begins with its
// direction: for who has no JavaScript, and for paper.
func dump(r *wire.Recording) string {
	var b strings.Builder
	for i := range r.Events {
		ev := &r.Events[i]
		if ev.Crossed() == 0 {
			continue
		}
		if ev.From == wire.Client {
			b.WriteString("→ ")
		} else {
			b.WriteString("← ")
		}
		b.WriteString(printable(ev.Bytes) + "\n")
	}
	return b.String()
}
