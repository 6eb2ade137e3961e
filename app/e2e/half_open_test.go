package e2e

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// end is one of the two connections as the page shows it.
type end struct{ Lamp, Said, Page, Server, Seen, Did, Wire string }

func (p *page) ends(root string) (socket, stream end) {
	p.t.Helper()
	both := read[[]end](p, `[...document.querySelectorAll(`+quote(root+" [data-side]")+`)].map((side) => {
		const text = (hook) => side.querySelector("[data-" + hook + "]").innerText;
		return { Lamp: text("lamp-word"), Said: text("said"), Page: text("heard-page"), Server: text("heard-server"), Seen: text("seen"), Did: text("did"), Wire: text("wire") };
	})`)
	return both[0], both[1]
}

func (p *page) has(what, text string, want ...string) {
	p.t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			p.t.Errorf("%s has no %q: %s", what, w, text)
		}
	}
}

// While the link is frozen both lamps stay OPEN, both stopwatches of each end go
// on, and this server writes what does not cross; when it is let go on, all of it
// comes, and nothing stays open.
func TestHalfOpen(t *testing.T) {
	t.Parallel()
	l := laptop()
	l.dark = true
	p := visit(t, l)
	p.expectRefusals()
	p.open("/labs/half-open")
	x := p.experiment("who-notices")
	goOn := x.root + " [data-go-on]"
	p.click(x.root + " label:has(input[name=answer][value=A])")
	p.click(x.root + " [data-next]")
	link := "document.querySelector(" + quote(x.root+" [data-link]") + ").textContent"
	p.wait("the freeze", "/^frozen for [34]/.test("+link+")")
	p.click(goOn) // too early: whoever notices had no time yet
	socket, stream := p.ends(x.root)
	for name, e := range map[string]end{"the WebSocket": socket, "the event stream": stream} {
		if e.Lamp != "OPEN (1)" {
			t.Errorf("frozen, %s says %s", name, e.Lamp)
		}
		p.has("frozen, what is said of "+name, e.Said, "Frozen")
		p.has("frozen, this server’s lane of "+name, e.Did, "link frozen", "is held", "message")
		if e.Wire != "" {
			t.Errorf("frozen, the wire of %s has %q", name, e.Wire)
		}
		for who, ago := range map[string]string{"the page": e.Page, "this server": e.Server} {
			if d, err := time.ParseDuration(strings.TrimSuffix(strings.ReplaceAll(ago, " ", ""), "ago")); err != nil || d < 2*time.Second || d > 9*time.Second {
				t.Errorf("frozen, %s last heard of %s %q", who, name, ago)
			}
		}
	}
	p.picture("frozen")
	p.wait("Let it go on", "document.querySelector("+quote(goOn)+").ariaDisabled === 'false'")
	p.click(goOn)
	p.wait("the outcome", "document.querySelector("+quote(x.root+" .outcome")+")")
	if o := read[string](p, "document.querySelector("+quote(x.root+" .outcome")+").dataset.observed"); o != "neither" {
		t.Errorf("observed: %s", o)
	}
	socket, stream = p.ends(x.root)
	for name, e := range map[string]end{"the WebSocket": socket, "the event stream": stream} {
		p.has("what is said of "+name, e.Said, "Nobody noticed", "both ends took it for open", " came within ")
		p.has("this server’s lane of "+name, e.Did, "link frozen", "link back")
	}
	p.has("the wire of the WebSocket", socket.Wire, "101 Switching Protocols", `{"number":3,`, `{"number":6,`)
	p.has("the wire of the event stream", stream.Wire, "200 OK", "id: 6")
	if n := read[int](p, openNow); n != 0 {
		t.Errorf("%d connections are open in the end", n)
	}
	p.pictures("half-open", x.root+" [data-stage]")
}

// What either end does about it, and what comes of it when the link is back.
func TestHalfOpenIsNoticed(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop())
	p.expectRefusals()
	p.open("/labs/half-open?who-notices=server")
	x := p.experiment("who-notices")
	x.stands("server")
	x.run("B")
	socket, stream := p.ends(x.root)
	p.has("what is said of the WebSocket", socket.Said, "This server gave it up ", "In the end: close, code 1006, not clean")
	p.has("this server’s lane", socket.Did, "Ping", "gives up", "nothing heard for 3.", "after the freeze")
	p.has("the wire of the WebSocket", socket.Wire, "Ping frame", "Pong frame", "TCP FIN")
	p.has("what is said of the event stream", stream.Said, "Nobody noticed")
	p.has("this server’s lane of the event stream", stream.Did, "comment")
	p.has("the wire of the event stream", stream.Wire, ": still here")
	if got := regexp.MustCompile(`(?m)^[a-z]+(?:\(\))?$`).FindAllString(socket.Seen, -1); !slices.Equal(slices.Compact(got), []string{"open", "message", "close"}) {
		t.Errorf("JavaScript saw more than it can, a Ping maybe: %q in %s", got, socket.Seen)
	}

	x.choose("page")
	x.run("C")
	socket, stream = p.ends(x.root)
	p.has("what is said of the WebSocket", socket.Said, "Your page gave it up ", "left it CLOSING (2)", "your page was told nothing", "code 4000, clean")
	p.has("JavaScript’s lane", socket.Seen, "send", "close()", "nothing heard for 3.", "CLOSING (2)", "CLOSED (3)")
	p.has("the wire of the WebSocket", socket.Wire, "heartbeat 1", "Close frame")
	p.has("what is said of the event stream", stream.Said, "Your page gave it up ", "left it CLOSED (2)", "your page was told nothing")
	p.has("this server’s lane of the event stream", stream.Did, "lost", "over")
	if n := read[int](p, openNow); n != 0 {
		t.Errorf("%d connections are open in the end", n)
	}
	p.pictures("noticed", x.root+" [data-stage]")
}

// Stop closes both and thaws the link; so does a page that is hidden, which says
// why.
func TestHalfOpenStops(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop())
	p.expectRefusals()
	p.open("/labs/half-open")
	x := p.experiment("stream-notices")
	root := "document.querySelector(" + quote(x.root) + ")"
	p.click(x.root + " label:has(input[name=answer][value=A])")
	for _, stop := range []string{
		root + ".querySelector('[data-next]').click()",
		"Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))",
	} {
		p.click(x.root + " [data-next]")
		p.wait("the freeze", root+".querySelector('[data-link]').textContent.startsWith('frozen for')")
		p.script(stop)
		p.wait("all to be closed", openNow+" === 0")
		p.wait("it to stop", root+".querySelector('[data-next-label]').textContent === 'Run it again'")
	}
	p.wait("why", root+".querySelector('[data-aside]').textContent.includes('hidden')")
	if read[bool](p, "!!"+root+".querySelector('.outcome')") {
		t.Error("what was stopped has an outcome")
	}
}
