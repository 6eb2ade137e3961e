package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/quiz"
)

// kept are a browser's answers as they are stored.
func (b *browser) kept() []class.Answer {
	b.t.Helper()
	all, err := b.site.web.store.PersonAnswers(b.t.Context(), b.person().ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return all
}

// An answer is one mark, however often and how much at once it is sent.
func TestAnAnswerCountsOnce(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	ada := s.joins(code, "Ada")
	wrong, key := wrongOption(t, s.web.course.Lesson("frames"), "frames-quiz-8")
	const many = 12
	send := func(key string, option string) {
		var all sync.WaitGroup
		bodies := make([]string, many)
		for i := range many {
			all.Go(func() {
				form := url.Values{"question": {"frames-quiz-8"}, "key": {key}, "answer": {option}}
				r, err := http.NewRequest(http.MethodPost, s.URL+"/lessons/frames/answers", strings.NewReader(form.Encode()))
				if err != nil {
					return
				}
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				r.Header.Set(fragmentField, "verdict")
				resp, err := ada.http.Do(r)
				if err != nil {
					return
				}
				defer resp.Body.Close()
				var body strings.Builder
				_ = resp.Write(&body)
				bodies[i] = body.String()
			})
		}
		all.Wait()
		for i, body := range bodies {
			if !strings.Contains(body, "200 OK") || !strings.Contains(body, `data-right="`) {
				t.Errorf("sending %d is answered %.300s", i, body)
			}
		}
	}
	send("one", wrong)
	send("two", key)
	got := ada.kept()
	if len(got) != 2 || got[0].Right || got[0].Try != 1 || !got[1].Right || got[1].Try != 2 {
		t.Fatalf("kept are %+v", got)
	}
	// Without a key each is one of its own, in some order.
	var all sync.WaitGroup
	for range many {
		all.Go(func() {
			resp, err := ada.http.PostForm(s.URL+"/lessons/frames/answers", url.Values{"question": {"frames-quiz-9"}, "answer": {"A"}})
			if err == nil {
				resp.Body.Close()
			}
		})
	}
	all.Wait()
	var tries []int
	for _, a := range ada.kept() {
		if a.Question == "frames-quiz-9" {
			tries = append(tries, a.Try)
		}
	}
	slices.Sort(tries)
	if want := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}; !slices.Equal(tries, want) {
		t.Errorf("the tries are %v", tries)
	}
}

// The key of one answer is no way to be told what is right of another without
// being marked.
func TestAKeyIsOfOneAnswer(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	ada, bob := s.joins(code, "Ada"), s.joins(code, "Bob")
	wrong, key := wrongOption(t, s.web.course.Lesson("frames"), "frames-quiz-8")
	ada.answers("frames", "frames-quiz-8", "k", wrong).must(t, http.StatusOK)
	for what, got := range map[string]answered{
		"another answer":            ada.answers("frames", "frames-quiz-8", "k", key),
		"another question":          ada.answers("frames", "frames-quiz-9", "k", "A"),
		"another lesson":            ada.answers("websocket-protocol", "P003-quiz-1", "k", "A"),
		"another answer, as a form": ada.post("/lessons/frames/answers", url.Values{"question": {"frames-quiz-8"}, "key": {"k"}, "answer": {key}}),
	} {
		if got.StatusCode != http.StatusConflict || strings.Contains(got.body, "data-right") {
			t.Errorf("%s with the same key: %s %.200s", what, got.Status, got.body)
		}
	}
	ada.answers("frames", "frames-quiz-8", "k", wrong).must(t, http.StatusOK)
	bob.answers("frames", "frames-quiz-8", "k", key).must(t, http.StatusOK) // somebody else's key
	if got := ada.kept(); len(got) != 1 {
		t.Errorf("kept are %+v", got)
	}
	// A key that is too long is none.
	long := strings.Repeat("k", keyMost+1)
	bob.answers("frames", "frames-quiz-9", long, "A").must(t, http.StatusOK)
	if got := bob.kept(); len(got) != 2 || got[1].Key == long {
		t.Errorf("kept are %+v", got)
	}
}

