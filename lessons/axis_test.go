package lessons_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// run writes a recording down, each event with its milliseconds.
type run struct{ wire.Recording }

func (r *run) crossed(ms float64, from wire.Endpoint, kind wire.Kind, more ...func(*wire.Event)) {
	ev := wire.Event{At: time.Duration(ms * float64(time.Millisecond)), From: from, Kind: kind, Step: 1}
	for _, f := range more {
		f(&ev)
	}
	r.Events = append(r.Events, ev)
}

func (r *run) frame(ms float64, from wire.Endpoint, opcode wire.Opcode, fin bool, payload string) {
	r.crossed(ms, from, wire.KindFrame, func(ev *wire.Event) { ev.Frame = &wire.Frame{FIN: fin, Opcode: opcode, Payload: []byte(payload)} })
}

func (r *run) saw(ms float64, kind string, state int, data string) {
	r.Seen = append(r.Seen, wire.Seen{Step: 1, At: ms, Type: kind, ReadyState: state, Data: data})
}

func (r *run) handshake(at, answered float64) {
	r.crossed(at, wire.Client, wire.KindRequestLine, func(ev *wire.Event) { ev.Request = &wire.RequestLine{Method: "GET"} })
	r.crossed(at, wire.Client, wire.KindHeadEnd)
	r.crossed(answered, wire.Server, wire.KindStatusLine, func(ev *wire.Event) { ev.Status = &wire.StatusLine{Code: 101} })
	r.crossed(answered, wire.Server, wire.KindHeadEnd)
}

// told writes moments as "ms what data client/server".
func told(all []lessons.Moment) []string {
	var lines []string
	for _, m := range all {
		lines = append(lines, strings.Join(strings.Fields(fmt.Sprintf("%.1f %s %s %s/%s", float64(m.At)/1e6, m.What, m.Data, m.Client, m.Server)), " "))
	}
	return lines
}

func TestAxis(t *testing.T) {
	var r run
	// The run began 500 ms before the request; the way there took 3 ms, which
	// nobody can know, so the server's times are 3 ms too early.
	r.handshake(500, 500.4)
	r.frame(501, wire.Server, wire.OpText, true, "Hello Client!")
	r.frame(900, wire.Client, wire.OpText, true, "Hi")
	r.frame(1000, wire.Client, wire.OpClose, true, "")
	r.frame(1000.2, wire.Server, wire.OpClose, true, "")
	r.crossed(1000.3, wire.Server, wire.KindEnd)
	r.crossed(1001, wire.Client, wire.KindEnd)
	r.saw(0.1, "state", 0, "")
	r.saw(4, "open", 1, "")
	r.saw(4.2, "message", 1, "Hello Client!")
	r.saw(5, "state", 1, "")
	r.saw(502.5, "state", 2, "") // close() was called, 2.5 ms "after" its frame
	r.saw(504, "close", 3, "")
	r.saw(505, "state", 3, "")
	want := []string{
		"0.0 made CONNECTING/",
		"0.0 requested CONNECTING/CONNECTING",
		"0.4 accepted CONNECTING/OPEN",
		"1.0 spoke Hello Client! CONNECTING/OPEN",
		"4.0 opened OPEN/OPEN",
		"4.2 fired Hello Client! OPEN/OPEN",
		"400.0 heard Hi OPEN/OPEN",
		"502.5 changed CLOSING/OPEN",
		"502.5 heard-bye CLOSING/CLOSING",
		"502.5 said-bye CLOSING/CLOSING",
		"502.5 ended CLOSING/CLOSED",
		"504.0 shut CLOSED/CLOSED",
	}
	got := lessons.Axis(&r.Recording)
	if !slices.Equal(told(got), want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(told(got), "\n"), strings.Join(want, "\n"))
	}
}

