package web

import (
	"net/http"
	"strings"
	"testing"
)

// Whoever opens a socket's address like a page is told what it is.
func TestSocketsExplainThemselves(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, path := range []string{"/live/echo", "/live/band"} {
		got := s.get(path, "Accept", "text/html")
		if got.StatusCode != http.StatusBadRequest || got.Header.Get("Sec-WebSocket-Version") != "13" ||
			!strings.Contains(got.body, "any WebSocket client") || strings.Contains(got.body, "token not found") {
			t.Errorf("%s: %s, %v: %s", path, got.Status, got.Header, got.body)
		}
	}
}
