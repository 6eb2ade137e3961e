package parts

import (
	"bytes"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

var asking = &lessons.Lesson{Slug: "frames"}

// recordedHello has in row 3 a header field and the 11 bytes of a masked Hello.
func recordedHello(t *testing.T) *wire.Recording {
	ev := *frameEvent(t, wire.Client, masked("Hello"))
	ev.Step, ev.Connection = 3, 1
	ping := *frameEvent(t, wire.Client, wire.Frame{FIN: true, Opcode: wire.OpPing, Masked: true})
	ping.Step, ping.Connection, ping.Fields = 3, 1, ping.Fields[:1]
	return &wire.Recording{Events: []wire.Event{ping, ev}}
}

// questionOf is a question of each kind of the quiz; what must not be seen
// before the answer begins with "secret".
func questionOf(kind quiz.Kind) quiz.Question {
	q := quiz.Question{ID: "q-of-" + string(kind), Kind: kind, Text: "Which?", Otherwise: "secret otherwise", Right: "secret right"}
	options := []quiz.Option{{ID: "A", Text: "Alpha", Reason: "secret A"}, {ID: "B", Text: "Beta", Reason: "secret B"}, {ID: "C", Text: "Gamma", Reason: "secret C"}}
	switch kind {
	case quiz.Choice:
		q.Options, q.Key = options, "B"
	case quiz.Order:
		q.Options, q.Sequence = options, []string{"C", "A", "B"}
	case quiz.Match:
		q.Options = options
		for i, to := range []string{"two", "one", "two"} {
			q.Options[i].Match = to
		}
		q.Targets = []quiz.Target{{ID: "one", Text: "The first", Reason: "secret one"}, {ID: "two", Text: "The second", Reason: "secret two"}}
	case quiz.FillIn:
		q.Step, q.Field, q.Format = 3, "Masking-key", "four bytes in hexadecimal"
		q.Options = []quiz.Option{{Value: "secret value", Field: "secret field", Reason: "secret A"}}
	case quiz.ClickByte:
		q.Step, q.Field = 3, "Masking-key"
		q.Options = []quiz.Option{{Field: "secret field", Reason: "secret A"}}
	}
	return q
}

var quizKinds = []quiz.Kind{quiz.Choice, quiz.Order, quiz.Match, quiz.FillIn, quiz.ClickByte}

func rendered(t *testing.T, view templ.Component) (string, *html.Node) {
	t.Helper()
	var b bytes.Buffer
	if err := view.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), doc
}

