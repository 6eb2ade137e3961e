package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Without JavaScript the page reads: the whole table, every pane of the
// recording, links from step to step, and nothing that cannot work.
func TestWithoutJavaScript(t *testing.T) {
	thorough(t)
	t.Parallel()
	for _, slug := range walkable(t) {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			lesson := readLesson(t, slug)
			last := len(lesson.Script.Steps)
			l := laptop()
			l.noScript = true
			p := visit(t, l)
			p.open(pathOf(slug))
			w := p.walkthrough("#walkthrough")
			s := w.see()
			if !slices.Equal(s.Panes, append([]int{0}, upTo(last)...)) && !slices.Equal(s.Panes, upTo(last)) {
				t.Errorf("the panes that can be seen are %v, want all %d", s.Panes, last)
			}
			checkWholeTable(t, lesson, s)
			if s.Next != "" || s.Skip || s.After {
				t.Errorf("controls that cannot work are shown: Next %q, Skip %v", s.Next, s.Skip)
			}
			for i, step := range lesson.Script.Steps {
				events := read[[]shownEvent](p, fmt.Sprintf("(%s)(\"#walkthrough [data-wire-recorded='%d']\")", crossedScript, i+1))
				if len(step.Done) > 0 && (len(events) == 0 || !events[0].Visible) {
					t.Errorf("the recorded bytes of row %d cannot be seen: %+v", i+1, events)
				}
			}
			p.click("#pane-4 a[href='#pane-5']")
			p.wait("the pane of row 5", "location.hash === '#pane-5'")
			// The page may scroll there smoothly.
			p.wait("the pane of row 5 near the top", "((top) => top >= 0 && top <= 400)(document.querySelector('#pane-5').getBoundingClientRect().top)")
			p.picture("pane-5")
			for _, hidden := range read[[]string](p, "[...document.querySelectorAll('button[type=button]:not([popovertarget])')].filter((b) => b.checkVisibility({ visibilityProperty: true })).map((b) => b.outerHTML.slice(0, 90))") {
				t.Errorf("a button that needs JavaScript is shown: %s", hidden)
			}
			checkWidth(t, p, pathOf(slug), 1366)
		})
	}
}

// checkWholeTable wants every cell of the lesson's table to be read.
func checkWholeTable(t *testing.T, lesson lessonFile, s state) {
	t.Helper()
	for i, step := range lesson.Script.Steps {
		r := step.Row
		cells := []string{r.Sent, r.Received, r.State}
		switch {
		case lesson.Script.Columns.Client != "":
			cells = []string{r.Wire, r.Client, r.State, r.Server}
		case lesson.Script.Columns.Wire != "":
			cells = []string{r.Wire, r.Sees, r.State}
		}
		for _, crosses := range r.Crosses {
			if got := s.Cells[key(i+1)][0]; !strings.Contains(got, crosses) {
				t.Errorf("row %d: what crosses is shown as %q, want %q", i+1, got, crosses)
			}
		}
		for c, want := range cells {
			if got := s.Cells[key(i+1)][c]; !strings.Contains(got, want) || got == "?" {
				t.Errorf("row %d, column %d shows %q, want %q", i+1, c, got, want)
			}
		}
	}
}

// Without JavaScript a form grades the quiz: the page comes back with the
// verdict in place. Each answer is a page, so it is the first question of each
// lesson, answered wrong, and of each kind the first of the course, then right too.
func TestQuizWithoutJavaScript(t *testing.T) {
	thorough(t)
	t.Parallel()
	seen := map[string]bool{} // kinds
	for _, slug := range slugs() {
		var asked []question
		rights := map[string][]bool{} // by question
		for i, q := range readLesson(t, slug).graded() {
			if i == 0 || !seen[q.Kind] {
				asked, rights[q.ID] = append(asked, q), []bool{false}
			}
			if !seen[q.Kind] {
				rights[q.ID] = []bool{false, true}
			}
			seen[q.Kind] = true
		}
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			lesson := readLesson(t, slug)
			var shipped recording
			if lesson.furthest() > 0 {
				shipped = shippedRecording(t, slug)
			}
			l := laptop()
			l.noScript = true
			p := visit(t, l)
			p.open(pathOf(slug))
			for _, q := range asked {
				for _, right := range rights[q.ID] {
					answer := q.wrong(t, shipped)
					if right {
						answer = q.right(t, shipped)
					}
					p.give(q, answer)
					explains(t, q, answer, right, p.verdict(q, right))
					if n := read[int](p, "document.querySelectorAll('.verdict').length"); n != 1 {
						t.Errorf("%s, %s: the page has %d verdicts, want one", q.ID, answer, n)
					}
					p.wait("the verdict in the window", `((b) => b.top >= 0 && b.bottom <= innerHeight)(document.querySelector(".verdict").getBoundingClientRect())`)
				}
			}
		})
	}
}

// shippedRecording is the recording that a page without JavaScript shows.
func shippedRecording(t *testing.T, slug string) recording {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "lessons", "content", "recordings", slug+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return decodeRecording(t, string(b))
}

// The other pages without JavaScript: they read, and scroll nowhere sideways.
func TestPagesWithoutJavaScript(t *testing.T) {
	t.Parallel()
	p := visit(t, look{width: 320, height: 640, noScript: true})
	p.net.expect(`/no-such-page|404`)
	for _, path := range allPages(t) {
		p.open(path)
		checkPage(t, p, path)
		checkWidth(t, p, path, 320)
	}
}
