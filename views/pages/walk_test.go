package pages_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"wirewalk/lessons"
	"wirewalk/views/pages"
	"wirewalk/views/parts"
)

// walkedPage is a page with a walkthrough.
type walkedPage struct {
	script *lessons.Script
	page   templ.Component
}

// walked are the pages that have one: lessons', and walks through code.
func walked(c *lessons.Course) []walkedPage {
	var all []walkedPage
	for _, l := range c.Lessons() {
		if l.Script != nil {
			all = append(all, walkedPage{l.Script, pages.Lesson(pages.LessonProps{Course: c, Lesson: l, Recording: recorded(l.Script)})})
		}
		for i := range l.Walks {
			w := &l.Walks[i]
			all = append(all, walkedPage{w.Script, pages.Walk(pages.WalkProps{Lesson: l, Walk: w, Recording: recorded(w.Script)})})
		}
	}
	return all
}

// A walk's page begins at the code. In each row's pane the lines are lit that
// the row names, with whose they are, and the whole listing has these lines.
func TestWalkLightsItsLines(t *testing.T) {
	for _, c := range courses(t) {
		for _, l := range c.Lessons() {
			for i := range l.Walks {
				w := &l.Walks[i]
				_, doc := render(t, pages.Walk(pages.WalkProps{Lesson: l, Walk: w, Recording: recorded(w.Script)}))
				if depth, _ := attr(one(t, doc, "id", "walkthrough"), "data-depth"); depth != "code" {
					t.Errorf("%s begins at the depth %q", w.Path(), depth)
				}
				for depth, want := range map[string]string{"plain": "false", "code": "true", "bytes": "false"} {
					tab := one(t, doc, "data-depth-set", depth)
					if got, _ := attr(tab, "aria-selected"); got != want {
						t.Errorf("%s: the tab %s says %q", w.Path(), depth, got)
					}
				}
				for _, s := range w.Script.Steps {
					pane := one(t, doc, "id", fmt.Sprint("pane-", s.N))
					for side, lines := range map[string][]int{"browser": s.BrowserLines, "server": s.ServerLines} {
						var lit []string
						for _, n := range elements(pane) {
							before := n.PrevSibling
							for before != nil && before.Type != html.ElementNode {
								before = before.PrevSibling
							}
							if n.Data == "pre" && before != nil && slices.Contains(classes(before), map[string]string{"browser": "from-client", "server": "server-does"}[side]) {
								lit = append(lit, litIn(n)...)
							}
						}
						var want []string
						for _, n := range slices.Sorted(slices.Values(lines)) {
							want = append(want, fmt.Sprint(n))
						}
						if !slices.Equal(lit, want) {
							t.Errorf("%s row %d: lines %v of the %s are lit, want %v", w.Path(), s.N, lit, side, want)
						}
						if len(lines) > 0 {
							if listed := len(listing(t, doc, side)); listed < slices.Max(lines) {
								t.Errorf("%s: the listing of the %s has %d lines, and row %d lights line %d", w.Path(), side, listed, s.N, slices.Max(lines))
							}
						}
					}
				}
			}
		}
	}
}

// listing are the lines of the whole code of one side.
func listing(t *testing.T, doc *html.Node, side string) []*html.Node {
	t.Helper()
	whole := one(t, doc, "id", "listing")
	sides, _ := attr(whole, "data-listing")
	i := slices.Index(strings.Fields(sides), side)
	var lines []*html.Node
	for sample := range whole.ChildNodes() {
		if !slices.Contains(classes(sample), "sample") {
			continue
		}
		if i == 0 {
			for _, n := range elements(sample) {
				if slices.Contains(classes(n), "line") {
					lines = append(lines, n)
				}
			}
		}
		i--
	}
	return lines
}

// litIn are the numbers of the lines that are lit.
func litIn(n *html.Node) []string {
	var lit []string
	for _, line := range with(n, "data-line") {
		if slices.Contains(classes(line), "lit") {
			number, _ := attr(line, "data-line")
			lit = append(lit, number)
		}
	}
	return lit
}