func attrOf(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func all(doc *html.Node, tag string) []*html.Node {
	var found []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == tag {
			found = append(found, n)
		}
	}
	return found
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Data == "p" || c.Data == "div" || c.Data == "button":
			b.WriteString(" ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestCardsGiveNothingAway(t *testing.T) {
	for _, kind := range quizKinds {
		q := questionOf(kind)
		text, doc := rendered(t, QuestionCard(QuestionProps{Lesson: asking, Number: 1, Question: q, Recording: recordedHello(t)}))
		if at := strings.Index(text, "secret"); at >= 0 {
			t.Errorf("%s: the card says %q", kind, text[at:min(len(text), at+20)])
		}
		for _, tell := range []string{"asking-key", `class="f1`, "Masked"} {
			if strings.Contains(text, tell) {
				t.Errorf("%s: the card says %q", kind, tell)
			}
		}
		// All that can be chosen has the same attributes, so that none stands out.
		for _, tag := range []string{"option", "button"} {
			same := ""
			for _, n := range all(doc, tag) {
				if tag == "option" && attrOf(n, "value") == "" || tag == "button" && attrOf(n, "name") == "" {
					continue
				}
				var keys []string
				for _, a := range n.Attr {
					keys = append(keys, a.Key)
				}
				if got := strings.Join(keys, " "); same == "" {
					same = got
				} else if got != same {
					t.Errorf("%s: a <%s> has the attributes %q, another has %q", kind, tag, got, same)
				}
				if hasAttr(n, "selected") || attrOf(n, "aria-pressed") == "true" {
					t.Errorf("%s: %v is chosen from the start", kind, n.Attr)
				}
			}
		}
	}
}

// Everything that is entered has a name of its own, and is sent as answer.
func TestControlsHaveNames(t *testing.T) {
	for kind, want := range map[quiz.Kind][]string{
		quiz.Order:     {"Position 1", "Position 2", "Position 3"},
		quiz.Match:     {"Alpha", "Beta", "Gamma"},
		quiz.FillIn:    {"Your answer"},
		quiz.ClickByte: {"byte 1 of 11, hex 81", "byte 2 of 11, hex 85", "byte 3 of 11, hex 37"},
	} {
		_, doc := rendered(t, QuestionCard(QuestionProps{Lesson: asking, Number: 1, Question: questionOf(kind), Recording: recordedHello(t)}))
		labels := map[string]string{}
		for _, n := range all(doc, "label") {
			labels[attrOf(n, "for")] = textOf(n)
		}
		var names []string
		for _, tag := range []string{"select", "input", "button"} {
			for _, n := range all(doc, tag) {
				if attrOf(n, "name") != "answer" {
					continue
				}
				name := attrOf(n, "aria-label")
				if name == "" {
					name = labels[attrOf(n, "id")]
				}
				names = append(names, name)
				if tag == "select" {
					first := all(n, "option")[0]
					if attrOf(first, "value") != "" || textOf(first) != "Choose" {
						t.Errorf("%s: %s begins with %q", kind, name, textOf(first))
					}
				}
			}
		}
		if len(names) < len(want) || strings.Join(names[:len(want)], "|") != strings.Join(want, "|") {
			t.Errorf("%s: the controls are named %q, want %q", kind, names, want)
		}
		form := all(doc, "form")[0]
		if attrOf(form, "data-kind") != string(kind) || attrOf(form, "action") != "/lessons/frames/answers#q-q-of-"+string(kind)+"-said" {
			t.Errorf("%s: the form is %v", kind, form.Attr)
		}
	}
}

func TestOptionsOfSelects(t *testing.T) {
	for kind, want := range map[quiz.Kind]string{
		quiz.Order: "Choose=, Alpha=A, Beta=B, Gamma=C",
		quiz.Match: "Choose=, The first=one, The second=two",
	} {
		_, doc := rendered(t, QuestionCard(QuestionProps{Lesson: asking, Number: 1, Question: questionOf(kind)}))
		selects := all(doc, "select")
		if len(selects) != 3 {
			t.Fatalf("%s: %d selects, want 3", kind, len(selects))
		}
		for _, s := range selects {
			var got []string
			for _, o := range all(s, "option") {
				got = append(got, textOf(o)+"="+attrOf(o, "value"))
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("%s: the options are %q, want %q", kind, strings.Join(got, ", "), want)
			}
		}
	}
}

// What was entered without JavaScript is there when the page comes back.
func TestWhatWasEnteredStays(t *testing.T) {
	for kind, answers := range map[quiz.Kind][]string{
		quiz.Choice:    {"C"},
		quiz.Order:     {"B", "", "A"},
		quiz.Match:     {"two", "two", "one"},
		quiz.FillIn:    {`37 "fa"`},
		quiz.ClickByte: {"1"},
	} {
		q := questionOf(kind)
		text, doc := rendered(t, QuestionCard(QuestionProps{
			Lesson: asking, Number: 1, Question: q, Recording: recordedHello(t),
			Verdict: &VerdictProps{Lesson: asking, Verdict: quiz.Verdict{Question: q.ID, Kind: kind}, Answers: answers, Refusal: "Not yet graded."},
		}))
		if !strings.Contains(text, "Not yet graded.") || strings.Contains(text, `class="verdict"`) {
			t.Errorf("%s: the refusal is not said alone", kind)
		}
		var got []string
		for _, n := range all(doc, "input") {
			if attrOf(n, "type") == "text" || hasAttr(n, "checked") {
				got = append(got, attrOf(n, "value"))
			}
		}
		for _, n := range all(doc, "select") {
			chosen := ""
			for _, o := range all(n, "option") {
				if hasAttr(o, "selected") {
					chosen = attrOf(o, "value")
				}
			}
			got = append(got, chosen)
		}
		for _, n := range all(doc, "button") {
			if attrOf(n, "aria-pressed") == "true" {
				got = append(got, attrOf(n, "value"))
			}
		}
		if strings.Join(got, "|") != strings.Join(answers, "|") {
			t.Errorf("%s: %q is there, %q was entered", kind, got, answers)
		}
	}
}

func TestBytesToChoose(t *testing.T) {
	q := questionOf(quiz.ClickByte)
	_, doc := rendered(t, QuestionCard(QuestionProps{Lesson: asking, Number: 1, Question: q, Recording: recordedHello(t)}))
	form := all(doc, "form")[0]
	if attrOf(form, "data-capture") != "recorded" || attrOf(form, "data-row") != "3" {
		t.Errorf("the form is %v", form.Attr)
	}
	said := textOf(form)
	for _, want := range []string{"The 11 bytes of row 3", "From the recording; walk the row and these are your own bytes."} {
		if !strings.Contains(said, want) {
			t.Errorf("%q does not say %q", said, want)
		}
	}
	for _, n := range all(doc, "div") {
		// The Ping before it has no such field, and is the first frame of the row.
		if hasAttr(n, "data-bytes") && (attrOf(n, "data-from") != "client" || attrOf(n, "data-event") != "frame" || attrOf(n, "data-nth") != "1") {
			t.Errorf("the bytes are said to be of %v", n.Attr)
		}
	}

	_, doc = rendered(t, QuestionCard(QuestionProps{Lesson: asking, Number: 1, Question: q}))
	if form := all(doc, "form")[0]; attrOf(form, "data-capture") != "none" || !strings.Contains(textOf(form), "nothing was recorded.") || len(all(doc, "button")) != 0 {
		t.Errorf("without a recording: %v %s", form.Attr, textOf(form))
	}

	long := &wire.Recording{Events: []wire.Event{*frameEvent(t, wire.Client, masked(strings.Repeat("x", 125)))}}
	long.Events[0].Step = 3
	_, doc = rendered(t, QuestionCard(QuestionProps{Lesson: asking, Number: 1, Question: q, Recording: long}))
	if got := len(all(doc, "button")); got != mostOffered || !strings.Contains(textOf(doc), "The first 48 of 131 bytes of row 3") {
		t.Errorf("%d of 131 bytes are buttons, in %s", got, textOf(doc))
	}
}

func TestVerdictOfEachKind(t *testing.T) {
	for _, c := range []struct {
		name string
		p    VerdictProps
		want string
	}{
		{"choice", VerdictProps{Verdict: quiz.Verdict{Kind: quiz.Choice, Chosen: quiz.Option{ID: "A"}, Reason: "Because."}}, "✗ Not this one. A. Because. Try again"},
		{"right", VerdictProps{Verdict: quiz.Verdict{Kind: quiz.Choice, Right: true, Chosen: quiz.Option{ID: "A"}, Reason: "Because.", Rows: []int{3}}}, "✓ Right. A. Because. Show it in the table"},
		{"order", VerdictProps{Verdict: quiz.Verdict{Kind: quiz.Order, About: "Alpha", Reason: "It comes later."}}, "✗ Not yet. Alpha: It comes later. Try again"},
		{"order right", VerdictProps{Verdict: quiz.Verdict{Kind: quiz.Order, Right: true}}, "✓ Right."},
		{"match", VerdictProps{Verdict: quiz.Verdict{Kind: quiz.Match, About: "Beta", Reason: "That is another."}}, "✗ Not yet. Beta: That is another. Try again"},
		{"fill-in", VerdictProps{Verdict: quiz.Verdict{Kind: quiz.FillIn, Said: "<b>", Reason: "No."}, Capture: "own"}, "✗ Not yet. You typed <b>. No. Your own run decided. Try again"},
		{"click-byte", VerdictProps{Verdict: quiz.Verdict{Kind: quiz.ClickByte, Right: true, Said: "byte 2 of 11", Reason: "Yes."}, Capture: "recorded"}, "✓ Right. You chose byte 2 of 11. Yes. The recording decided."},
	} {
		c.p.Lesson = asking
		_, doc := rendered(t, Verdict(c.p))
		if got := textOf(doc); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func experimentOf(variants int) *lessons.Experiment {
	x := &lessons.Experiment{ID: "answers", Knob: "This server answers", Why: "secret why", Predict: quiz.Question{
		ID: "predict-answers", Kind: quiz.Predict, Text: "What then?", Observe: "events",
		Options: []quiz.Option{{ID: "A", Text: "It opens", Value: "open", Reason: "secret A"}, {ID: "B", Text: "It fails", Value: "error close", Reason: "secret B"}},
	}}
	for _, id := range []string{"101", "404", "200"}[:variants] {
		x.Variants = append(x.Variants, lessons.Variant{ID: id, Label: "with " + id, Standard: "secret standard", Expect: "error close", Happened: "secret happened"})
	}
	return x
}

func TestKnob(t *testing.T) {
	x := experimentOf(3)
	for _, c := range []struct {
		name string
		p    PredictionProps
		want string
	}{
		{"at first", PredictionProps{}, "101"},
		{"after the answer", PredictionProps{Outcome: &PredictOutcomeProps{Lesson: asking, Variant: &x.Variants[2], Refusal: "Later.", Answer: "B"}}, "200"},
	} {
		c.p.Lesson, c.p.Question, c.p.Open, c.p.Experiment = asking, x.Predict, true, x
		text, doc := rendered(t, Prediction(c.p))
		if strings.Contains(text, "secret") {
			t.Errorf("%s: the prediction gives something away: %s", c.name, text)
		}
		var checked []string
		knobs := 0
		for _, n := range all(doc, "input") {
			if attrOf(n, "name") == "variant" && attrOf(n, "type") == "radio" {
				knobs++
				if hasAttr(n, "checked") {
					checked = append(checked, attrOf(n, "value"))
				}
			}
		}
		if knobs != 3 || strings.Join(checked, " ") != c.want {
			t.Errorf("%s: %d positions, at %q, want 3, at %q", c.name, knobs, checked, c.want)
		}
		if legends := all(doc, "legend"); len(legends) != 2 || textOf(legends[0]) != "This server answers" || textOf(legends[1]) != "What then?" {
			t.Errorf("%s: %d legends", c.name, len(legends))
		}
	}
	_, doc := rendered(t, Prediction(PredictionProps{Lesson: asking, Question: x.Predict, Open: true, Experiment: experimentOf(1)}))
	for _, n := range all(doc, "input") {
		if attrOf(n, "name") == "variant" && (attrOf(n, "type") != "hidden" || attrOf(n, "value") != "101") {
			t.Errorf("the one variant is %v", n.Attr)
		}
	}
	if got := len(all(doc, "fieldset")); got != 1 {
		t.Errorf("one variant has %d fieldsets, want no knob", got)
	}
}

func TestOutcomeOfAVariant(t *testing.T) {
	x := experimentOf(2)
	p := PredictOutcomeProps{
		Lesson: asking, Experiment: x, Variant: &x.Variants[1],
		Verdict: quiz.Verdict{Question: x.Predict.ID, Right: true, Chosen: x.Predict.Options[1], Reason: "Because.", Observed: "error close"},
	}
	_, doc := rendered(t, PredictOutcome(p))
	outcome := all(doc, "div")[0]
	for key, want := range map[string]string{"data-right": "true", "data-variant": "404", "data-observed": "error close", "data-expected": "error close", "data-question": "predict-answers"} {
		if got := attrOf(outcome, key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if got, want := textOf(outcome), "You said: It fails. It happened so. secret happened Because. The standard: secret standard secret why"; got != want {
		t.Errorf("the outcome is %q, want %q", got, want)
	}

	p.Variant.Expect, p.Right, p.Unforeseen, p.Reason, p.Observed = "", false, true, "", "open close"
	_, doc = rendered(t, PredictOutcome(p))
	if outcome = all(doc, "div")[0]; hasAttr(outcome, "data-expected") || !strings.Contains(textOf(outcome), "Observed: open close, which none of the answers says.") {
		t.Errorf("what nobody foresaw: %v %s", outcome.Attr, textOf(outcome))
	}

	// What another browser does is not told as what this one did.
	p.Variant.Expect, p.Right, p.Unforeseen, p.Observed = "error close", true, false, "open"
	_, doc = rendered(t, PredictOutcome(p))
	if got, want := textOf(all(doc, "div")[0]), "It happened so. Observed: open. Where this was written, in Chromium, it went like this: secret happened"; !strings.Contains(got, want) {
		t.Errorf("where this browser did otherwise the outcome is %q, want in it %q", got, want)
	}

	p.Experiment, p.Variant, p.Happened = nil, nil, "The row's own."
	text, doc := rendered(t, PredictOutcome(p))
	if hasAttr(all(doc, "div")[0], "data-variant") || strings.Contains(text, "data-because") || !strings.Contains(text, "The row&#39;s own.") {
		t.Errorf("a row's prediction: %s", text)
	}
}
