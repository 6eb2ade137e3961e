package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/store"
)

// storeIn opens the database of a folder, to be closed by the test.
func storeIn(t *testing.T, dir string) *store.Store {
	t.Helper()
	kept, err := store.Open(t.Context(), store.Options{Dir: dir, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

// restarts ends a site as the program would, and begins another one on what it
// has kept.
func (s *site) restarts(dir string) *site {
	s.t.Helper()
	s.close()
	if err := s.web.store.Close(); err != nil {
		s.t.Fatal(err)
	}
	next := teachSite(s.t, func(o *Options) { o.Store = storeIn(s.t, dir) })
	s.t.Cleanup(func() {
		next.close()
		if err := next.web.store.Close(); err != nil {
			s.t.Error(err)
		}
	})
	return next
}

// A server that comes back knows everyone, and what they have done.
func TestARestartLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := teachSite(t, func(o *Options) { o.Store = storeIn(t, dir) })
	teacher := s.teacher()
	code := teacher.makes("Networks", nil)
	ada := s.joins(code, "Ada Lovelace")
	wrong, key := wrongOption(t, s.web.course.Lesson("frames"), "frames-quiz-8")
	ada.answers("frames", "frames-quiz-8", "one", wrong).must(t, http.StatusOK)
	ada.answers("frames", "frames-quiz-8", "two", key).must(t, http.StatusOK)
	walk := ada.walks("websocket-protocol")
	conn := walk.connect()
	for n := 1; n <= 3; n++ {
		walk.done(n)
	}
	teacher.leads(code, "/pace", "do", "together", "lesson", "websocket-protocol").must(t, http.StatusNoContent)
	teacher.leads(code, "/pace", "do", "goto", "step", "5").must(t, http.StatusNoContent)
	teacher.leads(code, "/ask", "question", "websocket-protocol/P003-quiz-1").must(t, http.StatusNoContent)
	ada.votes(1, 1, "A").must(t, http.StatusNoContent)
	stream := ada.tape("/class/stream")
	stream.until("the class", hears("class"))

	next := s.restarts(dir) // in the middle of a run, a stream and a vote
	stream.ends("the server has ended")
	<-conn
	ada.site, teacher.site = next, next
	page := ada.get("/class").must(t, http.StatusOK).body
	for _, says := range []string{"Ada Lovelace", "row 3 of 10", "1 of 9 right, 1 tried", "/runs/" + walk.run.ID, "The class is at row 5 of"} {
		if !strings.Contains(page, says) {
			t.Errorf("their page no longer says %q", says)
		}
	}
	state := ada.tape("/class/stream").state("the class", func(c classState) bool { return c.Here == 1 })
	if state.Pacing == nil || state.Pacing.Step != 5 || state.Asking == nil || state.Asking.State != "open" || state.Asking.Answered != 1 {
		t.Errorf("the class is at %+v", state)
	}
	if question := ada.get("/class/question").must(t, http.StatusOK).body; !strings.Contains(question, `value="A" required aria-invalid="false" checked`) {
		t.Error("what they voted is not in the form")
	}
	ada.votes(1, 1, "B").must(t, http.StatusNoContent)
	if !teacher.isIn() {
		t.Error("the instructor has to sign in again")
	}
	if cockpit := teacher.get(cockpitPath(code)).must(t, http.StatusOK).body; !strings.Contains(cockpit, "Ada Lovelace") || !strings.Contains(cockpit, "row 3 of 10") {
		t.Error("the cockpit has lost somebody")
	}
	if grades := teacher.get(cockpitPath(code)+"/gradebook?points=best").must(t, http.StatusOK).body; !strings.Contains(grades, "✓2") {
		t.Error("the gradebook has lost the mark")
	}
	if replay := teacher.get("/runs/"+walk.run.ID).must(t, http.StatusOK).body; !strings.Contains(replay, walk.run.ID) {
		t.Error("the run is lost")
	}
	// The same answer, sent again because no word came back before.
	ada.answers("frames", "frames-quiz-8", "two", key).must(t, http.StatusOK)
	if kept, err := next.web.store.PersonAnswers(t.Context(), ada.person().ID); err != nil || len(kept) != 2 {
		t.Errorf("the answers are %v, %v", kept, err)
	}
}

// Moving by personal code puts the old browser out, and loses nothing.
func TestMovingToAnotherBrowser(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	old := s.joins(code, "Ada")
	p := old.person()
	_, key := wrongOption(t, s.web.course.Lesson("frames"), "frames-quiz-8")
	old.answers("frames", "frames-quiz-8", "one", key).must(t, http.StatusOK)
	walk := old.walks("websocket-protocol")
	open := []*tape{old.tape("/class/stream"), old.tape(walk.run.Trace)}
	for _, tp := range open {
		tp.until("the class", hears("class"))
	}
	cockpit := teacher.tape(cockpitPath(code) + "/stream")
	cockpit.region("crowd", "1 here of 1")

	page := s.browser().get("/join/" + code).body
	if !strings.Contains(page, "I was here before") || !strings.Contains(page, `action="/class/move"`) {
		t.Error("the join page does not lead back")
	}
	for _, wrong := range []string{"", "x", class.NewMoveCode(), p.MoveCode + "C", code, p.ID} {
		b := s.browser()
		got := b.post("/class/move", url.Values{"code": {code}, "personal": {wrong}}).must(t, http.StatusNotFound)
		if !strings.Contains(got.body, "Nobody in this class has that personal code.") || b.cookie(memberCookie) != "" || strings.Contains(got.body, "Ada") {
			t.Errorf("%q is told %.300s", wrong, got.body)
		}
	}
	for _, tp := range open {
		tp.goes("nobody has moved yet")
	}
	typed := strings.ToLower(p.MoveCode[:3]) + " - " + p.MoveCode[3:]
	fresh := s.browser()
	got := fresh.post("/class/move", url.Values{"code": {class.ShowCode(code)}, "personal": {typed}}).must(t, http.StatusOK)
	if got.Request.URL.Path != "/class" || !strings.Contains(got.body, "1 of 9 right, 1 tried") || fresh.person().ID != p.ID {
		t.Errorf("it leads to %s", got.Request.URL)
	}
	for _, tp := range open {
		tp.ends("its person has moved")
	}
	if got := walk.step(1); got.StatusCode != http.StatusGone || !strings.Contains(got.body, "Press Next to open another connection") {
		t.Errorf("the old browser walks on for them: %s %s", got.Status, got.body)
	}
	old.votes(1, 1, "A").must(t, http.StatusUnauthorized)
	if got := old.plain(http.MethodGet, "/class", nil); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/join" {
		t.Errorf("the old browser gets %s", got.Status)
	}
	if got := old.send(http.MethodGet, "/class/stream", nil, "Accept", "text/event-stream"); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("the old browser's stream: %s", got.Status)
	}
	if got := old.post("/class/delete", url.Values{"sure": {"yes"}}); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("the old browser deletes: %s", got.Status)
	}
	fresh.tape("/class/stream").state("one person", func(c classState) bool { return c.Here == 1 })
	cockpit.region("crowd", "1 here of 1")
	// What the old one answers from now on is nobody's.
	old.answers("frames", "frames-quiz-9", "late", "A").must(t, http.StatusOK)
	if kept, err := s.web.store.PersonAnswers(t.Context(), p.ID); err != nil || len(kept) != 1 {
		t.Errorf("the answers are %v, %v", kept, err)
	}
	// The code is not used up: the third device is as good as the second.
	third := s.browser()
	third.post("/class/move", url.Values{"code": {code}, "personal": {p.MoveCode}}).must(t, http.StatusOK)
	fresh.votes(1, 1, "A").must(t, http.StatusUnauthorized)
	if people, err := s.web.store.People(t.Context(), code); err != nil || len(people) != 1 {
		t.Errorf("the class has %v, %v", people, err)
	}
}

