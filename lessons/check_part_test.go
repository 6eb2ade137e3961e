package lessons_test

import (
	"strings"
	"testing"

	"wirewalk/lessons"
)

// ownParts is put at the end of the small lesson.
const ownParts = `parts:
  - id: myths
    title: Myths
    before: quiz
    blocks:
      - text: Some things are said.
      - items:
          as: cards
          list:
            - id: D001-myth-1
              title: It is HTTP
              prove: "#step-2"
              corrections: [X-1]
              text: It was.
              question:
                id: myth-asks
                kind: choice
                text: Is it?
                key: B
                options:
                  - {id: A, text: Yes it is, reason: It was.}
                  - {id: B, text: No, reason: It is frames.}
      - table:
          caption: Both
          columns: [What, One, Other]
          rows:
            - id: A002-compare-1
              name: Ways
              cells: [{text: both, prove: "#experiment-refuses"}, {text: one}]
      - disagreement: X-1
disagreements:
  - id: X-1
    question: When is it open?
    sides: [{who: One, says: Soon.}, {who: Other, says: Late.}]
    decides: The table.
    prove: "#step-1"
`

// What a page has an element for can be shown as a proof.
func TestPartsAreProvedOnThePage(t *testing.T) {
	for _, at := range []string{"#q-myth-asks", "#P003-row-4", "#A002-compare-1", "#quiz", "/lessons/frames#step-4"} {
		if _, ps := load(t, small+strings.Replace(ownParts, `prove: "#step-2"`, `prove: "`+at+`"`, 1)); len(ps) > 0 {
			t.Errorf("%s: %v", at, ps)
		}
	}
}

func TestPartsOfALesson(t *testing.T) {
	c, ps := load(t, small+ownParts)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	l := c.Lesson("small")
	asked, ok := l.Question("myth-asks")
	if !ok || asked.Question.Key != "B" || l.Disagreement("X-1") == nil {
		t.Errorf("the part's question is found as %+v, its disagreement as %v", asked, l.Disagreement("X-1"))
	}
	var ids []string
	for _, q := range l.Graded() {
		ids = append(ids, q.ID)
	}
	if len(ids) < 2 || ids[0] != "myth-asks" {
		t.Errorf("the graded questions are %q; the part stands before the quiz", ids)
	}
}

func TestWrongParts(t *testing.T) {
	whole := small + ownParts
	for _, w := range []struct{ from, to, at, says, suggests string }{
		{"before: quiz", "before: quizz", "before: quizz", `unknown section "quizz"`, "quiz"},
		{"text: Some things are said.", "text: Some\n        demo: jam", "text: Some\n", "a block is one thing, this one has 2", "block of its own"},
		{"as: cards", "as: crads", "as: crads", `unknown form of items "crads"`, "cards"},
		{`prove: "#step-2"`, `prove: "#step-20"`, `prove: "#step-20"`, "no row 20", "rows"},
		{`prove: "#step-2"`, `prove: "step-2"`, `prove: "step-2"`, "no address within the program", "#step-4"},
		{`prove: "#step-2"`, `prove: "#nowhere"`, `prove: "#nowhere"`, `nothing on this page has the id "nowhere"`, ""},
		{`prove: "#step-2"`, `prove: "#myth-asks"`, `prove: "#myth-asks"`, `nothing on this page has the id "myth-asks"`, "q-myth-asks"},
		{`prove: "#step-2"`, `prove: "#why"`, `prove: "#why"`, `nothing on this page has the id "why"`, ""},
		{`prove: "#step-2"`, `prove: "#X-1"`, `prove: "#X-1"`, `nothing on this page has the id "X-1"`, ""},
		{`prove: "#experiment-refuses"`, `prove: "#experiment-refuse"`, `cells: [`, `unknown experiment "experiment-refuse"`, "experiment-refuses"},
		{"corrections: [X-1]", "corrections: [X-2]", "corrections: [X-2]", `unknown correction "X-2"`, "X-1"},
		{", {text: one}]", "]", "cells: [", "1 cells, and 2 columns", ""},
		{"kind: choice\n                text: Is", "kind: predict\n                text: Is", "kind: predict\n                text: Is", "a predict cannot stand here", "before a step"},
		{"              text: It was.\n", "", "question:\n                id: myth", "nothing follows the question", "after the answer"},
		{"  - id: X-1\n", "  - id: Y-1\n", "id: Y-1", "no disagreement's id", ""},
		{", {who: Other, says: Late.}", "", "sides: [", "a disagreement with one side", "other"},
		{"id: myths", "id: quiz", "id: quiz\n", `id "quiz" is one of the page's own`, "small-quiz"},
	} {
		text := strings.Replace(whole, w.from, w.to, 1)
		if text == whole {
			t.Fatalf("the lesson has no %q", w.from)
		}
		if !strings.Contains(text, w.at) {
			t.Fatalf("the lesson has no %q", w.at)
		}
		_, ps := load(t, text)
		found := false
		for _, p := range ps {
			found = found || strings.Contains(p.Message, w.says) && strings.Contains(p.Suggestion, w.suggests)
		}
		if !found {
			t.Errorf("%q: want %s; %s\ngot:\n%v", w.to, w.says, w.suggests, ps)
		}
	}
	unused := strings.NewReplacer("              corrections: [X-1]\n", "", "      - disagreement: X-1\n", "").Replace(whole)
	if _, ps := load(t, unused); len(ps) != 1 || !strings.Contains(ps[0].Message, "nothing refers to the disagreement X-1") {
		t.Errorf("a disagreement that nobody meets: %v", ps)
	}
}

// A lesson may have no script; its parts and its quiz are a page all the same.
func TestSectionsAreThoseOfThePage(t *testing.T) {
	if got := strings.Join(lessons.Sections(), " "); got != "why flow walkthrough key-moments code experiments quiz snapshot recall" {
		t.Errorf("sections are %s", got)
	}
}
