package e2e

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"
	"time"
)

const openNow = "[...__e2e.streams, ...__e2e.sockets].filter((s) => s.readyState < 2).length"

// The streams fill the lab origin and never this one; the page's own request there
// waits until one is closed; and all is closed at the end.
func TestSix(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open("/labs/six?six=fetch")
	x := p.experiment("six")
	root := "document.querySelector(" + quote(x.root) + ")"
	p.wait("the knob of the address", "!"+root+".querySelector('[data-fetched]').parentElement.hidden")
	p.click(x.root + " label:has(input[name=answer][value=B])")
	p.click(x.root + " [data-next]")
	p.wait("six streams and a fetch that waits", root+".querySelector('[data-fetched]').textContent.startsWith('waits')")
	p.picture("waits")
	if elsewhere := read[bool](p, "__e2e.streams.some((s) => new URL(s.url).host === location.host)"); elsewhere {
		t.Error("a stream goes to the main origin")
	}
	if status := read[int](p, "fetch('/healthz').then((r) => r.status)"); status != 200 {
		t.Errorf("meanwhile the main origin answers %d", status)
	}
	p.wait("the outcome", root+".querySelector('.outcome')")
	said := regexp.MustCompile(`^fetch waited for (\d+) ms, and was answered (\d+) ms after a stream had been closed$`).
		FindStringSubmatch(read[string](p, root+".querySelector('[data-fetched]').textContent"))
	if said == nil {
		t.Fatalf("the page says %q", read[string](p, root+".querySelector('[data-fetched]').textContent"))
	}
	waited, _ := strconv.Atoi(said[1])
	after, _ := strconv.Atoi(said[2])
	if waited < 2000 || after >= waited-1900 {
		t.Errorf("it waited for %d ms and was answered %d ms after a stream had been closed", waited, after)
	}
	if n := read[int](p, openNow); n != 0 {
		t.Errorf("%d connections are open in the end", n)
	}
	for _, width := range []int64{320, 1366, 1920} {
		p.size(width, 900)
		checkWidth(t, p, "six", width)
		p.picture(fmt.Sprint(width))
	}
}

// Stop closes what is open, and so does a page that is hidden.
func TestSixStops(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop())
	p.expectRefusals()
	p.open("/labs/six")
	x := p.experiment("six")
	root := "document.querySelector(" + quote(x.root) + ")"
	for i, stop := range []string{
		root + ".querySelector('[data-next]').click()",
		"Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))",
	} {
		if i == 0 {
			p.click(x.root + " label:has(input[name=answer][value=B])")
		}
		before := read[int](p, "__e2e.streams.length")
		p.click(x.root + " [data-next]")
		p.wait("six streams", fmt.Sprintf("__e2e.streams.length >= %d + 7", before))
		p.script(stop)
		p.wait("all to be closed", openNow+" === 0")
		p.waitFor("it to stop", time.Second, func() (bool, error) {
			return tryRead[bool](p, root+".querySelector('[data-next-label]').textContent === 'Run it again'")
		})
	}
	p.wait("why", root+".querySelector('[data-aside]').textContent.includes('hidden')")
	if read[bool](p, "!!"+root+".querySelector('.outcome')") {
		t.Error("what was stopped has an outcome")
	}
}

// Where the lab origin cannot be reached, the page says so, and what to do.
func TestSixWithoutALabOrigin(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.expectRefusals()
	p.open("/labs/six")
	x := p.experiment("six")
	p.script(`
		const really = fetch;
		globalThis.fetch = (to, ...rest) => String(to).endsWith("/now") ? Promise.reject(new TypeError("Failed to fetch")) : really(to, ...rest);`)
	p.click(x.root + " label:has(input[name=answer][value=B])")
	p.click(x.root + " [data-next]")
	p.wait("the word about it", "document.querySelector("+quote(x.root+" [data-aside]")+").textContent.includes('--lab-addr')")
	if n := read[int](p, "__e2e.streams.length"); n != 0 {
		t.Errorf("%d streams were opened", n)
	}
}
