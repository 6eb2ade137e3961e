package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"wirewalk/app/internal/class"
	"wirewalk/lessons"
	"wirewalk/quiz"
)

// kept is what static/js/keep.js and quiz.js put into a browser's storage for one
// question.
type kept struct {
	Answer   string `json:"answer"`
	Right    bool   `json:"right"`
	Free     bool   `json:"free"`
	Attempts int    `json:"attempts"`
	Hints    int    `json:"hints"`
}

type keptLesson struct {
	Step        int             `json:"step"`
	Max         int             `json:"max"`
	Questions   int             `json:"questions"`
	Answers     map[string]kept `json:"answers,omitempty"`
	Predictions map[string]kept `json:"predictions,omitempty"`
}

// joinsWith joins with what the browser has kept, and returns what was taken over.
func (s *site) joinsWith(code, name string, progress any) (b *browser, answers map[string]class.Answer) {
	s.t.Helper()
	text, isText := progress.(string)
	if !isText {
		doc, err := json.Marshal(progress)
		if err != nil {
			s.t.Fatal(err)
		}
		text = string(doc)
	}
	b = s.browser()
	got := b.post("/join/"+code, url.Values{"name": {name}, "progress": {text}})
	if got.StatusCode != http.StatusOK || got.Request.URL.Path != "/class" {
		s.t.Fatalf("%s, with %.100s: %s", name, text, got.Status)
	}
	all, err := s.web.store.PersonAnswers(s.t.Context(), b.person().ID)
	if err != nil {
		s.t.Fatal(err)
	}
	answers = map[string]class.Answer{}
	for _, a := range all {
		answers[a.Question] = a
	}
	if len(answers) != len(all) {
		s.t.Errorf("%s has several answers to one question: %v", name, all)
	}
	return b, answers
}

// rightAnswer is what is right of the shipped recording, "" where that does not
// tell.
func (s *site) rightAnswer(l *lessons.Lesson, q *quiz.Question) []string {
	s.t.Helper()
	asked, _ := l.Question(q.ID)
	var seen quiz.Observed
	if len(asked.Scripts) > 0 {
		seen = lessons.Observe(q, s.web.course.Recording(asked.Scripts[0].ID), asked.Step)
	}
	var tries [][]string
	switch q.Kind {
	case quiz.Order:
		tries = append(tries, q.Sequence)
	case quiz.Match:
		var all []string
		for _, o := range q.Options {
			all = append(all, o.Match)
		}
		tries = append(tries, all)
	case quiz.FillIn:
		tries = append(tries, []string{q.Key}, []string{seen.Value})
	case quiz.ClickByte:
		for i := range seen.Parts {
			tries = append(tries, []string{fmt.Sprint(i)})
		}
	default:
		for _, o := range q.Options {
			tries = append(tries, []string{o.ID})
		}
	}
	for _, answer := range tries {
		if v, err := q.Grade(answer, seen); err == nil && v.Right {
			return answer
		}
	}
	s.t.Fatalf("nothing is right of %s", q.ID)
	return nil
}

func everyLesson(s *site) url.Values { return url.Values{"lesson": s.web.slugs()} }

// What was right in this browser is right in the class: every question of every
// lesson, of every kind, once each.
func TestWhatWasDoneBeforeIsAdopted(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	code := teacher.makes("Everything", everyLesson(s))
	progress, n := map[string]keptLesson{}, 0
	for _, l := range s.web.course.Lessons() {
		of := keptLesson{Step: 2, Max: len(l.Script.Steps), Questions: len(l.Graded()), Answers: map[string]kept{}}
		for _, q := range l.Graded() {
			n++
			of.Answers[q.ID] = kept{Answer: strings.Join(s.rightAnswer(l, q), ","), Right: true, Attempts: 1 + n%3, Hints: n % 2}
		}
		progress[l.Slug] = of
	}
	b, answers := s.joinsWith(code, "Ada", progress)
	if len(answers) != n {
		t.Errorf("%d of %d answers are adopted", len(answers), n)
	}
	for slug, of := range progress {
		for id, had := range of.Answers {
			a := answers[id]
			if !a.Right || !a.Adopted || a.Lesson != slug || a.Try != had.Attempts || a.Hints > had.Hints || a.Run != "" || a.Free {
				t.Errorf("%s, kept as %+v, is adopted as %+v", id, had, a)
			}
		}
	}
	far, err := s.web.store.PersonProgress(t.Context(), b.person().ID)
	if err != nil || len(far) != len(progress) || slices.ContainsFunc(far, func(p class.Progress) bool { return p.Step != 2 || p.Run != "" }) {
		t.Errorf("the progress is %v, %v", far, err)
	}
	page := b.get("/class").body
	if !strings.Contains(page, "(before you joined)") || !strings.Contains(page, "row 2 of 10") {
		t.Error("their page does not tell what was adopted")
	}
	if grades := teacher.get(cockpitPath(code) + "/gradebook").body; !strings.Contains(grades, "from before joining") {
		t.Error("the gradebook does not tell what was adopted")
	}
	// What comes after it is counted on.
	asked := s.web.course.Lesson("frames").Graded()[0]
	b.answers("frames", asked.ID, "next", s.rightAnswer(s.web.course.Lesson("frames"), asked)...).must(t, http.StatusOK)
	all, err := s.web.store.PersonAnswers(t.Context(), b.person().ID)
	if err != nil {
		t.Fatal(err)
	}
	if last := all[len(all)-1]; last.Question != asked.ID || last.Adopted || last.Try != answers[asked.ID].Try+1 {
		t.Errorf("the next try is %+v, after %+v", last, answers[asked.ID])
	}
}

