package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"wirewalk/app/internal/class"
)

// A second vote hides the first, and then shows how the answers have moved.
func TestVotingAgain(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	at := cockpitPath(code)
	all := map[string]*browser{}
	for _, name := range []string{"Ada", "Bob", "Carol", "Dora"} {
		all[name] = s.joins(code, name)
	}
	states := all["Ada"].tape("/class/stream")
	wrong, key := wrongOption(t, s.web.course.Lesson("frames"), "frames-quiz-8")
	vote := func(round int, answers map[string]string) {
		t.Helper()
		for name, answer := range answers {
			all[name].votes(1, round, answer).must(t, http.StatusNoContent)
		}
		states.state("the votes", func(c classState) bool {
			return c.Asking != nil && c.Asking.Round == round && c.Asking.Answered == len(answers)
		})
	}
	shows := func(page string, says ...string) {
		t.Helper()
		for where, got := range map[string]string{
			"the room": teacher.get(at+"/screen").must(t, http.StatusOK).body, "a student": all["Dora"].get("/class/question").must(t, http.StatusOK).body,
			"the cockpit": teacher.get(at).must(t, http.StatusOK).body,
		} {
			for _, text := range says {
				if !strings.Contains(got, text) {
					t.Errorf("%s: %s does not show %q", page, where, text)
				}
			}
		}
	}

	teacher.leads(code, "/ask", "question", "frames/frames-quiz-8").must(t, http.StatusNoContent)
	vote(1, map[string]string{"Ada": wrong, "Bob": key, "Carol": wrong})
	teacher.leads(code, "/reveal").must(t, http.StatusNoContent)
	shows("the first vote", "1 of 3 right (33 %)")

	teacher.leads(code, "/again").must(t, http.StatusNoContent)
	states.state("another vote", func(c classState) bool {
		return c.Asking.Round == 2 && c.Asking.State == "open" && c.Asking.Answered == 0
	})
	for where, page := range map[string]string{"the room": teacher.get(at + "/screen").body, "a student": all["Ada"].get("/class/question").body} {
		if found := markers.FindString(page); found != "" {
			t.Errorf("while it is open again, %s has %q", where, found)
		}
		if strings.Contains(page, "checked") {
			t.Errorf("while it is open again, %s has the answer of the first vote", where)
		}
		if !strings.Contains(page, "Once more: vote 2") {
			t.Errorf("%s does not say that it is another vote", where)
		}
	}
	all["Ada"].votes(1, 1, key).must(t, http.StatusConflict) // from a page that is late
	all["Ada"].votes(1, 3, key).must(t, http.StatusConflict)
	vote(2, map[string]string{"Ada": key, "Bob": wrong, "Dora": key})
	teacher.leads(code, "/close").must(t, http.StatusNoContent)
	teacher.leads(code, "/reveal").must(t, http.StatusNoContent)
	shows("the second vote", "2 of 3 right (67 %)", ", before 1", ", before 2",
		"Of 2 who voted both times, 1 went from wrong to right, 1 from right to wrong; 0 stayed right, 0 wrong.")

	for round := 3; round <= class.MaxRounds; round++ {
		teacher.leads(code, "/again").must(t, http.StatusNoContent)
		teacher.leads(code, "/reveal").must(t, http.StatusNoContent)
	}
	refuses(t, teacher.leads(code, "/again"), "That was asked often enough")
	shows("a vote that nobody took part in", "Nobody has answered.")

	// What was asked is kept when it is put away, each vote by itself.
	teacher.leads(code, "/away").must(t, http.StatusNoContent)
	states.state("nothing asked", func(c classState) bool { return c.Asking == nil })
	if kept, err := s.web.store.Votes(t.Context(), code, 1); err != nil || len(kept) != 6 {
		t.Errorf("%d votes are kept, %v", len(kept), err)
	}
	if page := teacher.get(at+"/asked").must(t, http.StatusOK).body; !strings.Contains(page, strconv.Itoa(class.MaxRounds)+" votes") {
		t.Error("the page of what was asked does not have it")
	}
	// It comes back by a new question alone.
	refuses(t, teacher.leads(code, "/close"), "No question is open for that")
	teacher.leads(code, "/ask", "question", "frames/frames-quiz-8").must(t, http.StatusNoContent)
	states.state("it is asked anew", func(c classState) bool { return c.Asking != nil && c.Asking.N == 2 && c.Asking.Round == 1 })
	all["Ada"].votes(1, class.MaxRounds, key).must(t, http.StatusConflict)
}

