package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/class"
)

// A rehearsal's five students do what students do, and are gone with one click.
func TestRehearsing(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *site) {
		teacher := s.teacher()
		made := teacher.post("/teach", url.Values{"rehearse": {"yes"}}).must(t, http.StatusOK)
		code := strings.TrimPrefix(made.Request.URL.Path, "/teach/classes/")
		at := cockpitPath(code)
		of, err := s.web.store.Class(t.Context(), code)
		if err != nil || !of.Rehearsal || of.Naming != class.Pseudonyms || len(of.Lessons) != len(s.web.slugs()) {
			t.Fatalf("it is %+v, %v", of, err)
		}
		people, err := s.web.store.People(t.Context(), code)
		if err != nil || len(people) != rehearsalPeople {
			t.Fatalf("%d take part, %v", len(people), err)
		}
		for _, p := range people {
			if !p.Simulated || p.Identifier != "" {
				t.Errorf("%+v", p)
			}
		}
		cockpit := teacher.tape(at + "/stream")
		cockpit.until("five tiles", func(all []event) bool { _, items := cockpit.shown(); return len(items) == rehearsalPeople })

		// By themselves they walk and answer.
		time.Sleep(time.Minute)
		far, err := s.web.store.Progress(t.Context(), code)
		if err != nil || len(far) == 0 {
			t.Fatalf("after a minute they are at %v, %v", far, err)
		}
		if answers, err := s.web.store.Answers(t.Context(), code); err != nil || len(answers) == 0 {
			t.Fatalf("after a minute they have answered %v, %v", answers, err)
		}

		// Together they come along.
		teacher.leads(code, "/pace", "do", "together", "lesson", "websocket-protocol").must(t, http.StatusNoContent)
		teacher.leads(code, "/pace", "do", "goto", "step", "9").must(t, http.StatusNoContent)
		time.Sleep(3 * rehearsalPace)
		cockpit.until("all of them at the class's row", func(all []event) bool {
			regions, items := cockpit.shown()
			n := 0
			for _, name := range items {
				if strings.Contains(regions[name], "row 9 of 10") || strings.Contains(regions[name], "row 10 of 10") {
					n++
				}
			}
			return n == rehearsalPeople
		})

		// They vote, once in each round.
		teacher.leads(code, "/ask", "question", "websocket-protocol/P003-quiz-1").must(t, http.StatusNoContent)
		time.Sleep(3 * rehearsalPace)
		cockpit.region("asking", "5 of 5 answered")
		teacher.leads(code, "/close").must(t, http.StatusNoContent)
		teacher.leads(code, "/again").must(t, http.StatusNoContent)
		time.Sleep(3 * rehearsalPace)
		if n, err := s.web.store.CountVotes(t.Context(), code, 1, 2); err != nil || n != rehearsalPeople {
			t.Errorf("the second vote has %d answers, %v", n, err)
		}

		// One click, without a second thought.
		list := teacher.get("/teach").body
		if !strings.Contains(list, `action="`+at+`/delete"`) {
			t.Error("the list of classes has no button for it")
		}
		teacher.post(at+"/delete", nil).must(t, http.StatusOK)
		cockpit.until("its end", hears("gone"))
		s.web.rehearsals.work.Wait() // all of them have stopped
		if all, err := s.web.store.Classes(t.Context()); err != nil || len(all) != 0 {
			t.Errorf("left are %v, %v", all, err)
		}
		if log := s.log.String(); strings.Contains(log, "level=WARN") || strings.Contains(log, "level=ERROR") {
			t.Errorf("the log has\n%s", log)
		}
	})
}

// Whoever joins a rehearsal is no simulation, and one that is archived has nobody
// who goes on.
func TestARehearsalEnds(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *site) {
		teacher := s.teacher()
		made := teacher.post("/teach", url.Values{"rehearse": {"yes"}}).must(t, http.StatusOK)
		code := strings.TrimPrefix(made.Request.URL.Path, "/teach/classes/")
		if p := s.joins(code, "A colleague").person(); p.Simulated {
			t.Errorf("they are %+v", p)
		}
		teacher.leads(code, "/archive").must(t, http.StatusNoContent)
		time.Sleep(2 * rehearsalPace)
		s.web.rehearsals.work.Wait()
		if left := len(s.web.rehearsals.of); left != 0 {
			t.Errorf("%d are still known", left)
		}
	})
}
