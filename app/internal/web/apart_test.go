package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/class"
)

func hears(name string) func([]event) bool {
	return func(all []event) bool {
		return slices.ContainsFunc(all, func(e event) bool { return e.name == name })
	}
}

// What one class does reaches none of another, by any stream.
func TestStreamsAreOfOneClass(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	alpha := teacher.makes("Alpha course", nil)
	ada := s.joins(alpha, "Ada")
	walk := ada.walks("websocket-protocol")
	tapes := map[string]*tape{
		"a student": ada.tape("/class/stream"), "a trace": ada.tape(walk.run.Trace),
		"a cockpit": teacher.tape(cockpitPath(alpha) + "/stream"), "a screen": teacher.tape(cockpitPath(alpha) + "/stream?screen"),
		"a gradebook": teacher.tape(cockpitPath(alpha) + "/stream?gradebook"),
	}
	b := s.bravo(teacher)
	theirs := b.student.tape("/class/stream")
	theirs.state("the other class", func(c classState) bool {
		return c.Title == "Bravo course" && c.Here == 1 && c.Asking != nil && c.Asking.Answered == 1 && c.Pacing != nil
	})
	teacher.leads(b.code, "/reveal").must(t, http.StatusNoContent)
	theirs.state("what they answered", func(c classState) bool { return c.Asking != nil && c.Asking.State == "revealed" })

	// The numbers of their question are none here.
	ada.votes(1, 1, "A").must(t, http.StatusConflict)
	ada.get("/class/question").must(t, http.StatusNotFound)
	teacher.leads(alpha, "/ask", "question", "websocket-protocol/P003-quiz-1").must(t, http.StatusNoContent)
	tapes["a student"].state("their own question", func(c classState) bool { return c.Asking != nil && c.Asking.Question == "P003-quiz-1" })
	ada.votes(1, 1, "A").must(t, http.StatusNoContent)
	for name, tp := range tapes {
		if name == "a gradebook" || name == "a cockpit" || name == "a screen" {
			tp.until("what it shows", hears("fresh"))
		}
		tp.state("the vote", func(c classState) bool {
			return c.Title == "Alpha course" && c.Asking != nil && c.Asking.Answered == 1 && c.Pacing == nil && c.Here == 1
		})
		_, text := tp.now()
		b.tells(t, name, text)
	}
	if votes, err := s.web.store.Votes(t.Context(), b.code, 1); err != nil || len(votes) != 1 || votes[0].Answers[0] != "bravo-typed" {
		t.Errorf("the other class's votes are %v, %v", votes, err)
	}
}

// Two windows of an instructor, or two instructors, see the same.
func TestTwoCockpitsOfOneClass(t *testing.T) {
	t.Parallel()
	s, first, code := classSite(t)
	second := s.teacher()
	at := cockpitPath(code)
	one, other := first.tape(at+"/stream"), second.tape(at+"/stream")
	s.joins(code, "Ada")
	for _, tp := range []*tape{one, other} {
		tp.region("crowd", "0 here of 1")
	}
	first.leads(code, "/ask", "question", "websocket-protocol/P003-quiz-1").must(t, http.StatusNoContent)
	for _, tp := range []*tape{one, other} {
		tp.region("asking", "0 of 0 answered")
	}
	second.leads(code, "/close").must(t, http.StatusNoContent)
	late := first.leads(code, "/close").must(t, http.StatusConflict)
	if !strings.Contains(late.body, "Another window of yours may have closed it") || late.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("the window that is late is told %s", late.body)
	}
	for _, tp := range []*tape{one, other} {
		tp.region("asking", "closed, not revealed")
	}
	one.stop()
	one.ends("it was closed")
	second.leads(code, "/reveal").must(t, http.StatusNoContent)
	other.region("asking", "revealed")
	first.tape(at+"/stream").region("asking", "revealed")
}

// A class that is deleted says so to everyone who follows, every time.
func TestADeletedClassIsGone(t *testing.T) { inBubble(t, nil, aDeletedClassIsGone) }