// Nothing is told that is not stored.
func TestNoVerdictBeforeTheMark(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	ada := s.joins(code, "Ada")
	l := s.web.course.Lesson("frames")
	_, key := wrongOption(t, l, "frames-quiz-8")
	asked, _ := l.Question("frames-quiz-8")
	if err := s.web.store.Close(); err != nil {
		t.Fatal(err)
	}
	for what, got := range map[string]answered{
		"a script": ada.answers("frames", "frames-quiz-8", "one", key),
		"a form":   ada.post("/lessons/frames/answers", url.Values{"question": {"frames-quiz-8"}, "answer": {key}}),
	} {
		if got.StatusCode != http.StatusInternalServerError || strings.Contains(got.body, "data-right") || strings.Contains(got.body, "store") {
			t.Errorf("%s: %s %.300s", what, got.Status, got.body)
		}
		for _, o := range asked.Question.Options {
			if strings.Contains(got.body, l.Plain(o.Reason)) {
				t.Errorf("%s is told the reason of %s", what, o.ID)
			}
		}
	}
	// Who is in no class is graded without a store.
	if got := s.browser().post("/lessons/frames/answers", url.Values{"question": {"frames-quiz-8"}, "answer": {key}}, fragmentField, "verdict"); got.StatusCode != http.StatusOK {
		t.Errorf("somebody in no class: %s", got.Status)
	}
}

// What carries no mark is answered, and stored nowhere.
func TestWhatCarriesNoMark(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	ada := s.joins(code, "Ada")
	l := s.web.course.Lesson("websocket-protocol")
	for _, c := range []struct {
		what, lesson, question string
		more                   url.Values
	}{
		{"a prediction of a row", l.Slug, "predict-row-4", nil},
		{"a prediction of an experiment", l.Slug, "predict-handshake-answers", url.Values{"variant": {"404"}}},
		{"a lesson that is none of the class's", "sse-stream", "sse-quiz-5", nil},
	} {
		form := url.Values{"question": {c.question}, "answer": {"A"}, "key": {c.what}}
		for name, values := range c.more {
			form[name] = values
		}
		got := ada.post("/lessons/"+c.lesson+"/answers", form, fragmentField, "verdict").must(t, http.StatusOK)
		if got.body == "" {
			t.Errorf("%s is not answered", c.what)
		}
	}
	// What cannot be graded is no try.
	for _, answer := range []string{"Z", ""} {
		if got := ada.answers(l.Slug, "P003-quiz-1", "odd", answer); got.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%q: %s", answer, got.Status)
		}
	}
	if got := ada.kept(); len(got) != 0 {
		t.Errorf("kept are %+v", got)
	}
	ada.answers(l.Slug, "P003-quiz-1", "before", "A").must(t, http.StatusOK)
	teacher.leads(code, "/end").must(t, http.StatusNoContent)
	if got := ada.answers(l.Slug, "P003-quiz-2", "after", "A").must(t, http.StatusOK); !strings.Contains(got.body, "data-right") {
		t.Error("after the end nothing is graded any more")
	}
	if got := ada.kept(); len(got) != 1 || got[0].Key != "before" {
		t.Errorf("kept are %+v", got)
	}
}

// observed is the value that decides a question, of a run.
func (st *student) observed(question string) string {
	st.t.Helper()
	run, err := st.web.runs.Get(st.run.ID)
	if err != nil {
		st.t.Fatal(err)
	}
	asked, ok := run.Script.Lesson().Question(question)
	if !ok {
		st.t.Fatal(question)
	}
	value := lessons.Observe(asked.Question, run.Recording(), asked.Step).Value
	if value == "" {
		st.t.Fatalf("%s is not decided by the run", question)
	}
	return value
}

func (b *browser) answersOf(walk *student, question, key, answer string) answered {
	b.t.Helper()
	return b.post("/lessons/websocket-protocol/answers", url.Values{"question": {question}, "key": {key}, "answer": {answer}, "run": {walk.run.ID}}, fragmentField, "verdict")
}