// What is no vote is told so, and counts for nothing.
func TestVotesThatAreNone(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	ada := s.joins(code, "Ada")
	ada.votes(1, 1, "A").must(t, http.StatusConflict) // before anything is asked
	teacher.leads(code, "/ask", "question", "frames/frames-quiz-5").must(t, http.StatusNoContent)
	for _, n := range []int{-1, 0, 2, 1 << 40} {
		if got := ada.votes(n, 1, "A", "B", "C", "D", "E").must(t, http.StatusConflict); !strings.Contains(got.body, "That vote is closed") {
			t.Errorf("question %d: %s", n, got.body)
		}
	}
	for _, answers := range [][]string{nil, {"A"}, {"A", "A", "A", "A", "A"}, {"A", "B", "C", "D", "E", "F"}, {strings.Repeat("x", 30_000)}} {
		got := ada.votes(1, 1, answers...)
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.body, "The answer is not complete") {
			t.Errorf("%.50v: %s %.200s", answers, got.Status, got.body)
		}
	}
	if n, err := s.web.store.CountVotes(t.Context(), code, 1, 1); err != nil || n != 0 {
		t.Errorf("%d votes are counted, %v", n, err)
	}
	// Without JavaScript the form leads back to the class page, which has it again.
	page := ada.get("/class").must(t, http.StatusOK).body
	if !strings.Contains(page, `action="/class/answers"`) {
		t.Error("without JavaScript there is nothing to vote with")
	}
	for _, odd := range [][]string{
		{"question", "frames/no-question"}, {"question", "no-lesson/frames-quiz-5"}, {"question", ""}, {"question", "frames"}, {"question", "/"},
		{"question", "websocket-protocol/predict-handshake-answers/999"}, {"question", "frames-quiz-5", "lesson", "websocket-protocol"},
	} {
		got := teacher.leads(code, "/ask", odd...)
		if got.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%v: %s %.200s", odd, got.Status, got.body)
		}
	}
	refuses(t, teacher.leads(code, "/ask", "question", "sse-stream/sse-quiz-5"), "This class does not have that lesson")
	refuses(t, teacher.leads(code, "/ask", "question", "frames/frames-quiz-8"), "A question is open")
	teacher.leads(code, "/close").must(t, http.StatusNoContent)
	teacher.leads(code, "/ask", "lesson", "frames", "question", "frames-quiz-8").must(t, http.StatusNoContent) // the long way
}

