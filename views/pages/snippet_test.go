package pages_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"wirewalk/lessons"
	"wirewalk/views/pages"
)

const pairs = `number: 1
source: D001
title: Pairs
summary: Two.
minutes: 1
code:
  - {id: a, title: A, file: snippets/pairs/a.js, prints: "TypeError: <no>", fails: true, with: Chromium 156, run: true}
  - {id: b, title: B, file: snippets/pairs/a.js, prints: "yes", run: true}
  - {id: c, title: C, file: snippets/pairs/a.mjs, prints: "no"}
  - {id: d, title: D, file: snippets/pairs/a.mjs, prints: "yes"}
  - {id: e, title: E, file: snippets/pairs/a.html, prints: "yes", run: true}
parts:
  - id: both
    title: Both
    before: quiz
    blocks:
      - pair: {id: runs, title: Runs, wrong: a, right: b, cause: So.}
      - pair: {id: still, title: Still, wrong: c, right: d, cause: So.}
`

// A pair has one button where both of it run in the page, and none where they
// cannot; what it shows does not stand under Code again.
func TestPairs(t *testing.T) {
	c, err := lessons.Load(fstest.MapFS{
		"pairs.yaml":            {Data: []byte(pairs)},
		"snippets/pairs/a.js":   {Data: []byte("a();\n")},
		"snippets/pairs/a.mjs":  {Data: []byte("a();\n")},
		"snippets/pairs/a.html": {Data: []byte("<p></p>\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	text, _ := render(t, pages.Lesson(pages.LessonProps{Course: c, Lesson: c.Lesson("pairs")}))
	piece := func(from, to string) string {
		_, rest, ok := strings.Cut(text, `id="`+from+`"`)
		if !ok {
			t.Fatalf("the page has no %s", from)
		}
		piece, _, _ := strings.Cut(rest, to)
		return piece
	}
	runs := piece("runs", `id="still"`)
	if strings.Count(runs, "data-run-code") != 1 || strings.Count(runs, "data-snippet=") != 2 ||
		!strings.Contains(runs, "Run both") || !strings.Contains(runs, `data-snippet="/lessons/pairs/snippets/a"`) {
		t.Errorf("a pair that runs: %s", runs)
	}
	if !strings.Contains(runs, "It fails") || !strings.Contains(runs, "Chromium 156") || !strings.Contains(runs, "TypeError: &lt;no&gt;") {
		t.Errorf("what it prints is not said: %s", runs)
	}
	if still := piece("still", "</section></div>"); strings.Contains(still, "data-run-code") || strings.Contains(still, "data-snippet") || !strings.Contains(still, "It prints") {
		t.Errorf("a pair that does not run: %s", still)
	}
	code := piece("code", "</section>")
	if !strings.Contains(code, `id="e"`) || strings.Contains(code, `id="a"`) || !strings.Contains(code, "data-page") {
		t.Errorf("under Code stands: %s", code)
	}
	if !strings.Contains(text, "css/course.css") {
		t.Error("the page lacks its sheet")
	}
}
