package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"wirewalk/lessons"
	"wirewalk/quiz"
)

// asking gives a Server the course of askingCourse.
func asking(o *Options) { o.Course = askingCourse() }

// askingCourse has a question of each kind, and an experiment of two variants of
// which the second is not recorded, in the lesson websocket-protocol: the other
// tests have a course without them.
var askingCourse = sync.OnceValue(func() *lessons.Course {
	course, err := lessons.Load(lessons.Content())
	if err != nil {
		panic(err) // the other course has loaded
	}
	l := course.Lesson("websocket-protocol")
	options := []quiz.Option{
		{ID: "A", Text: "Alpha", Reason: "Alpha stands second.", Match: "one"},
		{ID: "B", Text: "Beta", Reason: "Beta stands last.", Match: "two"},
		{ID: "C", Text: "Gamma", Reason: "Gamma stands first.", Match: "one"},
	}
	l.Quiz = append(l.Quiz,
		quiz.Question{ID: "t-order", Kind: quiz.Order, Text: "In which order?", Options: options, Sequence: []string{"C", "A", "B"}, Right: "That is the order."},
		quiz.Question{
			ID: "t-match", Kind: quiz.Match, Text: "Which belongs where?", Options: options, Right: "That is the match.",
			Targets: []quiz.Target{{ID: "one", Text: "The first", Reason: "The first is odd."}, {ID: "two", Text: "The second", Reason: "The second is even."}},
		},
		quiz.Question{ID: "t-fixed", Kind: quiz.FillIn, Text: "Which version?", Key: "13", Otherwise: "It is another.", Right: "Thirteen it is."},
		quiz.Question{ID: "t-key", Kind: quiz.FillIn, Text: "Which key?", Step: 1, Field: "Sec-WebSocket-Key", Otherwise: "That is not in the head.", Right: "That is the key."},
		quiz.Question{ID: "t-byte", Kind: quiz.ClickByte, Text: "Where does the key begin?", Step: 5, Field: "Masking-key", Otherwise: "Look further left.", Right: "That is the masking key."},
	)
	unrecorded := *l.Script
	unrecorded.ID = "websocket-protocol/t-experiment/two"
	l.Experiments = append(l.Experiments, lessons.Experiment{
		ID: "t-experiment", Title: "A trial", Claim: "A claim.", Knob: "Which one", Why: "That is why.",
		Predict: quiz.Question{ID: "t-predict", Kind: quiz.Predict, Text: "Which state?", Observe: "state", Step: 1, Options: []quiz.Option{
			{ID: "A", Text: "Zero", Value: "0", Reason: "It waits."}, {ID: "B", Text: "Three", Value: "3", Reason: "It gave up."},
		}},
		Variants: []lessons.Variant{
			{ID: "one", Label: "One", Script: l.Script, Standard: "It says zero.", Expect: "0", Happened: "It was one."},
			{ID: "two", Label: "Two", Script: &unrecorded, Standard: "It says nothing.", Happened: "It was two."},
		},
	})
	return course
})

// fragment posts an answer as the page's own script does.
func (s *site) fragment(form url.Values, fields ...string) answered {
	s.t.Helper()
	return s.post(answersPath, form, append([]string{"X-Fragment", "verdict"}, fields...)...)
}

func answerTo(question string, answers ...string) url.Values {
	return url.Values{"question": {question}, "answer": answers}
}

func TestEveryKindIsGraded(t *testing.T) {
	t.Parallel()
	s := newSite(t, asking)
	for _, c := range []struct {
		form url.Values
		want []string
	}{
		{answerTo("t-order", "C", "A", "B"), []string{`data-right="true"`, "That is the order."}},
		{answerTo("t-order", "A", "C", "B"), []string{`data-right="false"`, "Alpha stands second."}},
		{answerTo("t-match", "one", "two", "one"), []string{`data-right="true"`, "That is the match."}},
		{answerTo("t-match", "one", "one", "two"), []string{`data-right="false"`, "Beta", "The first is odd."}},
		{answerTo("t-fixed", " 0x13 "), []string{`data-right="true"`, "Thirteen it is."}},
		{answerTo("t-fixed", "<12>"), []string{`data-right="false"`, "It is another.", "&lt;12&gt;"}},
		{answerTo("t-key", "none"), []string{`data-right="false"`, `data-capture="recorded"`, "The recording decided."}},
		{answerTo("t-byte", "2"), []string{`data-right="true"`, `data-capture="recorded"`, "byte 3 of 11", "That is the masking key."}},
		{answerTo("t-byte", "10"), []string{`data-right="false"`, "byte 11 of 11", "Look further left."}},
	} {
		fragment := s.fragment(c.form)
		page := s.post(answersPath, c.form)
		for _, want := range c.want {
			if fragment.StatusCode != http.StatusOK || !strings.Contains(fragment.body, want) || strings.Contains(fragment.body, "<html") {
				t.Errorf("%v: %s, without %q: %s", c.form, fragment.Status, want, fragment.body)
			}
			if page.StatusCode != http.StatusOK || !strings.Contains(page.body, want) || !strings.Contains(page.body, "<html") {
				t.Errorf("%v as a page: %s, without %q", c.form, page.Status, want)
			}
		}
	}
}

