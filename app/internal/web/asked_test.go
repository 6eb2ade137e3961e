package web

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	markup "golang.org/x/net/html"

	"wirewalk/lessons"
	"wirewalk/quiz"
)

// put is a question as a cockpit puts it to a class.
type put struct {
	lesson     *lessons.Lesson
	question   *quiz.Question
	experiment *lessons.Experiment
	variant    *lessons.Variant
}

func (p put) field() string {
	field := p.lesson.Slug + "/" + p.question.ID
	if p.variant != nil {
		field += "/" + p.variant.ID
	}
	return field
}

// puts are all questions and predictions of all lessons and labs.
func puts(course *lessons.Course) (all []put) {
	for _, l := range course.Pages() {
		for _, q := range l.Graded() {
			all = append(all, put{lesson: l, question: q})
		}
		if l.Script != nil {
			for i := range l.Script.Steps {
				if q := l.Script.Steps[i].Predict; q != nil {
					all = append(all, put{lesson: l, question: q})
				}
			}
		}
		for i := range l.Experiments {
			x := &l.Experiments[i]
			for j := range x.Variants {
				all = append(all, put{l, &x.Predict, x, &x.Variants[j]})
			}
		}
	}
	return all
}

// oneOfEach keeps of each lesson one question of each kind and one variant: all of
// them take a minute, and a lesson's further questions of a kind go the same way.
func oneOfEach(all []put) []put {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(p put) bool {
		of := fmt.Sprint(p.lesson.Slug, " ", p.question.Kind, " ", p.experiment != nil)
		had := seen[of]
		seen[of] = true
		return had
	})
}

