package lessons_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"wirewalk/lessons"
	"wirewalk/lessons/lessontest"
)

// lab is a lab with one experiment that a script runs.
func lab(t *testing.T) string {
	t.Helper()
	_, experiments, found := strings.Cut(lessontest.Example(t), "\nexperiments:\n")
	if !found {
		t.Fatal("the example has no experiments")
	}
	experiments, _, _ = strings.Cut(experiments, "\nquiz:")
	return `number: 1
title: What if?
summary: A question.
minutes: 5
lab:
  text: Break it.
  links:
    - {to: "/lessons/first-word#step-1", text: The first word}
experiments:
` + experiments + "\n"
}

func loadBeside(t *testing.T, name, text string) (*lessons.Course, lessons.Problems) {
	t.Helper()
	c, err := lessons.Load(fstest.MapFS{
		lessontest.ExampleSlug + ".yaml": {Data: []byte(lessontest.Example(t))},
		name:                             {Data: []byte(text)},
	})
	ps, _ := err.(lessons.Problems)
	if err != nil && ps == nil {
		t.Fatal(err)
	}
	return c, ps
}

// A lab is a page of its own, beside the course: neither its number nor its place
// is a lesson's.
func TestLab(t *testing.T) {
	c, ps := loadBeside(t, "labs/what-if.yaml", lab(t))
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	l := c.Lesson("what-if")
	if l == nil || l.Path() != "/labs/what-if" || len(c.Labs()) != 1 || len(c.Lessons()) != 1 || len(c.Pages()) != 2 {
		t.Fatalf("%v: %d labs, %d lessons, %d pages", l, len(c.Labs()), len(c.Lessons()), len(c.Pages()))
	}
	for _, s := range l.Scripts() {
		if c.Script(s.ID) != s {
			t.Errorf("the script %s is not found", s.ID)
		}
	}
	if _, ok := l.Question(l.Experiments[0].Predict.ID); !ok {
		t.Error("its prediction is not found")
	}
}

// A browser need not do what the standard expects.
func TestALabKnowsOfABrowserThatDiffers(t *testing.T) {
	text := strings.Replace(lab(t), "expect: open #", "expect: open\n        measured: none #", 1)
	if _, ps := loadBeside(t, "labs/what-if.yaml", text); len(ps) > 0 {
		t.Error(ps)
	}
}

func TestLabsThatAreNone(t *testing.T) {
	text := lab(t)
	for _, c := range []struct{ name, text, says, suggests string }{
		{"what-if.yaml", text, "a lab's file stands in labs/", "move the file"},
		{"labs/what-if.yaml", strings.Replace(text, text[strings.Index(text, "lab:"):strings.Index(text, "experiments:")], "", 1), "without lab", "add lab:"},
		{"labs/what-if.yaml", text[:strings.Index(text, "experiments:")], "without an experiment", "add experiments"},
		{"labs/what-if.yaml", text + "flow:\n  note: It flows.\n", "a lab has no flow", "remove it"},
		{"labs/what-if.yaml", text + "recall: [{front: What, back: That}]\n", "a lab has no recall", "remove it"},
		{"labs/what-if.yaml", text + "buildsOn: [first-word]\n", "a lab has no buildsOn", "remove it"},
		{"labs/what-if.yaml", text + "parts: [{id: more, title: More, before: recall, blocks: [{text: More.}]}]\n", "a lab has no recall", "write before: quiz"},
		{"labs/what-if.yaml", strings.Replace(text, "links:\n    - {to: \"/lessons", "links:\n    - {to: \"//lessons", 1), "no address within the program", ""},
		{"labs/what-if.yaml", strings.Replace(text, "links:\n    - {to: \"/lessons", "links:\n    - {to: \"lessons", 1), "no address within the program", ""},
		{"labs/first-word.yaml", text, "have one name", "otherwise"},
		{"labs/what-if.yaml", strings.Replace(text, "    variants:", "    bench: nowhere\n    variants:", 1), `unknown bench "nowhere"`, ""},
		{"labs/what-if.yaml", strings.Replace(text, "    variants:", "    bench: nowhere\n    variants:", 1), "bench runs this, and no script", "remove it"},
		{"labs/what-if.yaml", strings.Replace(text, "expect: open #", "expect: open\n        measured: open #", 1), "a script's recording tells what was measured", "remove it"},
		{"labs/what-if.yaml", strings.Replace(text, "expect: open #", "measured: none #", 1), "a script's recording tells what was measured", "remove it"},
		{"labs/what-if.yaml", strings.Replace(text, "expect: open #", "expect: open\n        measured: opn #", 1), `no option has the value "opn"`, "open"},
		{"labs/what-if.yaml", strings.Replace(text, "        standard:", "        varies: true\n        standard:", 1), "only what a bench observes varies", "remove it"},
		{"labs/what-if.yaml", strings.Replace(strings.Replace(text, "    variants:", "    bench: contest\n    variants:", 1), "        standard:", "        varies: true\n        standard:", 1), "does not vary", "or expect"},
		{"labs/what-if.yml", text, "is not read", "what-if.yaml"},
	} {
		_, ps := loadBeside(t, c.name, c.text)
		found := false
		for _, p := range ps {
			found = found || strings.Contains(p.Message, c.says) && strings.Contains(p.Suggestion, c.suggests) && p.Line > 0
		}
		if !found {
			t.Errorf("want %q; %q\ngot:\n%v", c.says, c.suggests, ps)
		}
	}
}

// An address is taken once, and what is said of it is so.
func TestALabWithTheNameOfALesson(t *testing.T) {
	_, ps := loadBeside(t, "labs/first-word.yaml", lab(t))
	for _, p := range ps {
		if strings.Contains(p.Message, "ships with the program") {
			t.Errorf("nothing here ships with the program: %v", p)
		}
	}
}

// A lab's links may lead to what is on its own page.
func TestALabsLinkToItsOwnPart(t *testing.T) {
	text := strings.Replace(lab(t), "/lessons/first-word#step-1", "#more", 1)
	if _, ps := loadBeside(t, "labs/what-if.yaml", text+"parts: [{id: more, title: More, before: quiz, blocks: [{text: More.}]}]\n"); len(ps) > 0 {
		t.Error(ps)
	}
}

// Its text is what a lab's page begins with.
func TestALabsTextHasTheFirstMention(t *testing.T) {
	text := strings.Replace(lab(t), "text: Break it.", "text: Break a frame.", 1)
	c, ps := loadBeside(t, "labs/what-if.yaml", text+`parts: [{id: more, title: More, before: quiz, blocks: [{text: A frame broke.}]}]
terms: [{word: frame, meaning: A head and more.}]
`)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	l := c.Lesson("what-if")
	if got := string(l.Blocks("Break a frame.")); !strings.Contains(got, `href="/glossary#frame"`) {
		t.Errorf("the first mention is no link: %s", got)
	}
	if got := string(l.Blocks("A frame broke.")); strings.Contains(got, "<a ") {
		t.Errorf("the second mention is a link: %s", got)
	}
}
