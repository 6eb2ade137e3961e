package web

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/class"
)

// browser has cookies of its own.
type browser struct {
	t    *testing.T
	site *site
	http *http.Client
}

func (s *site) browser() *browser {
	jar, _ := cookiejar.New(nil) // fails on no input
	return &browser{s.t, s, &http.Client{Jar: jar, Transport: s.transport, Timeout: 20 * time.Second}}
}

// send sends a form as a page of this server does, and follows where it leads.
func (b *browser) send(method, path string, form url.Values, fields ...string) answered {
	b.t.Helper()
	r, err := http.NewRequest(method, b.site.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", b.site.URL)
	}
	for i := 0; i < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
	}
	resp, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	var body strings.Builder
	if _, err := bufio.NewReader(resp.Body).WriteTo(&body); err != nil {
		b.t.Fatal(err)
	}
	return answered{resp, body.String()}
}

func (b *browser) get(path string) answered {
	b.t.Helper()
	return b.send(http.MethodGet, path, nil)
}

func (b *browser) post(path string, form url.Values, fields ...string) answered {
	b.t.Helper()
	return b.send(http.MethodPost, path, form, fields...)
}

func (a answered) must(t *testing.T, status int) answered {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d\n%.600s", a.Request.Method, a.Request.URL, a.StatusCode, status, a.body)
	}
	return a
}

// signedIn is the cookie of a session, without a browser.
func (s *site) signedIn() string {
	s.t.Helper()
	token := rand.Text()
	if err := s.web.store.AddSession(s.t.Context(), token, s.web.now().Add(time.Hour)); err != nil {
		s.t.Fatal(err)
	}
	return instructorCookie + "=" + token
}

const testToken = "an instructor token for tests"

// teacher is signed in.
func (s *site) teacher() *browser {
	s.t.Helper()
	b := s.browser()
	b.post("/teach/sign-in", url.Values{"code": {testToken}}).must(s.t, http.StatusOK)
	return b
}

// classSite is a site with an instructor and a class.
func classSite(t *testing.T) (s *site, teacher *browser, code string) {
	t.Helper()
	s = newSite(t, func(o *Options) { o.InstructorToken = testToken })
	teacher = s.teacher()
	made := teacher.post("/teach", url.Values{"title": {"Networks"}, "lesson": {"websocket-protocol", "frames"}}).must(t, http.StatusOK)
	return s, teacher, strings.TrimPrefix(made.Request.URL.Path, "/teach/classes/")
}

// joins joins a class.
func (s *site) joins(code, name string) *browser {
	s.t.Helper()
	b := s.browser()
	b.post("/join/"+code, url.Values{"name": {name}}).must(s.t, http.StatusOK)
	return b
}

// event is one of an event stream.
type event struct{ name, data string }

// stream reads an event stream until the test ends.
func (b *browser) stream(path string) <-chan event {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	b.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.site.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	resp, err := (&http.Client{Jar: b.http.Jar, Transport: b.site.transport}).Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: status %d", path, resp.StatusCode)
	}
	events := make(chan event, 100)
	go func() {
		defer close(events)
		defer resp.Body.Close()
		var e event
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			switch name, value, _ := strings.Cut(lines.Text(), ": "); name {
			case "event":
				e.name = value
			case "data":
				e.data += value
			case "":
				if e.name != "" {
					select {
					case events <- e:
					case <-ctx.Done():
						return
					}
				}
				e = event{}
			}
		}
	}()
	return events
}

// until returns the state that holds.
func until(t *testing.T, events <-chan event, what string, holds func(classState) bool) classState {
	t.Helper()
	limit := time.After(10 * time.Second)
	var last string
	for {
		select {
		case e, more := <-events:
			if !more {
				t.Fatalf("the stream ended before %s; the last state was %s", what, last)
			}
			if e.name != "class" {
				continue
			}
			last = e.data
			var state classState
			if err := json.Unmarshal([]byte(e.data), &state); err != nil {
				t.Fatal(err)
			}
			if holds(state) {
				return state
			}
		case <-limit:
			t.Fatalf("waited in vain for %s; the last state was %s", what, last)
		}
	}
}