// secrets are the texts that nobody may be told before a question is revealed, in
// each form in which a page could have them.
func (p put) secrets() []string {
	texts := []string{p.question.Happened, p.question.Right, p.question.Otherwise}
	for _, o := range p.question.Options {
		texts = append(texts, o.Reason)
		if p.question.Kind == quiz.FillIn || p.question.Kind == quiz.ClickByte {
			texts = append(texts, o.Text) // the wrong answers that are foreseen
		}
	}
	for _, to := range p.question.Targets {
		texts = append(texts, to.Reason)
	}
	if p.variant != nil {
		texts = append(texts, p.variant.Happened, p.variant.Standard)
		for paragraph := range strings.SplitSeq(p.experiment.Why, "\n\n") {
			texts = append(texts, strings.TrimSpace(paragraph))
		}
	}
	var all []string
	for _, text := range texts {
		if len(text) < 12 {
			continue // a word, which the question may have itself
		}
		all = append(all, text, string(p.lesson.Inline(text)), markup.EscapeString(p.lesson.Plain(text)))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// markers are what only results have.
var markers = regexp.MustCompile(`<meter|bar-count|bar-right|data-right|data-warmth|heat-count|class="results|results-sum|data-verdict|✓`)

// gives fails where a page gives away what is right, or what was answered.
func (p put) gives(t *testing.T, where, page string) {
	t.Helper()
	for _, secret := range p.secrets() {
		if strings.Contains(page, secret) {
			t.Errorf("%s, %s: it says %q", p.field(), where, secret)
		}
	}
	if found := markers.FindString(page); found != "" {
		t.Errorf("%s, %s: it has %q", p.field(), where, found)
	}
}

// Before it is revealed, nothing of any question reaches a student or the room;
// the instructor sees what they answer. Of every kind, in every lesson.
func TestNothingIsToldBeforeItIsRevealed(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, nothingIsTold)
}

func nothingIsTold(t *testing.T, s *site) {
	teacher := s.teacher()
	code := teacher.makes("Everything", everyLesson(s))
	at := cockpitPath(code)
	ada, bob := s.joins(code, "Ada"), s.joins(code, "Bob")
	states, screen, cockpit := ada.tape("/class/stream"), teacher.tape(at+"/stream?screen"), teacher.tape(at+"/stream")
	kinds := map[quiz.Kind]int{}
	for i, p := range oneOfEach(puts(s.web.course)) {
		n := i + 1
		kinds[p.question.Kind]++
		_, text := states.now()
		heard := len(text)
		_, text = screen.now()
		shown := len(text)
		teacher.leads(code, "/ask", "question", p.field()).must(t, http.StatusNoContent)
		open := states.state(fmt.Sprint("question ", n), func(c classState) bool { return c.Asking != nil && c.Asking.N == n && c.Asking.State == "open" })
		if open.Asking.Question != p.question.ID || open.Asking.Lesson != p.lesson.Slug || open.Asking.Row != 0 {
			t.Errorf("%s is asked as %+v", p.field(), open.Asking)
		}

		form := ada.get("/class/question").must(t, http.StatusOK).body
		p.gives(t, "the question", form)
		p.sameOptions(t, form)
		if len(p.question.Key) > 2 && p.question.Kind == quiz.FillIn && strings.Contains(form, p.question.Key) && !strings.Contains(p.lesson.Plain(p.question.Text+p.question.Format), p.question.Key) {
			t.Errorf("%s: its form has its key, %s", p.field(), p.question.Key)
		}
		// The page of the screen has what its stream has, and takes longer.
		page := n%5 == 1
		if page {
			p.gives(t, "the screen", teacher.get(at+"/screen").must(t, http.StatusOK).body)
		}
		ada.votes(n, 1, p.right(s)...).must(t, http.StatusNoContent)
		bob.votes(n, 1, p.other(s)...).must(t, http.StatusNoContent)
		if got := ada.votes(n, 1, p.right(s)...); got.body != "" {
			t.Errorf("%s: a vote is answered %q", p.field(), got.body)
		}
		states.state("both votes", func(c classState) bool { return c.Asking != nil && c.Asking.Answered == 2 })
		own := ada.get("/class/question").must(t, http.StatusOK).body
		p.gives(t, "the question when it is answered", own)
		cockpit.until("what they answer", func(all []event) bool {
			of, _ := cockpit.shown()
			return strings.Contains(of["asking"], "1 of 2 right (50 %)") && strings.Contains(of["asking"], p.lesson.Plain(p.question.Text)[:3])
		})

		teacher.leads(code, "/close").must(t, http.StatusNoContent)
		states.state("the end of the vote", func(c classState) bool { return c.Asking != nil && c.Asking.N == n && c.Asking.State == "closed" })
		closed := ada.get("/class/question").must(t, http.StatusOK).body
		p.gives(t, "the question when it is closed", closed)
		if strings.Contains(closed, `data-vote`) {
			t.Errorf("%s: there is still a form", p.field())
		}
		screen.until("the closed question", func(all []event) bool {
			of, _ := screen.shown()
			return strings.Contains(of["stage"], fmt.Sprintf(`data-asked="%d"`, n)) && strings.Contains(of["stage"], `data-state="closed"`) && strings.Contains(of["stage"], "<b>2 of 2</b> answered")
		})
		_, said := states.now()
		p.gives(t, "the class's stream", said[heard:])
		_, text = screen.now()
		p.gives(t, "the screen's stream", unquoted(text[shown:]))

		teacher.leads(code, "/reveal").must(t, http.StatusNoContent)
		states.state("the results", func(c classState) bool { return c.Asking != nil && c.Asking.State == "revealed" })
		results := map[string]string{"a student": bob.get("/class/question").must(t, http.StatusOK).body}
		screen.until("the results", func([]event) bool {
			of, _ := screen.shown()
			results["the room"] = of["stage"]
			return strings.Contains(of["stage"], `data-state="revealed"`)
		})
		if page {
			results["the room's page"] = teacher.get(at+"/screen").must(t, http.StatusOK).body
		}
		for where, text := range results {
			if !strings.Contains(text, "1 of 2 right (50 %)") || !markers.MatchString(text) {
				t.Errorf("%s: %s is not shown the results", p.field(), where)
			}
			for _, name := range []string{"Ada", "Bob"} {
				if strings.Contains(text, name) {
					t.Errorf("%s: %s is told who answered", p.field(), where)
				}
			}
		}
		teacher.leads(code, "/away").must(t, http.StatusNoContent)
		states.state("nothing asked", func(c classState) bool { return c.Asking == nil })
		ada.get("/class/question").must(t, http.StatusNotFound)
	}
	for _, kind := range quiz.Kinds() {
		if kinds[kind] == 0 {
			t.Errorf("no question is of the kind %s", kind)
		}
	}
}

// unquoted is markup out of JSON.
func unquoted(text string) string {
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\"`, `"`, `\n`, "\n").Replace(text)
}

// right is what is right of a question where the shipped recordings decide.
func (p put) right(s *site) []string {
	if p.question.Kind != quiz.Predict {
		return s.rightAnswer(p.lesson, p.question)
	}
	step := p.question.Step
	script := p.lesson.Script
	if p.variant != nil {
		script = p.variant.Script
	} else {
		asked, _ := p.lesson.Question(p.question.ID)
		step = asked.Step
	}
	var seen quiz.Observed
	if script != nil {
		seen = lessons.Observe(p.question, s.web.course.Recording(script.ID), step)
	} else {
		seen.Value = p.variant.Measured
	}
	for _, o := range p.question.Options {
		if v, err := p.question.Grade([]string{o.ID}, seen); err == nil && v.Right {
			return []string{o.ID}
		}
	}
	s.t.Fatalf("nothing is right of %s", p.field())
	return nil
}

// other is an answer that is not right.
func (p put) other(s *site) []string {
	right := p.right(s)
	switch p.question.Kind {
	case quiz.FillIn:
		return []string{"none of it"}
	case quiz.Order:
		other := slices.Clone(right)
		other[0], other[1] = other[1], other[0]
		return other
	case quiz.Match:
		other := slices.Clone(right)
		for _, to := range p.question.Targets {
			if to.ID != right[0] {
				other[0] = to.ID
				return other
			}
		}
	case quiz.ClickByte:
		asked, _ := p.lesson.Question(p.question.ID)
		seen := lessons.Observe(p.question, s.web.course.Recording(p.lesson.Slug), asked.Step)
		for i := range seen.Parts {
			if v, err := p.question.Grade([]string{fmt.Sprint(i)}, seen); err == nil && !v.Right {
				return []string{fmt.Sprint(i)}
			}
		}
	default:
		for _, o := range p.question.Options {
			if o.ID != right[0] {
				return []string{o.ID}
			}
		}
	}
	s.t.Fatalf("everything is right of %s", p.field())
	return nil
}

// sameOptions fails where one option is written otherwise than the others.
func (p put) sameOptions(t *testing.T, form string) {
	t.Helper()
	doc, err := markup.Parse(strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	shapes := map[string]map[string]bool{} // of what one answers with, by element
	for n := range doc.Descendants() {
		if n.Type != markup.ElementNode || n.Data != "label" && n.Data != "input" && n.Data != "button" && n.Data != "option" && n.Data != "select" {
			continue
		}
		var attrs []string
		hidden := false
		for _, a := range n.Attr {
			value := a.Val
			hidden = hidden || a.Key == "type" && a.Val == "hidden"
			if a.Key == "value" || a.Key == "id" || a.Key == "for" || a.Key == "aria-label" {
				value = "…"
			}
			attrs = append(attrs, a.Key+"="+value)
		}
		if hidden || n.Data == "button" && n.Attr[0].Key == "class" || n.Data == "option" && len(n.Attr) == 1 && n.Attr[0].Val == "" {
			continue
		}
		if shapes[n.Data] == nil {
			shapes[n.Data] = map[string]bool{}
		}
		shapes[n.Data][strings.Join(attrs, " ")] = true
	}
	for element, all := range shapes {
		if len(all) > 1 {
			t.Errorf("%s: of what one answers with, <%s> is written in %d ways: %v", p.field(), element, len(all), all)
		}
	}
}
