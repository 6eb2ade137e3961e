package pages_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"wirewalk/lessons"
	"wirewalk/quiz"
	"wirewalk/views/pages"
	"wirewalk/views/parts"
)

// roots are the walkthroughs within n.
func roots(n *html.Node) []*html.Node { return with(n, "data-walkthrough") }

// An experiment has one prediction, a root for each variant of which one is
// shown, nothing of a recording, and an empty table of results.
func TestExperimentHasARootForEachVariant(t *testing.T) {
	for _, c := range courses(t) {
		for _, l := range c.Lessons() {
			_, doc := lessonPage(t, c, l)
			for i := range l.Experiments {
				x := &l.Experiments[i]
				section := one(t, doc, "data-experiment", x.ID)
				if got, _ := attr(section, "data-question"); got != x.Predict.ID {
					t.Errorf("%s: asks %q", x.ID, got)
				}
				if forms := with(section, "data-predict"); len(forms) != 1 {
					t.Errorf("%s: %d predictions", x.ID, len(forms))
				}
				var hidden []bool
				for j, root := range roots(section) {
					v := &x.Variants[j]
					for key, want := range map[string]string{"data-variant": v.ID, "data-script": v.Script.ID, "data-protocol": string(v.Script.Protocol), "data-layout": "brief"} {
						if got, _ := attr(root, key); got != want {
							t.Errorf("%s: %s is %q, want %q", v.Script.ID, key, got, want)
						}
					}
					_, is := attr(root, "hidden")
					hidden = append(hidden, is)
					for k := range v.Script.Steps {
						for _, lane := range []string{"data-wire-live", "data-seen-live"} {
							if n := one(t, root, lane, fmt.Sprint(k+1)); n.FirstChild != nil {
								t.Errorf("%s: %s of row %d is not empty", v.Script.ID, lane, k+1)
							}
						}
					}
				}
				want := slices.Repeat([]bool{true}, len(x.Variants))
				want[0] = false
				if !slices.Equal(hidden, want) {
					t.Errorf("%s: hidden are %v, want %v", x.ID, hidden, want)
				}
				results := with(section, "data-results")
				if len(results) != 1 {
					t.Fatalf("%s: %d tables of results", x.ID, len(results))
				}
				if _, is := attr(results[0], "hidden"); !is || len(with(results[0], "data-variant")) > 0 {
					t.Errorf("%s: there are results before a run", x.ID)
				}
			}
		}
	}
}

// Without JavaScript the page that comes back shows the variant that was sent.
func TestOutcomeShowsItsVariant(t *testing.T) {
	c := small(t)
	l := c.Lesson("a-stream")
	x := &l.Experiments[0]
	verdict, err := x.Predict.Grade([]string{"A"}, quiz.Observed{Value: "2"})
	if err != nil {
		t.Fatal(err)
	}
	outcome := &parts.PredictOutcomeProps{Lesson: l, Verdict: verdict, Experiment: x, Variant: &x.Variants[1]}
	page, doc := render(t, pages.Lesson(pages.LessonProps{Course: c, Lesson: l, Outcome: outcome}))
	checkPage(t, "with an outcome", doc)
	for _, root := range roots(one(t, doc, "data-experiment", x.ID)) {
		id, _ := attr(root, "data-variant")
		if _, hidden := attr(root, "hidden"); hidden != (id != x.Variants[1].ID) {
			t.Errorf("%s is hidden: %v", id, hidden)
		}
	}
	for says, want := range map[string]bool{x.Variants[1].Standard: true, x.Variants[1].Happened: true, x.Variants[0].Standard: false, x.Variants[0].Happened: false} {
		if got := strings.Contains(page, says); got != want {
			t.Errorf("the page says %q: %v, want %v", says, got, want)
		}
	}
}

// The opening has a root for each way, with room for the words, the clock and
// the bytes; where there is a recording, also its bytes as text.
func TestOpeningHasARootForEachWay(t *testing.T) {
	c := small(t)
	l := c.Lesson("a-stream")
	page, doc := lessonPage(t, c, l)
	section := one(t, doc, "id", "opening")
	if why := strings.Index(page, `id="walkthrough"`); strings.Index(page, `id="opening"`) > why {
		t.Error("the opening stands behind the walkthrough")
	}
	all := roots(section)
	if len(all) != len(l.Opening.Ways) {
		t.Fatalf("%d roots for %d ways", len(all), len(l.Opening.Ways))
	}
	for i, root := range all {
		way := &l.Opening.Ways[i]
		if got, _ := attr(root, "data-way"); got != way.ID {
			t.Errorf("way %d is %q", i, got)
		}
		for _, hook := range []string{"data-next", "data-answer", "data-first", "data-whole", "data-bar", "data-aside"} {
			if n := len(with(root, hook)); n != 1 {
				t.Errorf("%s: %d elements with %s", way.ID, n, hook)
			}
		}
		if rows := with(root, "data-step"); len(rows) != len(way.Script.Steps) {
			t.Errorf("%s: %d rows", way.ID, len(rows))
		}
	}
	for way, ms := range map[string]string{"whole": "4000", "streamed": "720"} {
		bar := with(one(t, section, "data-way", way), "data-bar")[0]
		if got, _ := attr(bar, "max"); got != ms {
			t.Errorf("%s: the bar ends at %s ms, want %s", way, got, ms)
		}
	}
	props := parts.OpeningProps{Lesson: l}
	for _, way := range l.Opening.Ways {
		props.Recordings = append(props.Recordings, recorded(way.Script))
	}
	_, doc = render(t, parts.Opening(props))
	for _, root := range roots(doc) {
		if got := text(root); !strings.Contains(got, `→ GET /runs/x/events HTTP/1.1\r\n`) || !strings.Contains(got, `← HTTP/1.1 200 OK\r\n`) || !strings.Contains(got, "data: One") {
			t.Errorf("its bytes are not there as text: %s", got)
		}
	}
}

// What JavaScript sees in an experiment has a form to be shown in, on the page of a
// lesson without a walkthrough too, and once.
func TestPageHasOneFormForWhatIsSeen(t *testing.T) {
	c := small(t)
	walked := c.Lesson("a-stream")
	without := *walked
	without.Script = nil
	for what, l := range map[string]*lessons.Lesson{"with a walkthrough": walked, "without one": &without} {
		_, doc := render(t, pages.Lesson(pages.LessonProps{Lesson: l}))
		if forms := with(doc, "data-seen-item"); len(forms) != 1 {
			t.Errorf("a page %s has %d", what, len(forms))
		}
	}
}