// The run that decided a mark is kept with it, for as long as the mark is.
func TestTheRunThatDecidedIsKept(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *site) {
		teacher := s.teacher()
		code := teacher.makes("Networks", nil)
		ada := s.joins(code, "Ada")
		id := ada.person().ID
		walk := ada.walks("websocket-protocol")
		conn := walk.upTo(7)
		defer conn.Close()
		mask := walk.observed("protocol-quiz-4")
		got := ada.answersOf(walk, "protocol-quiz-4", "own", mask).must(t, http.StatusOK)
		if !strings.Contains(got.body, `data-right="true"`) || !strings.Contains(got.body, `data-capture="own"`) {
			t.Errorf("their own bytes are graded %.300s", got.body)
		}
		ada.answersOf(walk, "P003-quiz-1", "key", "A").must(t, http.StatusOK) // its key decides, whatever run is named
		all := ada.kept()
		slices.SortFunc(all, func(a, b class.Answer) int { return strings.Compare(b.Key, a.Key) }) // both came at one moment
		if len(all) != 2 || all[0].Run != walk.run.ID || all[1].Run != "" {
			t.Fatalf("kept are %+v", all)
		}
		if kept, err := s.web.store.PersonRecordings(t.Context(), id); err != nil || len(kept) != 1 || kept[0].Run != walk.run.ID {
			t.Errorf("the recordings are %v, %v", kept, err)
		}
		// Newer runs take the place of each other, and not of that one.
		var last string
		for range 3 {
			next := ada.walks("websocket-protocol")
			last = next.run.ID
			next.upTo(4).Close()
			time.Sleep(2 * lastWords)
		}
		walk.over(nil)
		time.Sleep(live.KeepLifetime + 20*time.Second)
		if _, err := s.web.runs.Get(walk.run.ID); err == nil {
			t.Fatal("the run is not forgotten")
		}
		kept, err := s.web.store.PersonRecordings(t.Context(), id)
		if err != nil || len(kept) != 2 || kept[0].Run != last || kept[1].Run != walk.run.ID {
			t.Errorf("the recordings are %v, %v; the last run was %s", kept, err, last)
		}
		for who, b := range map[string]*browser{"the student": ada, "the instructor": teacher} {
			page := b.get("/runs/"+walk.run.ID).must(t, http.StatusOK)
			if !strings.Contains(page.body, `data-run-id="`+walk.run.ID+`"`) {
				t.Errorf("%s gets another page", who)
			}
			recording := b.get("/runs/"+walk.run.ID+"/recording.json").must(t, http.StatusOK)
			if !strings.Contains(recording.body, strings.ReplaceAll(mask, " ", "")) && !strings.Contains(recording.body, mask) {
				t.Errorf("the recording that %s gets has no %s", who, mask)
			}
		}
		s.browser().get("/runs/"+walk.run.ID).must(t, http.StatusForbidden)
		s.joins(code, "Bob").get("/runs/"+walk.run.ID+"/recording.json").must(t, http.StatusForbidden)
		grades := teacher.get(cockpitPath(code)+"/gradebook").must(t, http.StatusOK).body
		if !strings.Contains(grades, `href="/runs/`+walk.run.ID+`"`) {
			t.Error("the mark does not open its run")
		}
	})
}

// A run that was made before its browser joined, or by who sat there before,
// decides as any other, and keeps nobody from a mark.
func TestRunsOfABrowserThatIsSomebodyElse(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	b := s.browser()
	b.has(visitorCookie, strings.Repeat("V", 26))
	early := b.walks("websocket-protocol")
	conn := early.upTo(7)
	defer conn.Close()
	b.post("/join/"+code, url.Values{"name": {"Ada"}}).must(t, http.StatusOK)
	b.answersOf(early, "protocol-quiz-4", "early", early.observed("protocol-quiz-4")).must(t, http.StatusOK)
	ada := b.person().ID
	if got := b.kept(); len(got) != 1 || !got[0].Right || got[0].Run != early.run.ID {
		t.Errorf("kept are %+v", got)
	}
	b.get("/runs/"+early.run.ID).must(t, http.StatusOK)

	b.post("/class/leave", nil).must(t, http.StatusOK)
	b.post("/join/"+code, url.Values{"name": {"Bob"}}).must(t, http.StatusOK)
	b.answersOf(early, "protocol-quiz-4", "bob", early.observed("protocol-quiz-4")).must(t, http.StatusOK)
	if got := b.kept(); len(got) != 1 || !got[0].Right {
		t.Errorf("kept of who sits there now are %+v", got)
	}
	if person, _, err := s.web.store.Recording(t.Context(), early.run.ID); err != nil || person != ada {
		t.Errorf("the run is %s's, %v", person, err)
	}
	// Somebody else's run decides nothing.
	carol := s.joins(code, "Carol")
	got := carol.answersOf(early, "protocol-quiz-4", "stolen", early.observed("protocol-quiz-4")).must(t, http.StatusOK)
	if !strings.Contains(got.body, `data-capture="recorded"`) || carol.kept()[0].Run != "" {
		t.Errorf("another browser's run decides: %.200s", got.body)
	}
}

