package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// streamWords are the states of an EventSource (HTML §9.2.2).
var streamWords = []string{"CONNECTING", "OPEN", "CLOSED"}

func words(protocol string) []string {
	if protocol == "event-stream" {
		return streamWords
	}
	return stateWords
}

// sight is an event of JavaScript's, as the browser fired it at the object under
// study.
type sight struct {
	Type, Data, ID string
	State          int
	Object         int // the how-many-th object of the page it was fired at
}

// sights are the events of the objects under study, so far.
func (p *page) sights() []sight {
	p.t.Helper()
	return read[[]sight](p, `(() => {
		const studied = [...__e2e.sockets, ...__e2e.streams].filter((c) => /\/runs\/[^/]+\/(ws|events)$/.test(c.url));
		return __e2e.seen.filter((e) => studied.includes(e.object)).map((e) => ({
			Type: e.type, Data: typeof e.data === "string" ? e.data : "", ID: e.id ?? "", State: e.state, Object: studied.indexOf(e.object),
		}));
	})()`)
}

// Every walkthrough, also through code, in one walk. Before it, it can be printed
// whole. Before each row its question is answered, wrong and right in turn; at the
// row what must be seen together is on the screen, and the browser's own readyState,
// the lamp, your run, the tracker and the bytes agree with each other and with the
// table. Once a run has begun, nothing that was sent gives an answer away.
// In the end the recording is the one that ships. One lesson moves.
func TestWalkEveryLesson(t *testing.T) {
	t.Parallel()
	slugs := walkable(t)
	if !isThorough() {
		slugs = append(mostForms(), walks(t)[0])
	}
	for _, slug := range slugs {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			lesson := readLesson(t, slug)
			l := laptop()
			if slug == eachForm()[0] {
				l = l.moves()
			}
			p := visit(t, l)
			p.expectRefusals()
			w := p.lesson(pathOf(slug))
			checkPaper(t, w, lesson)
			w.live()
			p.click("nav.sections a[href='#walkthrough']")
			p.still()
			right := false
			for i, step := range lesson.Script.Steps {
				n := i + 1
				if step.Predict == nil {
					w.next(n)
				} else {
					checkQuestionIsWhole(t, w, n)
					w.predict(lesson, n, right)
					right = !right
				}
				checkOnScreen(t, p, fmt.Sprintf("row %d", n))
				p.picture(fmt.Sprintf("row-%02d", n))
				w.depth("bytes")
				checkLessonRow(t, lesson, w, n)
				w.depth("plain")
				if n == lesson.begun() {
					checkNothingIsSent(t, w, lesson)
				}
			}
			s := w.until("the end", func(s state) bool { return s.After && s.NextOff })
			p.checkStreams()
			asShipped(t, slug, w.reported(s.runID(), len(lesson.Script.Steps)))
		})
	}
}

// begun is the row, the third at the earliest, by which a run is under way.
func (l lessonFile) begun() int {
	n := 3
	for i, step := range l.Script.Steps {
		if step.Action == "connect" {
			n = max(n, i+1)
			break
		}
	}
	return min(n, len(l.Script.Steps))
}

