package web

import (
	"net/http"
	"strings"
	"testing"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// Another site's page cannot take the place of the request that a run waits for.
func TestARunsStreamIsForItsOwnPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	p := s.poster(&lessons.Script{ID: "refusing", Protocol: lessons.EventStream, Steps: []lessons.Step{
		{N: 1, Actor: lessons.Browser, Action: lessons.Connect},
		{N: 2, Actor: lessons.Server, Action: lessons.Answer, Status: http.StatusNotFound},
		{N: 3, Actor: lessons.Browser, Action: lessons.Wait, Done: []lessons.Pattern{{From: wire.Client, Kind: wire.KindFrame}}},
	}})
	stranger := "visitor=" + strings.Repeat("S", 26)
	at := "/runs/" + p.run.ID + "/events"
	for name, fields := range map[string][]string{
		"a stranger":           {"Cookie", stranger},
		"nobody's cookie":      nil,
		"a foreign page":       {"Cookie", p.cookie, "Origin", "https://elsewhere.test"},
		"another port":         {"Cookie", p.cookie, "Origin", "http://127.0.0.1:1"},
		"no origin of its own": {"Cookie", p.cookie, "Origin", "null"},
		"a foreign page of a browser that says so": {"Cookie", p.cookie, "Sec-Fetch-Site", "cross-site"},
		"another port, said so":                    {"Cookie", p.cookie, "Sec-Fetch-Site", "same-site"},
	} {
		got := s.get(at, fields...)
		if got.StatusCode != http.StatusForbidden || got.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: %s %s", name, got.Status, got.body)
		}
	}
	// The place is still free. A browser sends no Origin with a GET to its own.
	if got := s.get(at, "Cookie", p.cookie, "Sec-Fetch-Site", "same-origin"); got.StatusCode != http.StatusNotFound {
		t.Errorf("the page's own request: %s %s", got.Status, got.body)
	}
}