func TestClassWalksTogether(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	ada := s.joins(code, "Ada")
	states := ada.stream("/class/stream")
	until(t, states, "Ada to be here", func(c classState) bool { return c.Title == "Networks" && c.Here == 1 && c.Pacing == nil })

	at := cockpitPath(code)
	teacher.post(at+"/pace", url.Values{"do": {"together"}, "lesson": {"websocket-protocol"}}).must(t, http.StatusOK)
	until(t, states, "the class to walk", func(c classState) bool { return c.Pacing != nil && c.Pacing.Step == 0 && c.Started })
	for n := 1; n <= 3; n++ {
		teacher.post(at+"/pace", url.Values{"do": {"next"}}, fragmentField, "done").must(t, http.StatusNoContent)
		until(t, states, fmt.Sprintf("row %d", n), func(c classState) bool { return c.Pacing != nil && c.Pacing.Step == n })
	}
	teacher.post(at+"/pace", url.Values{"do": {"next"}}).must(t, http.StatusOK)
	state := until(t, states, "the prediction before row 4", func(c classState) bool { return c.Pacing != nil && c.Pacing.Predicts == 4 && c.Pacing.Step == 3 })
	if state.Asking == nil || state.Asking.Row != 4 || state.Asking.State != "open" {
		t.Fatalf("no prediction is open: %+v", state.Asking)
	}
	ada.post("/class/answers", url.Values{"asking": {"1"}, "round": {"1"}, "answer": {"A"}}, fragmentField, "stored").must(t, http.StatusNoContent)
	until(t, states, "1 committed", func(c classState) bool { return c.Asking != nil && c.Asking.Answered == 1 })
	teacher.post(at+"/pace", url.Values{"do": {"release"}}).must(t, http.StatusOK)
	until(t, states, "row 4", func(c classState) bool { return c.Pacing != nil && c.Pacing.Step == 4 && c.Pacing.Predicts == 0 })
	late := ada.post("/class/answers", url.Values{"asking": {"1"}, "round": {"1"}, "answer": {"B"}}, fragmentField, "stored").must(t, http.StatusConflict)
	if !strings.Contains(late.body, "That vote is closed") {
		t.Errorf("a late vote is told %s", late.body)
	}
	teacher.post(at+"/end", nil).must(t, http.StatusOK)
	until(t, states, "the end", func(c classState) bool { return c.Ended && c.Pacing == nil })
}

