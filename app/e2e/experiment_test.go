package e2e

import (
	"strings"
	"testing"
)

// "And if it answers 404?" is said first, then proved on a connection of the
// visitor's own: the wire has the status, JavaScript has nothing of it.
func TestExperiment404(t *testing.T) {
	p := visit(t, laptop())
	p.net.expect(`WebSocket connection to .* failed: Error during WebSocket handshake: Unexpected response code: 404`)
	p.open(lessonPath)
	w := p.walkthrough("[data-experiment=answers-404]")
	w.press("data-next")
	w.until("a word about the missing answer", func(s state) bool { return s.Aside != "" })
	if s := w.see(); len(s.Connections) != 0 {
		t.Fatalf("without an answer it connected: %s", s)
	}
	if leaked := readLesson(t, "websocket-protocol").secretsIn(read[string](p, "document.querySelector("+quote(w.root)+").outerHTML")); len(leaked) > 0 {
		t.Errorf("before the answer the experiment holds %q", leaked)
	}
	p.click(w.root + " label:has(input[value=B])")
	w.press("data-next")
	s := w.until("the outcome", func(s state) bool { return s.Outcome != "" })
	if !strings.Contains(s.Outcome, "You said") || !strings.Contains(s.Outcome, "It happened so") {
		t.Errorf("the outcome is %q", s.Outcome)
	}
	if s.readyState() != 3 || s.LampWord != "CLOSED" {
		t.Errorf("the connection is in state %d, the lamp says %s", s.readyState(), s.LampWord)
	}
	lane := func(hook string) string {
		return read[string](p, "[...document.querySelectorAll("+quote(w.root+" ["+hook+"]")+")].map((e) => e.textContent).join(' ').replace(/\\s+/g, ' ')")
	}
	p.waitFor("the status on the wire", eventWait, func() (bool, error) {
		return strings.Contains(lane("data-wire-live"), "HTTP/1.1 404 Not Found"), nil
	})
	saw := lane("data-seen-live")
	if !strings.Contains(saw, "error") || !strings.Contains(saw, "1006") || strings.Contains(saw, "404") {
		t.Errorf("JavaScript saw %q", saw)
	}
	if watch := lane("data-stopwatch"); !strings.Contains(watch, "ms") {
		t.Errorf("the stopwatch says %q", watch)
	}
	if types := read[string](p, "__e2e.seen.filter((e) => e.url.endsWith('/ws')).map((e) => e.type + e.state).join()"); types != "error3,close3" {
		t.Errorf("the browser's events were %s", types)
	}
	if !s.After {
		t.Error("what the standard says stays closed")
	}
	p.picture("outcome")
}

// The problem, felt: a page that keeps asking beside one connection.
func TestWhy(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open(lessonPath)
	p.click("[data-why-start]")
	p.wait("the second question", "Number(document.querySelector('[data-asks]').textContent) >= 2")
	p.wait("news on the one connection", "Number(document.querySelector('[data-tells]').textContent) >= 1")
	if n := read[int](p, "__e2e.sockets.length + __e2e.streams.length"); n != 1 {
		t.Errorf("the news came on %d connections, want one", n)
	}
	p.click("[data-why-start]")
	p.wait("the connection to end", "[...__e2e.sockets, ...__e2e.streams].every((c) => c.readyState >= 2)")
	asked := read[int](p, "Number(document.querySelector('[data-asks]').textContent)")
	p.wait("nothing more is asked", "new Promise((done) => setTimeout(() => done(Number(document.querySelector('[data-asks]').textContent) === "+key(asked)+"), 1200))")
}