// Clocks that drift apart do not make an effect come before its cause.
func TestAxisKeepsCausesFirst(t *testing.T) {
	var r run
	r.handshake(0, 9) // a server whose clock runs ahead of the page's
	r.frame(20, wire.Server, wire.OpText, true, "one")
	r.frame(40, wire.Server, wire.OpText, true, "two")
	r.crossed(60, wire.Server, wire.KindEnd)
	r.saw(5, "open", 1, "")
	r.saw(10, "message", 1, "one")
	r.saw(15, "message", 1, "two")
	r.saw(16, "close", 3, "")
	want := []string{
		"0.0 made CONNECTING/", "0.0 requested CONNECTING/CONNECTING", "9.0 accepted CONNECTING/OPEN", "9.0 opened OPEN/OPEN",
		"20.0 spoke one OPEN/OPEN", "20.0 fired one OPEN/OPEN", "40.0 spoke two OPEN/OPEN", "40.0 fired two OPEN/OPEN",
		"60.0 ended OPEN/CLOSED", "60.0 shut CLOSED/CLOSED",
	}
	if got := told(lessons.Axis(&r.Recording)); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAxisOfOtherEnds(t *testing.T) {
	for name, c := range map[string]struct {
		run  func(*run)
		want []string
	}{
		"a message in fragments": {func(r *run) {
			r.handshake(0, 1)
			r.frame(2, wire.Server, wire.OpText, false, "Hel")
			r.frame(3, wire.Server, wire.OpPing, true, "?")
			r.frame(4, wire.Server, wire.OpContinuation, true, "lo")
		}, []string{"0.0 made CONNECTING/", "0.0 requested CONNECTING/CONNECTING", "1.0 accepted CONNECTING/OPEN", "4.0 spoke Hello CONNECTING/OPEN"}},
		"a server that closes first": {func(r *run) {
			r.handshake(0, 1)
			r.frame(5, wire.Server, wire.OpClose, true, "")
			r.frame(6, wire.Client, wire.OpClose, true, "")
			r.crossed(7, wire.Server, wire.KindEnd)
			r.saw(2, "open", 1, "")
			r.saw(5.5, "state", 2, "")
			r.saw(8, "close", 3, "")
		}, []string{"0.0 made CONNECTING/", "0.0 requested CONNECTING/CONNECTING", "1.0 accepted CONNECTING/OPEN", "2.0 opened OPEN/OPEN",
			"5.0 said-bye OPEN/CLOSING", "5.5 changed CLOSING/CLOSING", "6.0 heard-bye CLOSING/CLOSING", "7.0 ended CLOSING/CLOSED", "8.0 shut CLOSED/CLOSED"}},
		"a browser that leaves": {func(r *run) {
			r.handshake(0, 1)
			r.crossed(9, wire.Client, wire.KindReset)
			r.saw(2, "open", 1, "")
			r.saw(8, "close", 3, "")
		}, []string{"0.0 made CONNECTING/", "0.0 requested CONNECTING/CONNECTING", "1.0 accepted CONNECTING/OPEN", "2.0 opened OPEN/OPEN",
			"8.0 shut CLOSED/OPEN", "9.0 ended CLOSED/CLOSED"}},
		"another answer than 101": {func(r *run) {
			r.crossed(0, wire.Client, wire.KindRequestLine, func(ev *wire.Event) { ev.Request = &wire.RequestLine{Method: "GET"} })
			r.crossed(1, wire.Server, wire.KindStatusLine, func(ev *wire.Event) { ev.Status = &wire.StatusLine{Code: 404} })
			r.crossed(1, wire.Server, wire.KindHeadEnd)
			r.saw(2, "error", 3, "")
			r.saw(2.1, "close", 3, "")
		}, []string{"0.0 made CONNECTING/", "0.0 requested CONNECTING/CONNECTING", "2.0 failed CLOSED/CONNECTING", "2.1 shut CLOSED/CONNECTING"}},
		"a state that does not exist": {func(r *run) {
			r.handshake(0, 1)
			r.saw(2, "open", 7, "")
			r.saw(3, "open", -1, "")
		}, []string{"0.0 made CONNECTING/", "0.0 requested CONNECTING/CONNECTING", "1.0 accepted CONNECTING/OPEN"}},
		"no request": {func(r *run) { r.saw(2, "open", 1, "") }, nil},
	} {
		var r run
		c.run(&r)
		if got := told(lessons.Axis(&r.Recording)); !slices.Equal(got, c.want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
	if lessons.Axis(nil) != nil {
		t.Error("without a recording there is an axis")
	}
}