func aDeletedClassIsGone(t *testing.T, s *site) {
	teacher := s.teacher()
	for i := range 5 {
		code := teacher.makes(fmt.Sprint("Class ", i), nil)
		at := cockpitPath(code)
		ada := s.joins(code, "Ada")
		walk := ada.walks("websocket-protocol")
		open := map[string]*tape{
			"a student": ada.tape("/class/stream"), "a trace": ada.tape(walk.run.Trace), "a cockpit": teacher.tape(at + "/stream"),
			"another cockpit": teacher.tape(at + "/stream"), "a screen": teacher.tape(at + "/stream?screen"), "a gradebook": teacher.tape(at + "/stream?gradebook"),
		}
		for name, tp := range open {
			tp.until("the class", hears("class"))
			if strings.Contains(tp.path, "/teach/") {
				tp.until(name, hears("fresh"))
			}
		}
		if got := teacher.leads(code, "/delete").must(t, http.StatusUnprocessableEntity); !strings.Contains(got.body, "tick the box") {
			t.Errorf("without a second thought it says %s", got.body)
		}
		teacher.get(at).must(t, http.StatusOK)
		teacher.leads(code, "/delete", "sure", "yes").must(t, http.StatusOK)
		for name, tp := range open {
			tp.until(name+" to hear that it is gone", hears("gone"))
			tp.stop()
		}
		for what, got := range map[string]answered{
			"the cockpit": teacher.get(at), "its stream": teacher.get(at + "/stream"), "joining": s.browser().get("/join/" + code), "deleting": teacher.leads(code, "/delete", "sure", "yes"),
		} {
			if got.StatusCode != http.StatusNotFound {
				t.Errorf("%s afterwards: %s", what, got.Status)
			}
		}
		if got := ada.plain(http.MethodGet, "/class", nil); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/join" {
			t.Errorf("who was in it is led to %q", got.Header.Get("Location"))
		}
		ada.votes(1, 1, "A").must(t, http.StatusUnauthorized)
	}
	eventually(t, "the rooms to be empty", func() bool {
		s.web.rooms.mu.Lock()
		defer s.web.rooms.mu.Unlock()
		return len(s.web.rooms.of) == 0
	})
}

