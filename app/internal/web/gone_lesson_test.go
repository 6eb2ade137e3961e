package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/class"
)

// A class goes on whose lesson is no longer on this server, even where it walked
// through that lesson and was asked about it.
func TestALessonThatIsGone(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	at := cockpitPath(code)
	ada := s.joins(code, "Ada")
	if _, err := s.web.store.UpdateClass(t.Context(), code, func(of *class.Class) error {
		now := time.Now()
		of.Started, of.Lessons = now, append(of.Lessons, "gone-lesson")
		of.Pacing = class.Pacing{Together: true, Lesson: "gone-lesson", Step: 3}
		of.Askings = []class.Asking{{N: 1, Lesson: "gone-lesson", Question: "q", Rounds: []class.Round{{Opened: now}}}}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{at, at + "/screen", at + "/asked", at + "/gradebook", at + "/gradebook?lesson=gone-lesson", at + "/gradebook.csv?lesson=gone-lesson", "/teach"} {
		teacher.get(path).must(t, http.StatusOK)
	}
	ada.get("/class").must(t, http.StatusOK)
	ada.get("/class/question").must(t, http.StatusNotFound)
	s.browser().get("/join/"+code).must(t, http.StatusOK)
	cockpit, screen := teacher.tape(at+"/stream"), teacher.tape(at+"/stream?screen")
	cockpit.region("asking", "Nothing is asked.")
	cockpit.region("lead", "Everybody walks for themselves.")
	screen.region("stage", "Networks")
	ada.tape("/class/stream").state("what is left", func(c classState) bool { return c.Pacing == nil && c.Asking == nil })
	if got := ada.votes(1, 1, "A"); got.StatusCode >= http.StatusInternalServerError {
		t.Errorf("a vote: %s", got.Status)
	}
	for _, do := range []string{"next", "back", "goto", "release"} {
		if got := teacher.leads(code, "/pace", "do", do, "step", "1"); got.StatusCode != http.StatusConflict || strings.Contains(got.body, "broke") {
			t.Errorf("%s: %s %s", do, got.Status, got.body)
		}
	}
	// What is there is led as ever.
	teacher.leads(code, "/away").must(t, http.StatusNoContent)
	teacher.leads(code, "/pace", "do", "together", "lesson", "frames").must(t, http.StatusNoContent)
	cockpit.region("lead", "before row 1 of 18")
	teacher.leads(code, "/ask", "question", "frames/frames-quiz-8").must(t, http.StatusNoContent)
	ada.votes(2, 1, "A").must(t, http.StatusNoContent)
}
