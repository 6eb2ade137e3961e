package e2e

import (
	"fmt"
	"testing"
)

// Six HTTP/1.1 connections to one host are all that a browser has, for every
// window of it. Three windows that stand in the middle of an event stream leave
// room for requests, and each of them can go on.
func TestThreeWindowsLeaveRoom(t *testing.T) {
	thorough(t)
	t.Parallel()
	first := visit(t, laptop())
	windows := []*page{first, visitBeside(t, first, laptop()), visitBeside(t, first, laptop())}
	var tables []*walkthrough
	for i, p := range windows {
		p.expectRefusals()
		w := p.lesson(streamPath)
		w.live()
		w.to(5)
		tables = append(tables, w)
		t.Logf("window %d stands at row 5", i+1)
	}
	for i, p := range windows {
		if answer := read[string](p, `Promise.race([
			fetch("/healthz", { cache: "no-store" }).then((r) => String(r.status)),
			new Promise((late) => setTimeout(late, 3000, "nothing for 3 s")),
		])`); answer != "200" {
			t.Errorf("with three windows open, fetch in window %d got %s", i+1, answer)
		}
	}
	for i, w := range tables {
		open := read[int](w.p, "__e2e.streams.filter((s) => s.readyState < 2).length")
		if open > 2 {
			t.Errorf("window %d holds %d streams, at most two are its own and the one under study", i+1, open)
		}
	}
	for i, w := range tables {
		if s := w.to(8); s.readyState() != 1 {
			t.Errorf("window %d: row 8 shows %s", i+1, s)
		}
		shown, _ := w.crossed(7)
		if len(shown) == 0 {
			t.Errorf("window %d: row 7 shows no bytes", i+1)
		}
	}
	total := 0
	for _, p := range windows {
		total += read[int](p, "__e2e.streams.filter((s) => s.readyState < 2).length")
	}
	if total > 4 {
		t.Errorf("three windows hold %d streams, want one each and one trace", total)
	}
	for _, w := range tables {
		w.p.picture(fmt.Sprint("window ", w.see().Now))
	}
}