// Which byte the class clicked is a map of the bytes.
func TestAHeatMapOfBytes(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	at := cockpitPath(code)
	clicks := []int{1, 1, 1, 0, 5} // byte 2 has the mask bit
	for i, byte := range clicks {
		b := s.joins(code, fmt.Sprint("Student ", i))
		if i == 0 {
			teacher.leads(code, "/ask", "question", "websocket-protocol/protocol-quiz-3").must(t, http.StatusNoContent)
		}
		b.votes(1, 1, strconv.Itoa(byte)).must(t, http.StatusNoContent)
	}
	items := regexp.MustCompile(`(?s)<li data-warmth="(\d)"( data-right)?>.*?</li>`)
	count := regexp.MustCompile(`<span class="heat-count">(\d*)</span>`)
	counts := func(page string) (found []string) {
		for _, li := range items.FindAllStringSubmatch(page, -1) {
			found = append(found, li[1]+li[2]+" "+count.FindStringSubmatch(li[0])[1])
		}
		return found
	}
	if before := counts(teacher.get(at + "/screen").body); before != nil {
		t.Errorf("before it is revealed the room is shown %v", before)
	}
	own := counts(teacher.get(at).body)
	teacher.leads(code, "/reveal").must(t, http.StatusNoContent)
	room := counts(teacher.get(at + "/screen").body)
	if len(room) < 6 || room[0] != "2 1" || room[1] != "5 data-right 3" && room[1] != "6 data-right 3" || room[2] != "0 " || room[5] != "2 1" || fmt.Sprint(own) != fmt.Sprint(room) {
		t.Errorf("the room is shown %q, the cockpit before %q", room, own)
	}
	if page := teacher.get(at + "/screen").body; !strings.Contains(page, "3 of 5 right (60 %)") {
		t.Error("the room is not told how many were right")
	}
}

// What is asked before a row is told to nobody before the row has happened.
func TestPredictionsAreToldWithTheirRow(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *site) {
		teacher := s.teacher()
		code := teacher.makes("Everything", everyLesson(s))
		at := cockpitPath(code)
		ada, bob := s.joins(code, "Ada"), s.joins(code, "Bob")
		states, screen := ada.tape("/class/stream"), teacher.tape(at+"/stream?screen")
		n := 0
		for _, l := range s.web.course.Lessons() {
			teacher.leads(code, "/pace", "do", "together", "lesson", l.Slug).must(t, http.StatusNoContent)
			for i := range l.Script.Steps {
				st := &l.Script.Steps[i]
				if st.Predict == nil {
					continue
				}
				n++
				p := put{lesson: l, question: st.Predict}
				teacher.leads(code, "/pace", "do", "goto", "step", strconv.Itoa(st.N-1)).must(t, http.StatusNoContent)
				_, text := states.now()
				heard := len(text)
				_, text = screen.now()
				shown := len(text)
				teacher.leads(code, "/pace", "do", "next").must(t, http.StatusNoContent)
				states.state("the prediction", func(c classState) bool {
					return c.Pacing != nil && c.Asking != nil && c.Pacing.Predicts == st.N && c.Asking.N == n
				})
				form := ada.get("/class/question").must(t, http.StatusOK).body
				p.gives(t, "the question", form)
				p.sameOptions(t, form)
				ada.votes(n, 1, p.right(s)...).must(t, http.StatusNoContent)
				bob.votes(n, 1, p.other(s)...).must(t, http.StatusNoContent)
				screen.region("stage", "<b>2 of 2</b> committed")
				_, said := states.now()
				p.gives(t, "the class's stream", said[heard:])
				_, text = screen.now()
				p.gives(t, "the screen's stream", unquoted(text[shown:]))
				teacher.leads(code, "/pace", "do", "release").must(t, http.StatusNoContent)
				states.state("the row", func(c classState) bool {
					return c.Pacing != nil && c.Asking != nil && c.Pacing.Step == st.N && c.Asking.State == "revealed"
				})
				screen.region("stage", "1 of 2 right (50 %)")
				if own := bob.get("/class/question").must(t, http.StatusOK).body; !strings.Contains(own, "1 of 2 right (50 %)") {
					t.Errorf("%s: nobody is shown what was said", p.field())
				}
				// On the next row it is gone from the screen.
				if st.N < len(l.Script.Steps) {
					teacher.leads(code, "/pace", "do", "goto", "step", strconv.Itoa(st.N+1)).must(t, http.StatusNoContent)
					screen.until("the next row", func(all []event) bool {
						of, _ := screen.shown()
						return !strings.Contains(of["stage"], "1 of 2 right")
					})
				}
			}
		}
		if n < 20 {
			t.Errorf("there are %d predictions", n)
		}
	})
}