// Whoever is deleted while they answer is told so, and leaves nothing.
func TestAnsweringWhileBeingDeleted(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	teacher.leads(code, "/ask", "question", "websocket-protocol/P003-quiz-1").must(t, http.StatusNoContent)
	for i := range 8 {
		b := s.joins(code, fmt.Sprint("Student ", i))
		id := b.person().ID
		odd := make(chan string, 100)
		var all sync.WaitGroup
		send := func(path string, form url.Values) {
			resp, err := b.http.PostForm(s.URL+path, form)
			if err != nil {
				return
			}
			resp.Body.Close()
			if resp.StatusCode >= 500 {
				odd <- path + " " + resp.Status
			}
		}
		for n := range 5 {
			all.Go(func() {
				send("/lessons/frames/answers", url.Values{"question": {"frames-quiz-8"}, "answer": {"A"}, "key": {fmt.Sprint(n)}})
			})
			all.Go(func() { send("/class/answers", url.Values{"asking": {"1"}, "round": {"1"}, "answer": {"A"}}) })
		}
		all.Go(func() { send("/class/delete", url.Values{"sure": {"yes"}}) })
		all.Wait()
		close(odd)
		for what := range odd {
			t.Error(what)
		}
		if left, err := s.web.store.PersonAnswers(t.Context(), id); err != nil || len(left) > 0 {
			t.Errorf("%d answers are left, %v", len(left), err)
		}
	}
	if n, err := s.web.store.CountVotes(t.Context(), code, 1, 1); err != nil || n > 0 {
		t.Errorf("%d votes are left, %v", n, err)
	}
}

// An option that is wrong here and true elsewhere costs no mark.
func TestATryThatCostsNothing(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	code := teacher.makes("Everything", everyLesson(s))
	ada := s.joins(code, "Ada")
	for _, l := range s.web.course.Lessons() {
		for _, q := range l.Graded() {
			for _, o := range q.Options {
				if q.Kind != quiz.Choice || !o.Free {
					continue
				}
				ada.answers(l.Slug, q.ID, "free", o.ID).must(t, http.StatusOK)
				ada.answers(l.Slug, q.ID, "right", q.Key).must(t, http.StatusOK)
				got := ada.kept()
				if len(got) != 2 || !got[0].Free || got[0].Right || !got[1].Right || got[1].Try != 1 {
					t.Errorf("kept are %+v", got)
				}
				return
			}
		}
	}
	t.Fatal("no question has such an option any more: test it with another")
}

// One's own page counts as the gradebook does: an answer that costs no mark is
// neither right nor tried.
func TestOnesOwnPageCountsAsTheGradebook(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	ada := s.joins(s.teacher().makes("Networks", nil), "Ada")
	counts := func(says string) {
		t.Helper()
		if page := ada.get("/class").must(t, http.StatusOK).body; !strings.Contains(page, says) {
			t.Errorf("it does not say %q", says)
		}
	}
	if got := ada.answers("websocket-protocol", "P003-quiz-3", "one", "C"); !strings.Contains(got.body, `data-free="true"`) {
		t.Fatalf("the answer costs a mark: %s", got.body)
	}
	counts("0 of 9 right, 0 tried")
	wrong, key := wrongOption(t, s.web.course.Lesson("websocket-protocol"), "P003-quiz-3")
	ada.answers("websocket-protocol", "P003-quiz-3", "two", wrong).must(t, http.StatusOK)
	counts("0 of 9 right, 1 tried")
	ada.answers("websocket-protocol", "P003-quiz-3", "three", key).must(t, http.StatusOK)
	counts("1 of 9 right, 1 tried")
}