func checkLessonRow(t *testing.T, lesson lessonFile, w *walkthrough, n int) {
	t.Helper()
	last := len(lesson.Script.Steps)
	step := lesson.Script.Steps[n-1]
	s := w.until(fmt.Sprintf("row %d told to screen readers", n), func(s state) bool {
		return strings.HasPrefix(s.Status, fmt.Sprintf("Step %d of %d.", n, last))
	})
	word, run := "no connection yet", "– ✓no connection, as expected"
	if step.ReadyState >= 0 {
		word = words(lesson.Script.Protocol)[step.ReadyState]
		run = fmt.Sprintf("%d ✓%s (%d), as expected", step.ReadyState, word, step.ReadyState)
	}
	if got := s.readyState(); got != step.ReadyState {
		t.Errorf("row %d: the browser's readyState is %d, want %d", n, got, step.ReadyState)
	}
	if s.Run[key(n)] != run {
		t.Errorf("row %d: your run says %q, want %q", n, s.Run[key(n)], run)
	}
	if s.LampWord != word || !slices.Equal(s.Now, []int{n}) || !slices.Equal(s.Current, []int{n}) || !slices.Equal(s.Happened, upTo(n)) {
		t.Errorf("row %d: lamp %s, now %v, current %v, happened %v", n, s.LampWord, s.Now, s.Current, s.Happened)
	}
	if s.Hash != fmt.Sprintf("#step-%d", n) || s.At != fmt.Sprintf("%d / %d", n, last) {
		t.Errorf("row %d: the address says %s, the bar %s", n, s.Hash, s.At)
	}
	for k, cells := range s.Cells {
		happened := slices.Contains(s.Happened, number(t, k))
		for _, cell := range cells {
			if (cell == "?") == happened {
				t.Errorf("row %d: row %s, which happened: %v, shows %q", n, k, happened, cells)
			}
		}
	}
	checkListings(t, w, n, map[string][]int{"browser": step.BrowserLines, "server": step.ServerLines})
	if len(s.Connections) == 0 {
		return // nothing but code was read so far
	}
	shown, r := w.crossed(n)
	for _, e := range shown {
		if !e.Visible {
			t.Errorf("row %d: an event cannot be seen: %s", n, e.Text)
		}
	}
	checkTracker(t, lesson, w, n, r)
}

// checkListings wants the whole code below the table, where there is any, to have
// the lines lit that run in row n, and no others.
func checkListings(t *testing.T, w *walkthrough, n int, want map[string][]int) {
	t.Helper()
	lit := read[map[string][]int](w.p, `Object.fromEntries((document.querySelector("[data-listing]")?.dataset.listing ?? "").split(" ").filter(Boolean).map((side) => [side, `+litInListing("side")+`]))`)
	for side, lines := range lit {
		if sorted := slices.Sorted(slices.Values(want[side])); !slices.Equal(lines, sorted) {
			t.Errorf("row %d: lines %v of the %s are lit, want %v", n, lines, side, sorted)
		}
	}
}

// checkTracker holds the tracker against what the browser fired and the wire
// carried, where they can be known.
func checkTracker(t *testing.T, lesson lessonFile, w *walkthrough, n int, r recording) {
	t.Helper()
	sights := w.p.sights()
	var messages int
	var lastID string
	object := 0
	requests := 0
	for _, e := range r.Events {
		if e.Request != nil && e.Request.Method == "GET" && e.Step <= n { // a later one belongs to a row that has not happened
			requests++
		}
	}
	objects := len(w.see().Connections)
	for _, e := range sights {
		if e.Object != object {
			object, lastID = e.Object, ""
		}
		if e.Type != "open" && e.Type != "error" && e.Type != "close" {
			messages++
			lastID = e.ID
		}
	}
	if object != objects-1 {
		lastID = "" // the newest object has fired nothing yet
	}
	step := lesson.Script.Steps[n-1]
	for _, v := range lesson.Tracker.Variables {
		got := w.see().Tracker[v.From]
		if len(got) != 2 {
			t.Fatalf("row %d: the tracker has no %s: %v", n, v.From, w.see().Tracker)
		}
		want := got[1]
		switch v.From {
		case "state":
			want = map[string]string{"CONNECTING": "Connecting", "OPEN": "Open", "CLOSING": "Closing", "CLOSED": "Closed"}[words(lesson.Script.Protocol)[step.ReadyState]]
		case "readyState":
			want = fmt.Sprintf("%d %s", step.ReadyState, words(lesson.Script.Protocol)[step.ReadyState])
		case "messages":
			want = fmt.Sprint(messages)
		case "connections":
			want = fmt.Sprint(requests)
		case "lastEventId":
			want = or(lastID, "none")
		}
		if got[1] != want {
			t.Errorf("row %d: the tracker's %s is %q, what happened says %q", n, v.From, got[1], want)
		}
	}
}

// checkStreams wants the page never to have held more than two event streams:
// one of its own, and the one under study.
func (p *page) checkStreams() {
	p.t.Helper()
	if most := read[int](p, "__e2e.most"); most > 2 {
		p.t.Errorf("the page held %d event streams at once, at most two may be", most)
	}
}
