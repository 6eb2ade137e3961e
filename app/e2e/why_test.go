package e2e

import (
	"testing"
)

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
