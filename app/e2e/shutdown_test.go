package e2e

import (
	"strings"
	"testing"
)

// A program that is told to stop says goodbye: the open WebSocket gets 1001, the
// page tells it in a sentence and keeps its row, and the process is gone.
func shutdown(t *testing.T, other *program) {
	t.Helper()
	l := laptop()
	l.port = other.port
	p := visit(t, l)
	p.net.expect(`ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|503`) // the trace, which asks again
	w := p.lesson(lessonPath)
	w.live()
	w.to(7)
	if err := other.stop(); err != nil {
		t.Error(err)
	}
	s := w.until("a word about the end", func(s state) bool { return s.readyState() == 3 && s.Aside != "" })
	if len(s.Now) != 1 || s.Now[0] != 7 {
		t.Errorf("after the end it shows %s", s)
	}
	if code := read[int](p, "__e2e.seen.findLast((e) => e.url.endsWith('/ws') && e.type === 'close').code"); code != 1001 {
		t.Errorf("the WebSocket was closed with %d, want 1001", code)
	}
	t.Logf("the page says %q", s.Aside)
	w.press("data-next")
	gone := w.until("a word that the server cannot be reached", func(n state) bool { return n.Aside != s.Aside })
	if !strings.Contains(gone.Aside, "server") {
		t.Errorf("with the server gone the page says %q", gone.Aside)
	}
}