// A personal code is good in its own class alone.
func TestAPersonalCodeIsOfOneClass(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	first, second := teacher.makes("Networks", nil), teacher.makes("Protocols", nil)
	p := s.joins(first, "Ada").person()
	s.joins(second, "Bob")
	s.browser().post("/class/move", url.Values{"code": {second}, "personal": {p.MoveCode}}).must(t, http.StatusNotFound)
	s.browser().post("/class/move", url.Values{"code": {class.NewCode()}, "personal": {p.MoveCode}}).must(t, http.StatusNotFound)
}

func TestLeavingAndComingBack(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	ada := s.joins(code, "Ada")
	p, token := ada.person(), ada.cookie(memberCookie)
	ada.answers("frames", "frames-quiz-8", "one", "A").must(t, http.StatusOK)
	walk := ada.walks("websocket-protocol")
	stream := ada.tape("/class/stream")
	cockpit := teacher.tape(cockpitPath(code) + "/stream")
	cockpit.region("crowd", "1 here of 1")
	left := ada.post("/class/leave", nil).must(t, http.StatusOK)
	if left.Request.URL.Path != "/join" || ada.cookie(memberCookie) != "" {
		t.Errorf("leaving leads to %s", left.Request.URL)
	}
	stream.ends("its person has left")
	cockpit.region("crowd", "0 here of 1")
	if got := walk.step(1); got.StatusCode != http.StatusGone {
		t.Errorf("who sits there next walks for them: %s %s", got.Status, got.body)
	}
	next := ada.walks("websocket-protocol") // and may walk for nobody
	conn := next.connect()
	next.done(1)
	next.over(conn)
	kept := s.browserOf(memberCookie, token) // a computer of the school, and its next user
	kept.votes(1, 1, "A").must(t, http.StatusUnauthorized)
	kept.post("/class/delete", url.Values{"sure": {"yes"}}).must(t, http.StatusUnauthorized)
	ada.post("/class/leave", nil).must(t, http.StatusOK) // pressed twice
	// The name stays theirs.
	if got := s.browser().post("/join/"+code, url.Values{"name": {"Ada"}}); got.StatusCode != http.StatusConflict {
		t.Errorf("the name of who has left: %s", got.Status)
	}
	back := ada.post("/class/move", url.Values{"code": {code}, "personal": {p.MoveCode}}).must(t, http.StatusOK)
	if far, err := s.web.store.PersonProgress(t.Context(), p.ID); err != nil || len(far) != 0 {
		t.Errorf("what was walked after they left is theirs: %v, %v", far, err)
	}
	if !strings.Contains(back.body, "Your answers: 1") || ada.person().ID != p.ID {
		t.Error("what was done is not there")
	}
}

