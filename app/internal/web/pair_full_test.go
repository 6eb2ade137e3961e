package web

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"wirewalk/app/internal/live"
)

// Who comes when all pairs are taken is told when to try again; who has one gets
// another.
func TestPairsRunOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	b := s.browser()
	b.pairOf(live.ReturnStream)
	for i := range live.MaxPairs - 1 {
		if _, err := s.web.pairs.New(strconv.Itoa(i), live.ReturnStream); err != nil {
			t.Fatal(err)
		}
	}
	late := s.browser().post("/pairs", url.Values{"return": {"stream"}})
	if late.StatusCode != http.StatusServiceUnavailable || late.Header.Get("Retry-After") == "" {
		t.Errorf("%s, Retry-After %q", late.Status, late.Header.Get("Retry-After"))
	}
	b.pairOf(live.ReturnStream)
}
