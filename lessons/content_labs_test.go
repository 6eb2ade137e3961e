package lessons_test

import (
	"cmp"
	"slices"
	"testing"

	"wirewalk/lessons"
	"wirewalk/quiz"
)

// What a lab's script says about its browser is what its recording shows, and
// where neither standard nor lab say anything, an answer foresees it.
func TestLabsSayWhatWasRecorded(t *testing.T) {
	c := course(t)
	for _, l := range c.Labs() {
		for i := range l.Experiments {
			x := &l.Experiments[i]
			if x.HasBench() {
				continue
			}
			for _, v := range x.Variants {
				observed := lessons.Observe(&x.Predict, c.Recording(v.Script.ID), 0).Value
				foreseen := slices.ContainsFunc(x.Predict.Options, func(o quiz.Option) bool { return o.Value == observed })
				if does := cmp.Or(v.Measured, v.Expect); observed != does && (does != "" || !foreseen) {
					t.Errorf("%s: %q was recorded, the lab says %q", v.Script.ID, observed, does)
				}
			}
		}
	}
}

// The faults that a server can make, each with what Chromium makes of it.
func TestFaults(t *testing.T) {
	c := course(t)
	l := c.Lesson("faults")
	const fails = "error close 1006"
	want := map[string]string{
		"tcp/goodbye": "close 1000", "tcp/end": "close 1006", "tcp/reset": "close 1006",
		"frames/right": "message", "frames/masked": fails, "frames/rsv1": fails, "frames/opcode-3": fails, "frames/long-form": fails, "frames/not-utf-8": fails,
		"order/right": "message", "order/stray": fails, "order/interleaved": fails, "order/ping-in-parts": fails, "order/ping-126": fails,
		"closes/no-code": "close 1005", "closes/1005": fails, "closes/1006": fails, "closes/999": "close 999", "closes/5000": "close 5000",
		"closes/one-byte": fails, "closes/then-data": fails,
		"size/mebibyte": "message",
	}
	n := 0
	for i := range l.Experiments {
		x := &l.Experiments[i]
		for _, v := range x.Variants {
			n++
			rec := c.Recording(v.Script.ID)
			if got := lessons.Observe(&x.Predict, rec, 0).Value; got != want[x.ID+"/"+v.ID] {
				t.Errorf("%s/%s: %q, want %q", x.ID, v.ID, got, want[x.ID+"/"+v.ID])
			}
			// Where the page fails the connection, the wire says why.
			broken := false
			for _, ev := range rec.Events {
				broken = broken || ev.From == "server" && len(ev.Violations) > 0
			}
			if want[x.ID+"/"+v.ID] == fails && !broken {
				t.Errorf("%s/%s: no event of its recording breaks a rule", x.ID, v.ID)
			}
		}
	}
	if n != len(want) {
		t.Errorf("%d positions, want %d", n, len(want))
	}
}
