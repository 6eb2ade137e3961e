package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A walk has a page of its own, which may be kept like any other, and a script
// that runs like any other.
func TestWalkHasAPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, w := range s.web.course.Lesson("choosing").Walks {
		page := s.get(w.Path())
		if page.StatusCode != http.StatusOK || !strings.Contains(page.body, `data-script="`+w.Script.ID+`"`) || page.Header.Get("Etag") == "" {
			t.Errorf("%s: %s, ETag %s", w.Path(), page.Status, page.Header.Get("Etag"))
		}
		if again := s.get(w.Path(), "If-None-Match", page.Header.Get("Etag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s a second time: %s", w.Path(), again.Status)
		}
	}
	for _, path := range []string{"/lessons/choosing/code/nothing", "/lessons/choosing/code", "/lessons/frames/code/secure-server"} {
		if page := s.get(path); page.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, page.Status)
		}
	}
}

// A prediction of a walk is answered on its page, where the form without
// JavaScript came from.
func TestWalkAnswers(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	form := url.Values{"question": {"predict-secure-server-7"}, "answer": {"B"}}
	fragment := s.post("/lessons/choosing/answers", form, "X-Fragment", "verdict")
	if fragment.StatusCode != http.StatusOK || strings.Contains(fragment.body, "<html") || !strings.Contains(fragment.body, "You said") {
		t.Errorf("%s: %s", fragment.Status, fragment.body)
	}
	page := s.post("/lessons/choosing/answers", form)
	if page.StatusCode != http.StatusOK || !strings.Contains(page.body, `data-script="choosing/code/secure-server"`) || !strings.Contains(page.body, "You said") {
		t.Errorf("as a page: %s, of the walk: %v", page.Status, strings.Contains(page.body, `data-script="choosing/code/secure-server"`))
	}
	if other := s.post("/lessons/frames/answers", form); other.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("asked of another lesson: %s", other.Status)
	}
}

// A run of a walk is replayed on a page that leads back to the walk.
func TestWalkIsReplayed(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	w := s.web.course.Lesson("choosing").Walks[0]
	page := s.get("/runs/" + s.student(w.Script.ID).run.ID)
	for _, want := range []string{`href="` + w.Path() + `"`, `data-script="` + w.Script.ID + `"`, `data-listing="server browser"`, "A run of “" + w.Title + "”"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page of a run lacks %s", want)
		}
	}
}
