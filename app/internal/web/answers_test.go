package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const answersPath = "/lessons/websocket-protocol/answers"

func TestAnswersAreGraded(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, c := range []struct{ question, answer, want string }{
		{"P003-quiz-1", "A", `data-right="true" data-free="false"`},
		{"P003-quiz-1", "B", `data-right="false" data-free="false"`},
		{"P003-quiz-3", "C", `data-right="false" data-free="true"`},
		{"P003-quiz-3", "B", `data-right="true" data-free="false"`},
	} {
		form := url.Values{"question": {c.question}, "answer": {c.answer}, "attempt": {"1"}}
		fragment := s.post(answersPath, form, "X-Fragment", "verdict")
		if fragment.StatusCode != http.StatusOK || !strings.Contains(fragment.body, c.want) || strings.Contains(fragment.body, "<html") {
			t.Errorf("%s, %s: %s: %s", c.question, c.answer, fragment.Status, fragment.body)
		}
		page := s.post(answersPath, form)
		if page.StatusCode != http.StatusOK || !strings.Contains(page.body, c.want) || !strings.Contains(page.body, "<html") {
			t.Errorf("%s, %s as a page: %s", c.question, c.answer, page.Status)
		}
		if page.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("the page of an answer may be kept: %q", page.Header.Get("Cache-Control"))
		}
	}
}

// What is not answered gives nothing away, and neither does a wrong answer.
func TestNothingIsGivenAway(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	lesson := s.web.course.Lesson("websocket-protocol")
	page := s.get("/lessons/websocket-protocol").body
	for _, q := range lesson.Quiz {
		for _, o := range q.Options {
			if reason := string(lesson.Inline(o.Reason)); strings.Contains(page, reason) {
				t.Errorf("the page gives away why %s of %s: %s", o.ID, q.ID, reason)
			}
			if o.ID == q.Key {
				continue
			}
			verdict := s.post(answersPath, url.Values{"question": {q.ID}, "answer": {o.ID}}, "X-Fragment", "verdict").body
			for _, other := range q.Options {
				if other.ID != o.ID && strings.Contains(verdict, string(lesson.Inline(other.Reason))) {
					t.Errorf("%s, %s: the verdict explains %s", q.ID, o.ID, other.ID)
				}
			}
		}
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for name, form := range map[string]url.Values{
		"nothing":          {},
		"unknown question": {"question": {"P003-quiz-9"}, "answer": {"A"}},
		"unknown option":   {"question": {"P003-quiz-1"}, "answer": {"Z"}},
		"no option":        {"question": {"P003-quiz-1"}},
	} {
		if got := s.post(answersPath, form, "Accept", "text/html"); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.body, "<html") {
			t.Errorf("%s: %s", name, got.Status)
		}
	}
	if got := s.ask(http.MethodPost, answersPath, "%zz", "Content-Type", "application/x-www-form-urlencoded"); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a form that cannot be read: %s", got.Status)
	}
	if got := s.post("/lessons/nothing/answers", url.Values{}); got.StatusCode != http.StatusNotFound {
		t.Errorf("no lesson: %s", got.Status)
	}
}

// A prediction whose key is fixed or whose recording is shipped is decided
// without a run of the visitor's own.
func TestPredictions(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	if s.web.course.Recording("websocket-protocol") == nil {
		t.Fatal("no recording of websocket-protocol is shipped: make recordings")
	}
	form := url.Values{"question": {"predict-row-4"}, "answer": {"B"}}
	got := s.post(answersPath, form, "X-Fragment", "outcome")
	if got.StatusCode != http.StatusOK || !strings.Contains(got.body, `data-right="true"`) {
		t.Errorf("OPEN after row 4: %s: %s", got.Status, got.body)
	}
	form.Set("answer", "A")
	if got := s.post(answersPath, form); !strings.Contains(got.body, `data-right="false"`) || !strings.Contains(got.body, "<html") {
		t.Errorf("CONNECTING after row 4, as a page: %s", got.Status)
	}
}
