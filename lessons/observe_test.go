package lessons_test

import (
	"testing"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

func TestObserve(t *testing.T) {
	at := func(ev wire.Event, step, connection int) wire.Event {
		ev.Step, ev.Connection = step, connection
		return ev
	}
	chunk := of(wire.Server, wire.KindChunk)
	chunk.Bytes = make(wire.Hex, 20)
	line := of(wire.Server, wire.KindField)
	line.Bytes = make(wire.Hex, 10)
	rec := &wire.Recording{
		Events: []wire.Event{
			at(frame(wire.Client, wire.OpText, "Hello, first", 0), 5, 1),
			at(frame(wire.Client, wire.OpText, "Hello", 0), 5, 2),
			at(frame(wire.Server, wire.OpText, "Welcome", 0), 6, 2),
			at(chunk, 7, 2), at(line, 7, 2),
		},
		Seen: []wire.Seen{
			{Step: 4, Connection: 2, ReadyState: 0, Type: "state"}, {Step: 4, Connection: 2, ReadyState: 1, Type: "open"},
			{Step: 4, Connection: 1, ReadyState: 3, Type: "close"},
		},
	}
	for _, c := range []struct {
		observe string
		step    int
		want    string
	}{
		{"state", 4, "1"}, {"state", 5, ""},
		{"bytes", 5, "11"}, {"bytes", 6, "9"}, {"bytes", 4, ""},
		{"masked", 5, "yes"}, {"masked", 6, "no"}, {"masked", 7, ""},
		{"", 5, ""},
	} {
		if got := lessons.Observe(&quiz.Question{Observe: c.observe}, rec, c.step); got != c.want {
			t.Errorf("%s of step %d: %q, want %q", c.observe, c.step, got, c.want)
		}
	}
	if got := lessons.Observe(&quiz.Question{Observe: "state"}, nil, 4); got != "" {
		t.Errorf("without a recording: %q", got)
	}
	if frames, all := lessons.FrameBytes(rec, 7), lessons.Bytes(rec, 7); frames != 0 || all != 20 {
		t.Errorf("step 7: %d bytes of frames, %d in all; want 0 and 20", frames, all)
	}
}
