package e2e

import (
	"strings"
	"testing"
)

// raced is what the page says of a race.
type raced struct {
	Aside, Told, Caption, Go string
	Rows                     [][]string
	Elsewhere                bool // what was measured elsewhere can be seen
}

func (p *page) raced() raced {
	return read[raced](p, `((root) => ({
		Aside: root.querySelector("[data-aside]").textContent,
		Told: root.querySelector("[data-told]").checkVisibility() ? root.querySelector("[data-told]").textContent : "",
		Caption: root.querySelector("[data-caption]").textContent,
		Go: root.querySelector("[data-go]").textContent,
		Rows: [...root.querySelectorAll("[data-raced] tbody tr")].map((tr) => [...tr.cells].map((c) => c.textContent)),
		Elsewhere: root.querySelector("[data-elsewhere]").checkVisibility(),
	}))(document.querySelector("[data-demo=race]"))`)
}

func (p *page) pick(name, value string) {
	p.t.Helper()
	p.click("[data-race] label:has(input[name=" + name + "][value='" + value + "'])")
}

// A race is predicted first, run on the visitor's own connection, and told with
// its figures; nothing gives its outcome away before.
func TestRace(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop())
	p.open(choosingPath)
	p.click("[data-go]")
	p.wait("to be asked for a guess", "document.querySelector('[data-demo=race] [data-aside]').textContent.includes('Choose one first')")
	if r := p.raced(); r.Elsewhere || r.Told != "" || len(r.Rows) > 0 {
		t.Errorf("before the race the page says %+v", r)
	}
	for _, c := range []struct {
		way, guess string
		runners    []string
		opened     string // counts what the contestants opened
	}{
		{"burst", "stream", []string{"WebSocket", "Event stream", "fetch"}, "[__e2e.sockets.length, __e2e.streams.length].join()"},
		{"calls", "websocket", []string{"WebSocket", "fetch"}, "[__e2e.sockets.length, __e2e.streams.length].join()"},
	} {
		p.pick("way", c.way)
		p.pick("guess", c.guess)
		p.click("[data-go]")
		p.waitFor("the result of "+c.way, 6*eventWait, func() (bool, error) {
			r := p.raced()
			return r.Go == "Start the race" && strings.HasPrefix(r.Caption, map[string]string{"burst": "One way, 100", "calls": "Call and answer, 100"}[c.way]), nil
		})
		r := p.raced()
		if len(r.Rows) != len(c.runners) || !strings.HasPrefix(r.Told, "You said ") || !r.Elsewhere {
			t.Errorf("%s: %+v", c.way, r)
			continue
		}
		for i, row := range r.Rows {
			if row[0] != c.runners[i] || row[1] != "100" || !strings.Contains(row[2], "ms") || !strings.Contains(row[3], " to ") {
				t.Errorf("%s: row %q", c.way, row)
			}
		}
		if status := read[string](p, "document.getElementById('status').textContent"); status != r.Told {
			t.Errorf("%s: the voice says %q, the page %q", c.way, status, r.Told)
		}
		p.picture(c.way)
	}
	// One warming up and five rounds of each way; two ways have a socket.
	if opened := read[string](p, "[__e2e.sockets.length, __e2e.streams.length].join()"); opened != "12,6" {
		t.Errorf("WebSockets and event streams: %s, want 12,6", opened)
	}
	if open := read[int](p, "[...__e2e.sockets].filter((s) => s.readyState < 2).length + [...__e2e.streams].filter((s) => s.readyState < 2).length"); open != 0 {
		t.Errorf("%d connections are still open", open)
	}
	checkWidth(t, p, "the race", 1366)
	p.size(320, 640)
	checkWidth(t, p, "the race", 320)
}

// Stop stops: nothing is counted, nothing stays open, and the next race begins
// from the start.
func TestRaceStops(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.net.expect(`/live/`)
	p.open(choosingPath)
	p.pick("messages", "1000")
	p.pick("guess", "fetch")
	p.click("[data-go]")
	p.wait("the second contestant", "__e2e.sockets.length + __e2e.streams.length >= 2")
	p.script("document.querySelector('[data-go]').click()") // a hand may come when the race is over
	p.wait("it to stop", "document.querySelector('[data-demo=race] [data-aside]').textContent.includes('Stopped')")
	p.wait("all to be closed", "[...__e2e.sockets].every((s) => s.readyState >= 2) && [...__e2e.streams].every((s) => s.readyState === 2)")
	if r := p.raced(); len(r.Rows) != 0 || r.Told != "" || r.Go != "Start the race" {
		t.Errorf("after Stop the page says %+v", r)
	}
	opened := read[int](p, "__e2e.sockets.length + __e2e.streams.length")
	p.wait("nothing more", "new Promise((done) => setTimeout(() => done(__e2e.sockets.length + __e2e.streams.length === "+key(opened)+"), 500))")
}

// The button that lets you wait answers when it says.
func TestLimits(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open(choosingPath)
	p.click("[data-demo=limits] label:has(input[value='100'])")
	p.click("[data-demo=limits] button")
	p.wait("the answer", `((said) => { const ms = Number(/Here\. (\d+) ms/.exec(said)?.[1]); return ms >= 99 && ms < 2000; })(document.querySelector("[data-demo=limits] output").textContent)`)
}

// Without JavaScript the race is read.
func TestRaceWithoutJavaScript(t *testing.T) {
	t.Parallel()
	l := laptop()
	l.noScript = true
	p := visit(t, l)
	p.open(choosingPath)
	if got := read[string](p, "[...document.querySelectorAll('[data-demo=race] table')].filter((t) => t.checkVisibility()).map((t) => t.innerText).join()"); !strings.Contains(got, "25,649") || !strings.Contains(got, "Chromium 156") {
		t.Errorf("the table that can be seen says %q", got)
	}
	if read[bool](p, "[...document.querySelectorAll('[data-demo] form, form[data-demo]')].some((f) => f.checkVisibility())") {
		t.Error("a form that needs JavaScript is shown")
	}
}