// What cannot be graded is refused in the reader's words; without JavaScript at
// the question, with what was entered still there.
func TestIncompleteAnswers(t *testing.T) {
	t.Parallel()
	s := newSite(t, asking)
	for _, c := range []struct {
		form  url.Values
		says  string
		stays string
	}{
		{answerTo("t-fixed", ""), "Type an answer first.", ""},
		{answerTo("t-fixed"), "Type an answer first.", ""},
		{answerTo("t-fixed", strings.Repeat("x", quiz.MaxTyped+1)), "Type the value alone.", strings.Repeat("x", quiz.MaxTyped+1)},
		{answerTo("t-order", "C", "", "B"), "each item one position", `<option value="C" selected>`},
		{answerTo("t-order", "C", "C", "B"), "each item one position", `<option value="C" selected>`},
		{answerTo("t-order"), "each item one position", ""},
		{answerTo("t-order", "C", "A", "B", "A"), "each item one position", ""},
		{answerTo("t-match", "two", "", "two"), "for each line", `<option value="two" selected>`},
		{answerTo("t-match", "two", "three", "two"), "for each line", `<option value="two" selected>`},
		{answerTo("t-byte"), "one of the bytes", ""},
		{answerTo("t-byte", "11"), "one of the bytes", ""},
		{answerTo("t-byte", "-1"), "one of the bytes", ""},
		{answerTo("t-byte", "x"), "one of the bytes", ""},
	} {
		got := s.fragment(c.form)
		if got.StatusCode != http.StatusUnprocessableEntity || got.Header.Get("Content-Type") != "application/problem+json" || !strings.Contains(got.body, c.says) {
			t.Errorf("%v: %s %s", c.form, got.Status, got.body)
		}
		page := s.post(answersPath, c.form, "Accept", "text/html")
		card := between(page.body, `id="q-`+c.form.Get("question")+`"`, "</form>")
		if page.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(card, c.says) || !strings.Contains(card, c.stays) {
			t.Errorf("%v as a page: %s, the card is %s", c.form, page.Status, card)
		}
	}
}

func between(text, from, to string) string {
	_, text, _ = strings.Cut(text, from)
	text, _, _ = strings.Cut(text, to)
	return text
}

// The visitor's own run decides before the recording, and nobody else's does.
func TestTheOwnRunDecides(t *testing.T) {
	t.Parallel()
	s := newSite(t, asking)
	st, stranger := s.student("websocket-protocol"), s.student("sse-stream")
	open := st.connect()
	st.done(1)
	run, err := s.web.runs.Get(st.run.ID)
	if err != nil {
		t.Fatal(err)
	}
	key := answerTo("t-key", run.Key())
	key.Set("run", st.run.ID)
	if got := st.fragment(key, "Cookie", st.cookie); !strings.Contains(got.body, `data-right="true"`) || !strings.Contains(got.body, `data-capture="own"`) {
		t.Errorf("the own key: %s %s", got.Status, got.body)
	}
	if got := st.post(answersPath, key, "Cookie", st.cookie); !strings.Contains(got.body, "Your own run decided.") {
		t.Errorf("the own key without JavaScript: %s", got.Status)
	}
	for name, fields := range map[string][]string{"a stranger": {"Cookie", stranger.cookie}, "nobody": nil} {
		if got := s.fragment(key, fields...); !strings.Contains(got.body, `data-right="false"`) || !strings.Contains(got.body, `data-capture="recorded"`) {
			t.Errorf("%s with the run of another: %s %s", name, got.Status, got.body)
		}
	}
	// A run of another script, or one that is not there, leaves it to the recording.
	other := st.another("sse-stream")
	for _, id := range []string{other.run.ID, "none", ""} {
		key.Set("run", id)
		if got := st.fragment(key, "Cookie", st.cookie); !strings.Contains(got.body, `data-capture="recorded"`) {
			t.Errorf("run %q: %s %s", id, got.Status, got.body)
		}
	}
	// A run that has not come to the row does not tell yet.
	b := answerTo("t-byte", "2")
	b.Set("run", st.run.ID)
	if got := st.fragment(b, "Cookie", st.cookie); !strings.Contains(got.body, `data-capture="recorded"`) {
		t.Errorf("before row 5: %s %s", got.Status, got.body)
	}
	for n := 2; n <= 4; n++ {
		st.done(n)
	}
	if conn := <-open; conn != nil {
		conn.Close()
	}
}