// From a walk there is a way to its lesson and to its neighbours; from the lesson
// to each walk. A run of one leads back to it.
func TestWalksAreLinked(t *testing.T) {
	c := course(t)
	for _, l := range c.Lessons() {
		lesson, _ := render(t, pages.Lesson(pages.LessonProps{Course: c, Lesson: l}))
		for i := range l.Walks {
			w := &l.Walks[i]
			if !strings.Contains(lesson, `href="`+w.Path()+`"`) || !strings.Contains(lesson, fmt.Sprint(len(w.Script.Steps))+" rows:") {
				t.Errorf("%s has no link to %s, or not its rows", l.Slug, w.Path())
			}
			for _, correction := range w.Page().Corrections {
				if away := !strings.Contains(lesson, `id="note-`+correction.ID+`"`); away != l.Away(correction.ID) {
					t.Errorf("%s: the lesson lacks the correction %s: %v", w.Path(), correction.ID, away)
				}
			}
			page, _ := render(t, pages.Walk(pages.WalkProps{Lesson: l, Walk: w}))
			ways := []string{"/lessons/" + l.Slug, "/lessons/" + l.Slug + "#walks"}
			if i > 0 {
				ways = append(ways, l.Walks[i-1].Path())
			}
			if i+1 < len(l.Walks) {
				ways = append(ways, l.Walks[i+1].Path())
			}
			for _, way := range ways {
				if !strings.Contains(page, `href="`+way+`"`) {
					t.Errorf("%s has no link to %s", w.Path(), way)
				}
			}
			run, _ := render(t, pages.Replay(pages.ReplayProps{Lesson: w.Page(), Script: w.Script, Recording: recorded(w.Script), Walk: w, Run: "r1"}))
			if !strings.Contains(run, `href="`+w.Path()+`"`) || !strings.Contains(run, `data-listing="`) {
				t.Errorf("a run of %s does not lead back to it, or lacks its listing", w.Path())
			}
		}
	}
}

// What the source's code does stands on the page, with what it printed.
func TestWalkShowsAttempts(t *testing.T) {
	c := course(t)
	for _, l := range c.Lessons() {
		for i := range l.Walks {
			w := &l.Walks[i]
			page, doc := render(t, pages.Walk(pages.WalkProps{Lesson: l, Walk: w}))
			if len(w.Attempts) == 0 {
				t.Errorf("%s shows no attempt", w.Path())
			}
			attempts := text(one(t, doc, "id", "attempts"))
			for _, id := range w.Attempts {
				s := w.Page().Sample(id)
				if !strings.Contains(attempts, s.Title) || s.Fails && !strings.Contains(attempts, "It fails "+s.With) {
					t.Errorf("%s: attempt %s is not shown, or not that it fails", w.Path(), id)
				}
			}
			for _, correction := range w.Page().Corrections {
				if !strings.Contains(page, `popovertarget="note-`+correction.ID+`"`) {
					t.Errorf("%s: nothing opens the correction %s", w.Path(), correction.ID)
				}
			}
		}
	}
}

// An outcome stands before its row without JavaScript, on the walk's page.
func TestWalkShowsAnOutcome(t *testing.T) {
	l := course(t).Lesson("choosing")
	for i := range l.Walks {
		w := &l.Walks[i]
		for _, q := range questions(w.Page()) {
			asked, ok := l.Question(q.ID)
			if !ok || len(asked.Scripts) != 1 || asked.Scripts[0] != w.Script {
				t.Fatalf("%s is not found in its lesson", q.ID)
			}
			verdict, err := q.Grade([]string{q.Options[0].ID}, lessons.Observe(asked.Question, recorded(w.Script), asked.Step))
			if err != nil {
				continue // what it observes is not in what was made up
			}
			outcome := parts.PredictOutcomeProps{Lesson: w.Page(), Verdict: verdict}
			_, doc := render(t, pages.Walk(pages.WalkProps{Lesson: l, Walk: w, Outcome: &outcome}))
			checkPage(t, w.Path(), doc)
			if _, hidden := attr(one(t, doc, "id", "q-"+q.ID), "hidden"); hidden {
				t.Errorf("the outcome of %s is hidden", q.ID)
			}
		}
	}
}

// A row's corrections are met at the depth that the page begins with.
func TestWalkCorrectsWhereItBegins(t *testing.T) {
	c := course(t)
	for _, l := range c.Lessons() {
		for i := range l.Walks {
			w := &l.Walks[i]
			_, doc := render(t, pages.Walk(pages.WalkProps{Lesson: l, Walk: w, Recording: recorded(w.Script)}))
			for _, s := range w.Script.Steps {
				pane := one(t, doc, "id", fmt.Sprint("pane-", s.N))
				var notes []string
				for _, n := range with(pane, "popovertarget") {
					to, _ := attr(n, "popovertarget")
					notes = append(notes, strings.TrimPrefix(to, "note-"))
					for in := n.Parent; in != pane; in = in.Parent {
						if depth, of := attr(in, "data-depth-panel"); of {
							t.Errorf("%s row %d: the correction %s stands in the panel %s alone", w.Path(), s.N, to, depth)
						}
					}
				}
				slices.Sort(notes)
				if want := slices.Sorted(slices.Values(s.Corrections)); !slices.Equal(notes, want) {
					t.Errorf("%s row %d corrects %v, want %v", w.Path(), s.N, notes, want)
				}
			}
		}
	}
}
