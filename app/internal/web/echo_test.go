package web

import (
	"net/http"
	"strings"
	"testing"
)

// Whoever opens the echo like a page is told what it is.
func TestEchoExplainsItself(t *testing.T) {
	s := newSite(t, nil)
	got := s.get("/live/echo", "Accept", "text/html")
	if got.StatusCode != http.StatusBadRequest || got.Header.Get("Sec-WebSocket-Version") != "13" ||
		!strings.Contains(got.body, "any WebSocket client") || strings.Contains(got.body, "token not found") {
		t.Errorf("%s, %v: %s", got.Status, got.Header, got.body)
	}
}