func TestThePredictionOfAVariant(t *testing.T) {
	t.Parallel()
	s := newSite(t, asking)
	guess := answerTo("t-predict", "A")
	for _, variant := range []string{"one", ""} {
		guess.Set("variant", variant)
		got := s.fragment(guess)
		for _, want := range []string{
			`data-right="true"`, `data-variant="one"`, `data-observed="0"`, `data-expected="0"`,
			"It was one.", "It says zero.", "That is why.", "It waits.",
		} {
			if got.StatusCode != http.StatusOK || !strings.Contains(got.body, want) {
				t.Errorf("variant %q: %s, without %s: %s", variant, got.Status, want, got.body)
			}
		}
	}
	page := s.get("/lessons/websocket-protocol").body
	guess.Set("variant", "one")
	if sent := s.post(answersPath, guess).body; strings.Contains(page, "That is why.") || !strings.Contains(sent, "That is why.") || !strings.Contains(sent, "<html") {
		t.Error("the page tells why before the prediction, or not after it")
	}

	// Without a run of its own the second is not known.
	guess.Set("variant", "two")
	if got := s.fragment(guess); got.StatusCode != http.StatusConflict || !strings.Contains(got.body, "Run the step first") {
		t.Errorf("an unrecorded variant: %s %s", got.Status, got.body)
	}
	refused := s.post(answersPath, guess, "Accept", "text/html")
	card := between(refused.body, `id="q-t-predict"`, "</form>")
	for _, want := range []string{"Run the step first", `name="variant" value="two" checked`, `name="answer" value="A" required aria-invalid="false" checked`} {
		if refused.StatusCode != http.StatusConflict || !strings.Contains(card, want) {
			t.Errorf("an unrecorded variant as a page: %s, without %s: %s", refused.Status, want, card)
		}
	}
	guess.Set("variant", "three")
	if got := s.fragment(guess); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("no such variant: %s", got.Status)
	}

	// A run says itself which variant it is of.
	st := s.student("websocket-protocol")
	if got := st.ask(http.MethodPost, st.run.Page+"/seen", `[{"step":1,"type":"state","readyState":3,"at":1}]`, "Cookie", st.cookie); got.StatusCode != http.StatusNoContent {
		t.Fatalf("seen: %s", got.Status)
	}
	guess.Set("run", st.run.ID)
	guess.Set("variant", "two")
	if got := st.fragment(guess, "Cookie", st.cookie); !strings.Contains(got.body, `data-variant="one"`) || !strings.Contains(got.body, `data-observed="3"`) || !strings.Contains(got.body, `data-right="false"`) {
		t.Errorf("with a run: %s %s", got.Status, got.body)
	}
}

func TestAnswersOfOtherOriginsAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, asking)
	for _, kind := range []string{"t-order", "t-match", "t-fixed", "t-byte", "t-predict"} {
		if got := s.fragment(answerTo(kind, "A"), "Origin", "https://elsewhere.test"); got.StatusCode != http.StatusForbidden || strings.Contains(got.body, "data-right") {
			t.Errorf("%s: %s", kind, got.Status)
		}
	}
}

// Each question of the lessons can be answered: of a click-byte one of the bytes
// that are offered is right.
func TestEveryByteQuestionHasARightByte(t *testing.T) {
	t.Parallel()
	s := newSite(t, asking)
	asked := 0
	for _, l := range s.web.course.Lessons() {
		page := s.get("/lessons/" + l.Slug).body
		for _, q := range l.Quiz {
			if q.Kind != quiz.ClickByte {
				continue
			}
			asked++
			card := between(page, `id="q-`+q.ID+`"`, "</form>")
			right := 0
			for i := range strings.Count(card, `class="byte"`) {
				form := answerTo(q.ID, strconv.Itoa(i))
				if strings.Contains(s.post("/lessons/"+l.Slug+"/answers", form, "X-Fragment", "verdict").body, `data-right="true"`) {
					right++
				}
			}
			if right == 0 {
				t.Errorf("%s, %s: none of the bytes is right: %s", l.Slug, q.ID, card)
			}
		}
	}
	if asked == 0 {
		t.Error("no question asks for a byte")
	}
}