func TestClassIsAsked(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	at := cockpitPath(code)
	people := []*browser{s.joins(code, "Ada"), s.joins(code, "Grace"), s.joins(code, "Edsger")}
	states := people[0].stream("/class/stream")
	teacher.post(at+"/ask", url.Values{"question": {"websocket-protocol/P003-quiz-1"}}).must(t, http.StatusOK)
	until(t, states, "a question", func(c classState) bool { return c.Asking != nil && c.Asking.State == "open" })

	question := people[0].get("/class/question").must(t, http.StatusOK).body
	l := s.web.course.Lesson("websocket-protocol")
	asked, _ := l.Question("P003-quiz-1")
	for _, o := range asked.Question.Options {
		if strings.Contains(question, l.Plain(o.Reason)) {
			t.Errorf("before the vote is over the reason of %s is sent", o.ID)
		}
	}
	key := asked.Question.Key
	wrong := "A"
	if key == "A" {
		wrong = "B"
	}
	vote := func(b *browser, round, answer string) answered {
		return b.post("/class/answers", url.Values{"asking": {"1"}, "round": {round}, "answer": {answer}}, fragmentField, "stored")
	}
	for _, b := range people {
		got := vote(b, "1", wrong).must(t, http.StatusNoContent)
		if got.body != "" {
			t.Errorf("a vote is answered with %q", got.body)
		}
	}
	vote(people[0], "1", key).must(t, http.StatusNoContent) // thought better of it
	vote(people[0], "1", key).must(t, http.StatusNoContent) // and sent it twice
	vote(people[0], "1", "Z").must(t, http.StatusUnprocessableEntity)
	until(t, states, "three votes", func(c classState) bool { return c.Asking != nil && c.Asking.Answered == 3 })

	// The lesson's own page does not tell meanwhile.
	refused := people[1].post("/lessons/websocket-protocol/answers", url.Values{"question": {"P003-quiz-1"}, "answer": {key}}, fragmentField, "verdict")
	refused.must(t, http.StatusConflict)

	if screen := teacher.get(at + "/screen").body; strings.Contains(screen, "right (") {
		t.Error("the screen shows results before they are revealed")
	}
	teacher.post(at+"/close", nil).must(t, http.StatusOK)
	vote(people[1], "1", key).must(t, http.StatusConflict)
	teacher.post(at+"/reveal", nil).must(t, http.StatusOK)
	until(t, states, "the results", func(c classState) bool { return c.Asking != nil && c.Asking.State == "revealed" })
	if got := people[1].get("/class/question").body; !strings.Contains(got, "1 of 3 right (33 %)") {
		t.Errorf("the results are\n%s", got)
	}
	screen := teacher.get(at + "/screen").body
	if !strings.Contains(screen, "1 of 3 right (33 %)") {
		t.Errorf("the screen does not show the results")
	}
	for _, name := range []string{"Ada", "Grace", "Edsger"} {
		if strings.Contains(screen, name) {
			t.Errorf("the screen names %s", name)
		}
	}
	teacher.post(at+"/again", nil).must(t, http.StatusOK)
	until(t, states, "another vote", func(c classState) bool { return c.Asking != nil && c.Asking.Round == 2 && c.Asking.State == "open" })
	for _, b := range people {
		vote(b, "2", key).must(t, http.StatusNoContent)
	}
	teacher.post(at+"/reveal", nil).must(t, http.StatusOK)
	if got := teacher.get(at + "/screen").body; !strings.Contains(got, "3 of 3 right (100 %)") || !strings.Contains(got, "2 went from wrong to right") {
		t.Errorf("the shift is not told:\n%s", regexp.MustCompile(`(?s)<div class="results">.*?</div>`).FindString(got))
	}
	teacher.post(at+"/away", nil).must(t, http.StatusOK)
	until(t, states, "nothing asked", func(c classState) bool { return c.Asking == nil })
}

func TestClassMarks(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	ada := s.joins(code, "Ada")
	asked, _ := s.web.course.Lesson("websocket-protocol").Question("P003-quiz-1")
	answer := func(key, option string) {
		t.Helper()
		ada.post("/lessons/websocket-protocol/answers", url.Values{"question": {"P003-quiz-1"}, "answer": {option}, "key": {key}}, fragmentField, "verdict").must(t, http.StatusOK)
	}
	wrong := "A"
	if asked.Question.Key == wrong {
		wrong = "B"
	}
	answer("one", wrong)
	answer("one", wrong) // no word came back, so it was sent again
	answer("two", asked.Question.Key)
	people, err := s.web.store.People(t.Context(), code)
	if err != nil || len(people) != 1 {
		t.Fatal(people, err)
	}
	kept, err := s.web.store.PersonAnswers(t.Context(), people[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(kept) != 2 || kept[0].Right || kept[0].Try != 1 || !kept[1].Right || kept[1].Try != 2 {
		t.Errorf("kept are %+v", kept)
	}
	if page := ada.get("/class").body; !strings.Contains(page, "1 of") || !strings.Contains(page, class.ShowCode(people[0].MoveCode)) {
		t.Error("their own page shows neither the mark nor the personal code")
	}
}
