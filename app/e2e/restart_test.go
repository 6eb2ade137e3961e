package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// pictures saves the page as it stands, on a phone, a laptop and a projector.
func (p *page) pictures(name, at string) {
	p.t.Helper()
	for _, width := range []int64{320, 1366, 1920} {
		p.size(width, 1000)
		checkWidth(p.t, p, name, width)
		p.script("document.querySelector(" + quote(at) + ").scrollIntoView({ block: 'start' })")
		p.picture(fmt.Sprintf("%s-%d", name, width))
	}
	p.size(p.look.width, p.look.height)
}

// stands waits until the knob is where the address says.
func (x *experimenting) stands(variant string) {
	x.t.Helper()
	x.p.script("document.querySelector(" + quote(x.root) + ").scrollIntoView()")
	x.p.wait("the knob at "+variant, "document.querySelector("+quote(x.root+" [name=variant]:checked")+")?.value === "+quote(variant))
}

// Who comes back from a reset shows in both lanes of each connection; nothing stays
// open afterwards.
func TestWhoReturns(t *testing.T) {
	thorough(t)
	t.Parallel()
	l := laptop()
	l.dark = true
	p := visit(t, l)
	p.expectRefusals()
	p.open("/labs/restart?who-returns=code")
	x := p.experiment("who-returns")
	x.stands("code")
	if o := x.run("A"); o.Right != "true" || o.Variant != "code" {
		t.Errorf("%+v", o)
	}
	type lanes struct{ Lamp, Said, Seen, Wire string }
	both := read[[]lanes](p, `[...document.querySelectorAll("[data-side]")].map((side) => ({
		Lamp: side.querySelector("[data-lamp-word]").textContent, Said: side.querySelector("[data-said]").textContent,
		Seen: side.querySelector("[data-seen]").innerText, Wire: side.querySelector("[data-wire]").innerText,
	}))`)
	for i, want := range []struct {
		said string
		seen []string
		wire []string
	}{
		{"nothing came again", []string{"open", "close", "code 1006", "CLOSED (3)"}, []string{"101 Switching Protocols", "TCP RST", `text frame: {"number":1,`}},
		{"missed events", []string{"error", "resume", "CONNECTING (0)"}, []string{"TCP RST", "Last-Event-ID: ", "retry: 1000", "event: resume"}},
	} {
		got := both[i]
		if got.Lamp != "OPEN (1)" || !strings.Contains(got.Said, want.said) {
			t.Errorf("side %d: lamp %q, %q", i, got.Lamp, got.Said)
		}
		for _, text := range want.seen {
			if !strings.Contains(got.Seen, text) {
				t.Errorf("side %d: JavaScript’s lane has no %q: %s", i, text, got.Seen)
			}
		}
		for _, text := range want.wire {
			if !strings.Contains(got.Wire, text) {
				t.Errorf("side %d: the wire has no %q: %s", i, text, got.Wire)
			}
		}
	}
	if open := read[int](p, "[...__e2e.sockets].filter((s) => s.readyState < 2).length + [...__e2e.streams].filter((s) => s.readyState < 2).length"); open != 0 {
		t.Errorf("%d connections are still open", open)
	}
	p.pictures("who-returns", x.root+" [data-stage]")
}

// A crowd is drawn as it comes, and can be read in a table; Stop stops it on the
// server too, which then has room for the next.
func TestHerd(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop())
	p.open("/labs/restart?herd=jitter")
	x := p.experiment("herd")
	x.stands("jitter")
	p.click(x.root + " label:has(input[name=answer][value='B'])")
	p.click(x.root + " [data-next]")
	p.wait("attempts in the chart", "document.querySelectorAll('[data-crowd=jitter] .refused').length > 2")
	p.click(x.root + " [data-next]") // Stop
	p.wait("it to stop", "document.querySelector('[data-crowd=jitter] [data-told]').textContent === 'stopped'")
	p.wait("the button", "document.querySelector("+quote(x.root+" [data-next] span")+").textContent === 'Run it again'")
	p.reload()
	x = p.experiment("herd")
	x.stands("jitter")
	o := x.run("B")
	if o.Right != "true" || o.Observed != "spread" {
		t.Errorf("%+v", o)
	}
	told := read[string](p, "document.querySelector('[data-crowd=jitter] [data-told]').textContent")
	if !strings.HasPrefix(told, "peak ") || !strings.Contains(told, "all back after ") {
		t.Errorf("it says %q", told)
	}
	var peak, attempts, refused int
	if _, err := fmt.Sscanf(told, "peak %d in 0.1 s; %d attempts, %d of them refused", &peak, &attempts, &refused); err != nil || attempts-refused != 200 {
		t.Errorf("%q: %v", told, err)
	}
	p.script("document.querySelector('[data-crowd=jitter] summary').click()")
	if sums := read[[]int](p, `[1, 2].map((i) => [...document.querySelectorAll("[data-crowd=jitter] tbody tr")].reduce((sum, tr) => sum + Number(tr.cells[i].textContent), 0))`); sums[0] != attempts || sums[1] != refused {
		t.Errorf("the table has %v attempts and refused, the chart %d and %d", sums, attempts, refused)
	}
	if last := read[string](p, `document.querySelector("[data-crowd=jitter] tbody tr:last-child").lastElementChild.textContent`); last != "200" {
		t.Errorf("in the table %s are back", last)
	}
	p.pictures("herd", x.root+" [data-stage]")
}
