package web

import (
	"net/http"
	"strings"
	"testing"
)

// The time axis of a run grows with it, and whoever knows its id may read it.
func TestTheAxisOfARun(t *testing.T) {
	t.Parallel()
	st := newSite(t, nil).student("websocket-instead-of-sse")
	axis := func() answered {
		t.Helper()
		got := st.get(st.run.Page + "/axis")
		if got.StatusCode != http.StatusOK || got.Header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") {
			t.Fatalf("%s %v", got.Status, got.Header)
		}
		return got
	}
	if got := axis(); strings.Contains(got.body, "<table") {
		t.Errorf("before anything happened the axis is %s", got.body)
	}
	open := st.connect()
	st.done(1)
	conn := <-open
	if conn == nil {
		t.Fatal("the connection did not open")
	}
	defer conn.Close()
	got := axis()
	for _, want := range []string{"the request is here", "the whole 101 is sent", "CONNECTING", "OPEN"} {
		if !strings.Contains(got.body, want) {
			t.Errorf("after row 1 the axis does not say %q: %s", want, got.body)
		}
	}
	if strings.Contains(got.body, "open event") {
		t.Error("the page has reported nothing yet")
	}
	seen := `[{"step":1,"connection":1,"at":7.5,"type":"open","readyState":1}]`
	if got := st.ask(http.MethodPost, st.run.Page+"/seen", seen, "Cookie", st.cookie, "Content-Type", "application/json"); got.StatusCode != http.StatusNoContent {
		t.Fatalf("%s %s", got.Status, got.body)
	}
	st.done(2)
	if got := axis(); !strings.Contains(got.body, "open event") || !strings.Contains(got.body, "sends &#34;Hello Client!&#34;") {
		t.Errorf("after row 2 the axis is %s", got.body)
	}
	if got := st.ask(http.MethodPost, st.run.Page+"/axis", "", "Cookie", st.cookie); got.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a POST is answered %s", got.Status)
	}
}

func TestRunsWithoutAnAxis(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	if got := s.get("/runs/none/axis"); got.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown run is answered %s", got.Status)
	}
	if got := s.get(s.student("websocket-protocol").run.Page + "/axis"); got.StatusCode != http.StatusNotFound {
		t.Errorf("a run that shows no axis is answered %s", got.Status)
	}
}