// Everyone can see what is kept of them, before and after they join.
func TestWhatIsStoredIsSaid(t *testing.T) {
	t.Parallel()
	s := teachSite(t, func(o *Options) { o.Retention, o.Fresh = 90*24*time.Hour, true })
	code := s.teacher().makes("Networks", url.Values{"asks": {"email"}})
	b := s.browser()
	page := b.get("/join/" + code).body
	for _, says := range []string{"What is stored", "your e-mail address", "90 days", "Your instructor sees all of it", "delete it yourself"} {
		if !strings.Contains(page, says) {
			t.Errorf("the join page does not say %q", says)
		}
	}
	if privacy := b.get("/privacy").must(t, http.StatusOK).body; !strings.Contains(privacy, "90 days") {
		t.Error("the privacy page does not say for how long")
	}
	b.post("/join/"+code, url.Values{"name": {"Ada"}, "identifier": {"ada@example.org"}}).must(t, http.StatusOK)
	wrong, _ := wrongOption(t, s.web.course.Lesson("frames"), "frames-quiz-8")
	b.answers("frames", "frames-quiz-8", "one", wrong).must(t, http.StatusOK)
	walk := b.walks("websocket-protocol")
	conn := walk.connect()
	walk.done(1)
	walk.over(conn)
	id := b.person().ID
	eventually(t, "the run to be stored", func() bool {
		all, err := s.web.store.PersonRecordings(t.Context(), id)
		return err == nil && len(all) == 1
	})
	mine := b.get("/class").must(t, http.StatusOK).says()
	for _, says := range []string{"Your name, Ada, and ada@example.org", "Your answers: 1", "frames-quiz-8", "not right", "/runs/" + walk.run.ID, class.ShowCode(b.person().MoveCode), "90 days"} {
		if !strings.Contains(mine, says) {
			t.Errorf("their page does not say %q", says)
		}
	}
	if got := b.get("/runs/" + walk.run.ID + "/recording.json"); got.StatusCode != http.StatusOK || strings.Contains(got.body, b.cookie(memberCookie)) || strings.Contains(got.body, b.cookie(visitorCookie)) {
		t.Errorf("their recording: %s, or it has their cookies", got.Status)
	}
}
