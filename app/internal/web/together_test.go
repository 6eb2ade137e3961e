package web

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"wirewalk/app/internal/class"
)

// refuses fails where an instructor's press is not refused in these words.
func refuses(t *testing.T, got answered, says string) {
	t.Helper()
	if got.StatusCode != http.StatusConflict || !strings.Contains(got.body, says) || got.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s is answered %s %s, want 409 and %q", got.Request.URL.Path, got.Status, got.body, says)
	}
}

// Every rule of who presses Next, as a cockpit and a student's page see it.
func TestTheRulesOfWalkingTogether(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	ada := s.joins(code, "Ada")
	states := ada.tape("/class/stream")
	pace := func(fields ...string) answered {
		t.Helper()
		return teacher.leads(code, "/pace", fields...)
	}
	do := func(fields ...string) {
		t.Helper()
		pace(append([]string{"do"}, fields...)...).must(t, http.StatusNoContent)
	}
	at := func(step, predicts int) classState {
		t.Helper()
		return states.state(fmt.Sprintf("row %d, asked before row %d", step, predicts), func(c classState) bool {
			return c.Pacing != nil && c.Pacing.Step == step && c.Pacing.Predicts == predicts
		})
	}
	const (
		notPaced = "Everybody walks for themselves"
		noRow    = "There is no such row"
		notOpen  = "No question is open for that"
	)

	// Before anybody leads.
	for _, what := range []string{"next", "back", "goto", "free"} {
		refuses(t, pace("do", what, "step", "1"), notPaced)
	}
	refuses(t, pace("do", "release"), notOpen)
	for _, lesson := range []string{"", "sse-stream", "no-lesson", "../frames"} {
		refuses(t, pace("do", "together", "lesson", lesson), "This class does not have that lesson")
	}
	if got := pace("do", "dance").must(t, http.StatusUnprocessableEntity); !strings.Contains(got.body, "start, together, free") {
		t.Errorf("what there is not is answered %s", got.body)
	}
	do("start")
	states.state("the start", func(c classState) bool { return c.Started && c.Pacing == nil })
	do("start") // pressed twice

	do("together", "lesson", "websocket-protocol")
	if got := at(0, 0); got.Pacing.Lesson != "websocket-protocol" || got.Pacing.Steps != 10 || got.Pacing.Title == "" {
		t.Errorf("it begins as %+v", got.Pacing)
	}
	refuses(t, pace("do", "back"), noRow)
	do("next")
	at(1, 0)
	do("back")
	at(0, 0)
	for _, row := range []string{"-1", "11", "x", "", "1e3", "99999999999999999999"} {
		refuses(t, pace("do", "goto", "step", row), noRow)
	}
	do("goto", "step", "3")
	at(3, 0)

	// A row that has a prediction is asked first, once.
	do("next")
	asked := at(3, 4)
	if a := asked.Asking; a == nil || a.State != "open" || a.Row != 4 || a.Question != "predict-row-4" || a.Plug {
		t.Fatalf("before row 4 is asked %+v", a)
	}
	refuses(t, teacher.leads(code, "/close"), notOpen)
	refuses(t, teacher.leads(code, "/away"), notOpen)
	refuses(t, teacher.leads(code, "/again"), "A question is open")
	refuses(t, teacher.leads(code, "/ask", "question", "frames/frames-quiz-8"), "A question is open")
	refuses(t, teacher.leads(code, "/plug", "do", "in"), "A question is open")
	refuses(t, pace("do", "together", "lesson", "frames"), "A question is open")
	ada.votes(1, 1, "A").must(t, http.StatusNoContent)
	states.state("1 committed", func(c classState) bool {
		return c.Pacing != nil && c.Asking != nil && c.Asking.Answered == 1 && c.Pacing.Step == 3
	})
	// Its own page does not tell, and the row does not happen by itself.
	ada.answers("websocket-protocol", "predict-row-4", "", "A").must(t, http.StatusConflict)
	do("release")
	if got := at(4, 0); got.Asking == nil || got.Asking.State != "revealed" || got.Asking.Answered != 1 {
		t.Errorf("after row 4 the prediction is %+v", got.Asking)
	}
	ada.votes(1, 1, "B").must(t, http.StatusConflict)
	refuses(t, teacher.leads(code, "/again"), notOpen) // everyone has seen it
	ada.answers("websocket-protocol", "predict-row-4", "", "A").must(t, http.StatusOK)

	// Back and on again does not ask again.
	do("back")
	at(3, 0)
	do("next")
	at(4, 0)
	// Next while something is asked releases it, as the button does.
	do("next")
	at(4, 5)
	do("next")
	at(5, 0)
	// Reveal is another way to release.
	do("next")
	at(5, 6)
	teacher.leads(code, "/reveal").must(t, http.StatusNoContent)
	at(6, 0)
	// Going on without the answer closes it, and shows nothing.
	do("goto", "step", "8")
	at(8, 0)
	do("next")
	at(8, 9)
	do("goto", "step", "7")
	if got := at(7, 0); got.Asking == nil || got.Asking.State != "closed" {
		t.Errorf("a prediction that was passed over is %+v", got.Asking)
	}
	do("next")
	do("next")
	at(9, 0)
	do("next")
	at(10, 0)
	refuses(t, pace("do", "next"), noRow)

	// Another lesson begins from before its first row.
	do("together", "lesson", "frames")
	if got := at(0, 0); got.Pacing.Lesson != "frames" {
		t.Errorf("it goes on with %+v", got.Pacing)
	}
	// A question beside the walk does not hold up a row that asks nothing.
	teacher.leads(code, "/ask", "question", "frames/frames-quiz-8").must(t, http.StatusNoContent)
	do("next")
	at(1, 0)
	do("goto", "step", "5")
	refuses(t, pace("do", "next"), "A question is open")
	teacher.leads(code, "/away").must(t, http.StatusNoContent)
	do("next")
	at(5, 6)
	do("free")
	states.state("everybody for themselves", func(c classState) bool {
		return c.Pacing == nil && (c.Asking == nil || c.Asking.State == "closed")
	})
	refuses(t, pace("do", "free"), notPaced)

	// Where as many were asked as may be, rows happen at once.
	if _, err := s.web.store.UpdateClass(t.Context(), code, func(of *class.Class) error {
		for len(of.Askings) < class.MaxAskings {
			a := of.Askings[0]
			a.N = len(of.Askings) + 1
			of.Askings = append(of.Askings, a)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	refuses(t, teacher.leads(code, "/ask", "question", "frames/frames-quiz-9"), "That was asked often enough")
	do("together", "lesson", "frames")
	do("goto", "step", "7")
	do("next")
	at(8, 0)

	teacher.leads(code, "/end").must(t, http.StatusNoContent)
	states.state("the end", func(c classState) bool { return c.Ended && c.Pacing == nil })
	for _, what := range []string{"together", "next", "back", "goto", "release", "free", "start"} {
		got := pace("do", what, "lesson", "frames", "step", "1")
		if got.StatusCode != http.StatusConflict {
			t.Errorf("%s after the end: %s", what, got.Status)
		}
	}
	refuses(t, teacher.leads(code, "/end"), "This class has ended")
	teacher.leads(code, "/archive").must(t, http.StatusNoContent)
	if list := teacher.get("/teach").body; !strings.Contains(list, "Archived: 1") {
		t.Error("an archived class is in the list")
	}
}

// The trace of a member's run carries the class, so that a page needs no stream
// besides. A stranger's carries nothing of any.
func TestATraceCarriesTheClass(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	ada := s.joins(code, "Ada")
	walk := ada.walks("websocket-protocol")
	trace := ada.tape(walk.run.Trace)
	trace.state("Ada to be here", func(c classState) bool { return c.Title == "Networks" && c.Here == 1 })
	if all, _ := trace.now(); all[0].name != "class" {
		t.Errorf("it begins with %s", all[0].name)
	}
	conn := walk.connect()
	walk.done(1)
	trace.until("row 1", hears("step"))
	teacher.leads(code, "/pace", "do", "together", "lesson", "websocket-protocol").must(t, http.StatusNoContent)
	trace.state("the class to walk", func(c classState) bool { return c.Pacing != nil })
	teacher.leads(code, "/ask", "question", "frames/frames-quiz-8").must(t, http.StatusNoContent)
	trace.state("a question", func(c classState) bool { return c.Asking != nil && c.Asking.State == "open" })
	walk.done(2)
	// Who teaches may look on, and is nobody in the class.
	looking := teacher.tape(walk.run.Trace)
	looking.until("row 2", func(all []event) bool {
		n := 0
		for _, e := range all {
			if e.name == "step" {
				n++
			}
		}
		return n == 2
	})
	trace.state("one person", func(c classState) bool { return c.Here == 1 })

	stranger := s.browser()
	stranger.has(visitorCookie, strings.Repeat("S", 26))
	alone := stranger.walks("websocket-protocol")
	plain := stranger.tape(alone.run.Trace)
	member := s.joins(code, "Bob").tape(alone.run.Trace) // who looks on
	alone.over(nil)
	plain.ends("its run is over")
	member.ends("its run is over")
	for name, tp := range map[string]*tape{"a stranger's": plain, "a member's of a stranger's run": member, "a looker-on's": looking} {
		if all, _ := tp.now(); hears("class")(all) {
			t.Errorf("%s trace carries a class", name)
		}
	}
	if all, _ := plain.now(); !hears("over")(all) {
		t.Error("a stranger's trace does not tell the end")
	}

	// The end of the run ends the trace, and leaves the class's own stream.
	walk.over(conn)
	trace.ends("its run is over")
	ada.tape("/class/stream").state("Ada to be here", func(c classState) bool { return c.Here == 1 })
}

// A whole class that steps at once is in the cockpit within a second, in a few
// changes.
func TestAClassStepsAtOnce(t *testing.T) {
	t.Parallel()
	const people = 50
	inBubble(t, nil, func(t *testing.T, s *site) {
		teacher := s.teacher()
		code := teacher.makes("Networks", nil)
		var walks []*student
		for i := range people {
			walks = append(walks, s.joins(code, fmt.Sprint("Student ", i)).walks("websocket-protocol"))
		}
		cockpit := teacher.tape(cockpitPath(code) + "/stream")
		cockpit.region("crowd", fmt.Sprintf("of %d", people))
		for _, walk := range walks {
			conn := walk.connect()
			defer walk.over(conn)
		}
		time.Sleep(time.Second)
		before, began := cockpit.count("fresh"), time.Now()
		var all sync.WaitGroup
		for _, walk := range walks {
			all.Go(func() {
				for row := 1; row <= 3; row++ {
					walk.done(row)
				}
			})
		}
		all.Wait()
		cockpit.until("everyone to be at row 3", func(all []event) bool {
			of, items := cockpit.shown()
			n := 0
			for _, name := range items {
				if strings.Contains(of[name], "row 3 of 10") {
					n++
				}
			}
			return n == people && strings.Count(of["rows"], fmt.Sprintf(`<span class="row-count">%d</span>`, people)) == 3
		})
		if took := time.Since(began); took > time.Second {
			t.Errorf("it takes %v", took)
		}
		if n := cockpit.count("fresh") - before; n > 5 {
			t.Errorf("it takes %d changes", n)
		}
		far, err := s.web.store.Progress(t.Context(), code)
		if err != nil || len(far) != people {
			t.Fatalf("stored is the progress of %d, %v", len(far), err)
		}
		for _, p := range far {
			if p.Step != 3 || p.At != 3 || !p.Held || p.Run == "" {
				t.Fatalf("stored is %+v", p)
			}
		}
	})
}
