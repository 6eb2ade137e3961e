package lessons_test

import (
	"testing"
	"time"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

func TestObserveClose(t *testing.T) {
	clean, unclean := true, false
	for want, seen := range map[string][]wire.Seen{
		"":             nil,
		"none":         {{Type: "open", ReadyState: 1}},
		"1006 unclean": {{Type: "error", ReadyState: 3}, {Type: "close", ReadyState: 3, Code: 1006, WasClean: &unclean}},
		"1005 clean":   {{Type: "close", ReadyState: 3, Code: 1006, WasClean: &unclean}, {Type: "close", ReadyState: 3, Code: 1005, WasClean: &clean}, {Type: "state", ReadyState: 3}},
		"1000 unclean": {{Type: "close", ReadyState: 3, Code: 1000}},
	} {
		rec := &wire.Recording{Steps: []wire.StepTime{{Step: 1}}, Seen: seen}
		if got := lessons.Observe(&quiz.Question{Observe: "close"}, rec, 0).Value; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// The page calls close() 40 ms after its object was made, and this server hears
// of it 1,000 ms after the run began.
func TestObserveClosing(t *testing.T) {
	at := func(ev wire.Event, ms int) wire.Event {
		ev.At = time.Duration(1000+ms) * time.Millisecond
		return ev
	}
	bye, answer := frame(wire.Client, wire.OpClose, "", 1000), frame(wire.Server, wire.OpClose, "", 1000)
	gone, ended := wire.Event{From: wire.Client, Kind: wire.KindEnd}, wire.Event{From: wire.Server, Kind: wire.KindEnd}
	closing := wire.Seen{Type: "state", ReadyState: 2, At: 40}
	shut := func(ms float64) []wire.Seen { return []wire.Seen{closing, {Type: "close", ReadyState: 3, At: 40 + ms}} }
	for _, c := range []struct {
		name   string
		events []wire.Event
		seen   []wire.Seen
		want   string
	}{
		{"answer and end in one", []wire.Event{at(bye, 0), at(answer, 0), at(ended, 1)}, shut(3), "end"},
		{"the end comes later, and the event with it", []wire.Event{at(bye, 0), at(answer, 0), at(ended, 1500)}, shut(1502), "end"},
		{"the end comes later, and the event before", []wire.Event{at(bye, 0), at(answer, 0), at(ended, 1500)}, shut(4), "answer"},
		{"a reset is an end", []wire.Event{at(bye, 0), at(answer, 0), at(wire.Event{From: wire.Server, Kind: wire.KindReset}, 1500)}, shut(1502), "end"},
		{"the browser ends it after two seconds", []wire.Event{at(bye, 0), at(answer, 0), at(gone, 2000)}, shut(2000), "patience"},
		{"the browser ends it at the answer", []wire.Event{at(bye, 0), at(answer, 1500), at(gone, 1510)}, shut(1510), "answer"},
		{"no answer", []wire.Event{at(bye, 0), at(gone, 60_000)}, shut(60_000), "patience"},
		{"no answer, and this server ends it", []wire.Event{at(bye, 0), at(ended, 2000), at(gone, 2001)}, shut(2002), "patience"},
		{"no event", []wire.Event{at(bye, 0), at(answer, 0)}, []wire.Seen{closing}, "none"},
		{"nothing reported", []wire.Event{at(bye, 0), at(answer, 0), at(ended, 0)}, nil, ""},
		{"nobody closed", []wire.Event{at(ended, 0)}, []wire.Seen{{Type: "close", ReadyState: 3}}, ""},
	} {
		rec := &wire.Recording{Steps: []wire.StepTime{{Step: 1}}, Events: c.events, Seen: c.seen}
		if got := lessons.Observe(&quiz.Question{Observe: "closing"}, rec, 0).Value; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