// Who deletes what is theirs is at once nowhere any more, and nobody else loses
// anything.
func TestAPersonIsDeletedWhileStreaming(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	at := cockpitPath(code)
	ada, bob := s.joins(code, "Ada Lovelace"), s.joins(code, "Bob")
	id := ada.person().ID
	walk := ada.walks("websocket-protocol")
	conn := walk.connect()
	for n := 1; n <= 3; n++ {
		walk.done(n)
	}
	wrong, _ := wrongOption(t, s.web.course.Lesson("websocket-protocol"), "P003-quiz-1")
	ada.answers("websocket-protocol", "P003-quiz-1", "one", wrong).must(t, http.StatusOK)
	teacher.leads(code, "/ask", "question", "websocket-protocol/P003-quiz-2").must(t, http.StatusNoContent)
	ada.votes(1, 1, "A").must(t, http.StatusNoContent)

	open := []*tape{ada.tape("/class/stream"), ada.tape(walk.run.Trace)}
	stays := bob.tape("/class/stream")
	cockpit, grades := teacher.tape(at+"/stream"), teacher.tape(at+"/stream?gradebook")
	cockpit.region("tile-"+id, "row 3 of 10")
	cockpit.region("rows", `<span class="row-count">1</span>`)
	cockpit.region("crowd", "2 here of 2")
	grades.region("grades", "Ada Lovelace")
	stays.state("the vote", func(c classState) bool { return c.Asking != nil && c.Asking.Answered == 1 && c.Here == 2 })

	ada.post("/class/delete", url.Values{}, "Accept", "application/json").must(t, http.StatusUnprocessableEntity)
	for _, tp := range open {
		tp.goes("nothing was deleted yet")
	}
	token := ada.cookie(memberCookie)
	gone := ada.post("/class/delete", url.Values{"sure": {"yes"}}).must(t, http.StatusOK)
	if !strings.Contains(gone.body, "Everything that was yours in that class is deleted.") || ada.cookie(memberCookie) != "" {
		t.Errorf("it leads to %s", gone.Request.URL)
	}
	for _, tp := range open {
		tp.ends("its person is deleted")
	}
	stays.state("nobody's vote", func(c classState) bool { return c.Asking != nil && c.Asking.Answered == 0 && c.Here == 1 })
	cockpit.region("crowd", "1 here of 1")
	cockpit.until("their tile to be gone", func(all []event) bool {
		_, items := cockpit.shown()
		return len(items) == 1 && !slices.Contains(items, "tile-"+id)
	})
	cockpit.region("rows", "Nobody has begun yet.")
	grades.until("their line to be gone", func(all []event) bool {
		of, _ := grades.shown()
		return !strings.Contains(of["grades"], "Ada") && strings.Contains(of["grades"], "Bob")
	})
	for _, path := range []string{at, at + "/gradebook", at + "/gradebook.csv"} {
		if got := teacher.get(path).must(t, http.StatusOK); strings.Contains(got.body, "Lovelace") {
			t.Errorf("%s still names them", path)
		}
	}
	old := s.browserOf(memberCookie, token)
	old.votes(1, 1, "B").must(t, http.StatusUnauthorized)
	old.get("/class/question").must(t, http.StatusUnauthorized)

	// The run that goes on leaves nothing behind.
	walk.over(conn)
	s.web.classRuns.work.Wait()
	for what, count := range map[string]func() (int, error){
		"people":  func() (int, error) { all, err := s.web.store.People(t.Context(), code); return len(all), err },
		"answers": func() (int, error) { all, err := s.web.store.Answers(t.Context(), code); return len(all), err },
		"progress": func() (int, error) {
			all, err := s.web.store.PersonProgress(t.Context(), id)
			return len(all), err
		},
		"recordings": func() (int, error) {
			all, err := s.web.store.PersonRecordings(t.Context(), id)
			return len(all), err
		},
		"votes": func() (int, error) { return s.web.store.CountVotes(t.Context(), code, 1, 1) },
	} {
		want := 0
		if what == "people" {
			want = 1
		}
		if n, err := count(); err != nil || n != want {
			t.Errorf("%d %s are left, %v", n, what, err)
		}
	}
	stays.goes("Bob is still there")
	if got := s.browser().post("/join/"+code, url.Values{"name": {"Ada Lovelace"}}); got.StatusCode != http.StatusOK {
		t.Errorf("the name is still taken: %s", got.Status)
	}
}

// The tile of the last one goes as any other.
func TestTheLastTileGoes(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	code := teacher.makes("Networks", nil)
	ada := s.joins(code, "Ada Lovelace")
	cockpit := teacher.tape(cockpitPath(code) + "/stream")
	tiles := func(n int) func([]event) bool {
		return func([]event) bool { _, items := cockpit.shown(); return len(items) == n }
	}
	cockpit.until("their tile", tiles(1))
	ada.post("/class/delete", url.Values{"sure": {"yes"}}).must(t, http.StatusOK)
	cockpit.until("their tile to be gone", tiles(0))
}

// A code is another class's own as soon as it is made.
func TestCodesDiffer(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	seen := map[string]bool{}
	for range 10 {
		code := teacher.makes("Networks", nil)
		if seen[code] || class.ReadCode(code) != code {
			t.Errorf("%s", code)
		}
		seen[code] = true
	}
	list := teacher.get("/teach").body
	for code := range seen {
		if !strings.Contains(list, class.ShowCode(code)) {
			t.Errorf("%s is not in the list", code)
		}
	}
}

// A reading that ends after the last cockpit has gone leaves nothing that the
// next one would take for fresh.
func TestARollIsKeptForNobody(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	r, leave := s.web.rooms.enter(code)
	defer leave()
	unwatch := r.watch()
	var had *roll
	eventually(t, "the roll", func() bool { had, _, _ = r.everyone(); return had != nil })
	unwatch()
	if err := r.readEveryone(t.Context(), map[bus.Note]bool{{Kind: notePeople}: true}); err != nil {
		t.Fatal(err)
	}
	if now, _, _ := r.everyone(); now != nil {
		t.Error("a roll is kept that nobody keeps fresh")
	}
}
