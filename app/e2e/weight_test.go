package e2e

import (
	"slices"
	"testing"
	"time"
)

// A first visit to a lesson or a lab moves at most 60 KiB in at most 12 requests;
// the next asks only whether the page has changed, which is seen of every page where
// the tests are thorough. Nothing else runs meanwhile: what is not asked for within a
// moment is taken to be never asked for.
func TestWeight(t *testing.T) {
	const mostBytes, mostRequests = 60 << 10, 12
	for _, path := range slices.Concat(lessonPaths(), labPaths(), []string{"/"}) {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			p := visit(t, laptop())
			p.open(path)
			first := p.settled()
			var sum float64
			for _, r := range first {
				sum += r.bytes
				t.Logf("%6.0f bytes, status %d: %s", r.bytes, r.status, r.url.Path)
			}
			if sum > mostBytes || len(first) > mostRequests {
				t.Errorf("the first visit moves %.0f bytes in %d requests, more than %d in %d", sum, len(first), mostBytes, mostRequests)
			}

			if !isThorough() && path != "/" && path != lessonPath {
				return
			}
			p.open("/privacy")
			p.settled()
			p.net.forget()
			p.open(path)
			for _, r := range p.settled() {
				switch {
				case r.url.Path == path && r.status != 304:
					t.Errorf("the repeat visit answers %s with %d, want 304", path, r.status)
				case r.url.Path != path && !r.cached:
					t.Errorf("the repeat visit asks for %s again: %d", r.url.Path, r.status)
				}
			}
		})
	}
}

// settled waits until no request has begun or ended for a while.
func (p *page) settled() []request {
	p.t.Helper()
	const quiet = 300 * time.Millisecond
	limit := time.Now().Add(eventWait)
	for last, since := -1, time.Now(); ; time.Sleep(glance) {
		all := p.net.requests()
		mark := 0
		for _, r := range all {
			mark++
			if r.ended || r.cached {
				mark += 1000
			}
		}
		if mark != last {
			last, since = mark, time.Now()
		}
		if time.Since(since) > quiet && mark == 1001*len(all) {
			return all
		}
		if time.Now().After(limit) {
			p.t.Fatalf("requests are still under way after %v: %+v", eventWait, all)
		}
	}
}