// A browser says what was answered; what is right, the server says.
func TestALieIsNotAdopted(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	code := s.teacher().makes("Networks", nil)
	frames, protocol := s.web.course.Lesson("frames"), s.web.course.Lesson("websocket-protocol")
	wrong, key := wrongOption(t, frames, "frames-quiz-8")
	b, answers := s.joinsWith(code, "Eve", map[string]keptLesson{
		"frames": {Step: 4000, Answers: map[string]kept{
			"frames-quiz-8": {Answer: wrong, Right: true, Attempts: 1},
			"frames-quiz-9": {Answer: s.rightAnswer(frames, frames.Graded()[8])[0], Right: false, Attempts: 1_000_000, Hints: 99},
			// A run decides these. What is not right of the recording was perhaps of
			// the run, which nobody has any more.
			"frames-quiz-3": {Answer: "00 00 00 00", Right: true, Attempts: 1},
			"frames-quiz-1": {Answer: "0", Right: true, Attempts: 1},
			"frames-quiz-5": {Answer: "A,B,C,D,Z", Right: true, Attempts: 1},
			"frames-quiz-6": {Answer: "", Right: true, Attempts: 1},
			"frames-quiz-7": {Answer: strings.Repeat(",", 500), Right: true},
			"no-question":   {Answer: "A", Right: true},
		}},
		"websocket-protocol": {Step: -3, Answers: map[string]kept{
			"P003-quiz-1":     {Answer: s.rightAnswer(protocol, protocol.Graded()[0])[0], Attempts: -5, Hints: -5},
			"predict-row-4":   {Answer: "A", Right: true},
			"protocol-quiz-4": {Answer: strings.Repeat("x", quiz.MaxTyped+1), Right: true},
			"protocol-quiz-3": {Answer: "999999999999999999999", Right: true},
		}, Predictions: map[string]kept{"predict-row-4": {Answer: "A", Right: true}}},
		"sse-stream": {Step: 9, Answers: map[string]kept{"sse-quiz-5": {Answer: "B", Right: true, Attempts: 1}}}, // none of the class's
		"no-lesson":  {Step: 9},
	})
	var got []string
	for id := range answers {
		got = append(got, id)
	}
	slices.Sort(got)
	if want := []string{"P003-quiz-1", "frames-quiz-8", "frames-quiz-9"}; !slices.Equal(got, want) {
		t.Errorf("adopted are %v, want %v", got, want)
	}
	if a := answers["frames-quiz-8"]; a.Right || a.Answers[0] != wrong || a.Answers[0] == key {
		t.Errorf("a lie is adopted as %+v", a)
	}
	if a := answers["frames-quiz-9"]; !a.Right || a.Try != mostTries || a.Hints != len(frames.Graded()[8].Hints) {
		t.Errorf("a million tries are adopted as %+v", a)
	}
	if a := answers["P003-quiz-1"]; !a.Right || a.Try != 1 || a.Hints != 0 {
		t.Errorf("less than no try is adopted as %+v", a)
	}
	far, err := s.web.store.PersonProgress(t.Context(), b.person().ID)
	if err != nil || len(far) != 1 || far[0].Lesson != "frames" || far[0].Step != len(frames.Script.Steps) {
		t.Errorf("the progress is %v, %v", far, err)
	}
}

// Whatever a browser has kept, its student is in.
func TestGarbageIsNotAdopted(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	code := s.teacher().makes("Networks", nil)
	good := `{"frames":{"step":3,"answers":{}}}`
	for i, text := range []string{
		"x", "null", "[]", "0", `"text"`, "{}", "{", `{"frames":null}`, `{"frames":[]}`, `{"frames":{"step":"3"}}`, `{"frames":{"step":1e99}}`, `{"frames":{"step":1.5}}`,
		`{"frames":{"answers":[]}}`, `{"frames":{"answers":{"frames-quiz-8":"A"}}}`, `{"frames":{"answers":{"frames-quiz-8":{"answer":["A"]}}}}`,
		`{"frames":{"answers":{"frames-quiz-8":{"answer":"\u0000"}}}}`, `{"frames":{"answers":{"frames-quiz-3":{"answer":"\ud800"}}}}`, `{"__proto__":{"step":1}}`,
		strings.Repeat("[", 20_000), strings.Repeat(`{"frames":`, 2000), "\x00\xff\xfe", good + good,
		strings.Repeat("z", 59<<10),
	} {
		if _, answers := s.joinsWith(code, fmt.Sprint("Student ", i), text); len(answers) != 0 {
			t.Errorf("%.50q is adopted as %v", text, answers)
		}
	}
	// As much as fits beside a name is taken for what it is.
	junk := map[string]keptLesson{"frames": {Step: 3, Answers: map[string]kept{}}}
	for n := 0; n < 280; n++ {
		junk["frames"].Answers[fmt.Sprint("lost-question-", n)] = kept{Answer: "A"}
	}
	b, _ := s.joinsWith(code, "Collector", junk)
	if far, err := s.web.store.PersonProgress(t.Context(), b.person().ID); err != nil || len(far) != 1 || far[0].Step != 3 {
		t.Errorf("the progress is %v, %v", far, err)
	}
	// More is refused as any request is, and nobody is half in.
	big := s.browser()
	got := big.post("/join/"+code, url.Values{"name": {"Big"}, "progress": {strings.Repeat("z", bodyLimit)}}).must(t, http.StatusRequestEntityTooLarge)
	if people, err := s.web.store.People(t.Context(), code); err != nil || slices.ContainsFunc(people, func(p class.Person) bool { return p.Name == "Big" }) || !strings.Contains(got.body, "64 KiB") {
		t.Errorf("too much: %.300s", got.body)
	}
}
