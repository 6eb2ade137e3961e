package pages_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"wirewalk/lessons"
	"wirewalk/views/pages"
	"wirewalk/views/parts"
)

// with are the elements that have an attribute, within n.
func with(n *html.Node, key string) []*html.Node {
	var all []*html.Node
	for _, e := range elements(n) {
		if _, ok := attr(e, key); ok {
			all = append(all, e)
		}
	}
	return all
}

// one is the only element whose attribute has that value.
func one(t *testing.T, n *html.Node, key, value string) *html.Node {
	t.Helper()
	var found []*html.Node
	for _, e := range with(n, key) {
		if v, _ := attr(e, key); v == value {
			found = append(found, e)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d elements with %s=%q, want one", len(found), key, value)
	}
	return found[0]
}

// text is what an element says, its white space made one.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func classes(n *html.Node) []string {
	class, _ := attr(n, "class")
	return strings.Fields(class)
}

// A row carries its step, whole: the page runs what it reads there.
func TestTableHasARowForEachStep(t *testing.T) {
	for _, c := range courses(t) {
		for _, l := range c.Lessons() {
			_, doc := lessonPage(t, c, l)
			for _, x := range l.Experiments {
				for _, v := range x.Variants {
					for i := range v.Script.Steps {
						s := &v.Script.Steps[i]
						root := one(t, doc, "data-script", v.Script.ID)
						checkRow(t, v.Script.ID, one(t, root, "data-step", fmt.Sprint(s.N)), v.Script, s)
					}
				}
			}
		}
		for _, w := range walked(c) {
			_, doc := render(t, w.page)
			for i := range w.script.Steps {
				s := &w.script.Steps[i]
				one(t, doc, "id", fmt.Sprint("pane-", s.N))
				checkRow(t, w.script.ID, one(t, doc, "id", fmt.Sprint("step-", s.N)), w.script, s)
			}
		}
	}
}

func checkRow(t *testing.T, name string, row *html.Node, script *lessons.Script, s *lessons.Step) {
	t.Helper()
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return fmt.Sprint(n)
	}
	text := s.Text
	if s.Actor == lessons.Server { // who sends it itself; HTML knows one kind of line end
		text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	for key, want := range map[string]string{
		"data-step": fmt.Sprint(s.N), "data-actor": string(s.Actor), "data-action": string(s.Action),
		"data-text": text, "data-hex": s.Hex, "data-times": number(s.Times), "data-throws": s.Throws,
		"data-code": number(s.Code), "data-reason": s.Reason, "data-ms": number(s.MS),
		"data-ready-state": fmt.Sprint(s.ReadyState), "data-fires": fmt.Sprint(len(script.Fires(s.N))),
		"data-answered": map[bool]string{true: "true"}[s.Answered],
	} {
		if got, _ := attr(row, key); got != want {
			t.Errorf("%s row %d: %s is %q, want %q", name, s.N, key, got, want)
		}
	}
}

// The tracker knows the values of the lesson's variables, and of no other.
func TestTrackerHasTheLessonsVariables(t *testing.T) {
	for _, c := range courses(t) {
		for _, l := range c.Lessons() {
			if len(l.Tracker.Variables) == 0 {
				continue
			}
			_, doc := render(t, pages.Lesson(pages.LessonProps{Course: c, Lesson: l}))
			tables := with(doc, "data-tracker")
			if len(tables) != 1 {
				t.Fatalf("%s: %d trackers", l.Slug, len(tables))
			}
			holders := map[int]*html.Node{0: tables[0]}
			for i := range l.Script.Steps {
				n := i + 1
				holders[n] = one(t, doc, "id", fmt.Sprint("step-", n))
			}
			for n, holder := range holders {
				raw, _ := attr(holder, "data-track")
				var track map[lessons.Counting]map[string]string
				if err := json.Unmarshal([]byte(raw), &track); err != nil {
					t.Fatalf("%s row %d: %v in %q", l.Slug, n, err, raw)
				}
				for _, counting := range lessons.Countings() {
					if counting != lessons.CountFrames && l.Script.Protocol == lessons.EventStream {
						continue
					}
					values, want := track[counting], l.Script.Tracked(counting)[n]
					if values == nil { // it counts the same
						values = track[lessons.CountFrames]
					}
					if len(values) != len(l.Tracker.Variables) {
						t.Errorf("%s row %d: %d values for %d variables", l.Slug, n, len(values), len(l.Tracker.Variables))
					}
					for _, v := range l.Tracker.Variables {
						if values[v.From] != want[v.From] {
							t.Errorf("%s row %d, %s: %q, want %q", l.Slug, n, v.From, values[v.From], want[v.From])
						}
					}
				}
			}
			for _, v := range l.Tracker.Variables {
				one(t, doc, "data-var", v.From)
			}
			if buttons := with(doc, "data-count-set"); (len(buttons) > 0) != (l.Script.Protocol == lessons.WebSocket) {
				t.Errorf("%s: %d ways to count", l.Slug, len(buttons))
			}
		}
	}
}

// In lanes the arrow points away from who acts; a row of which nothing crosses
// has a dot on that side.
func TestLanes(t *testing.T) {
	c := small(t)
	l := c.Lesson("a-stream")
	_, doc := lessonPage(t, c, l)
	root := one(t, doc, "id", "walkthrough")
	if got, _ := attr(root, "data-layout"); got != "lanes" {
		t.Errorf("the layout is %q", got)
	}
	if got, _ := attr(root, "data-types"); got != "ping" {
		t.Errorf("the event types are %q", got)
	}
	for _, col := range []string{"wire", "sees"} {
		heads := 0
		for _, n := range with(root, "data-col") {
			if v, _ := attr(n, "data-col"); v == col {
				heads++
			}
		}
		if heads != 1 {
			t.Errorf("%d headings of %s", heads, col)
		}
	}
	for i := range l.Script.Steps {
		s := &l.Script.Steps[i]
		var crosses, sees *html.Node
		for _, cell := range elements(one(t, doc, "id", fmt.Sprint("step-", s.N))) {
			switch {
			case slices.Contains(classes(cell), "wire"):
				crosses = cell
			case slices.Contains(classes(cell), "sees"):
				sees = cell
			}
		}
		if crosses == nil || sees == nil {
			t.Fatalf("row %d lacks a cell", s.N)
		}
		want := []string{"wire", "received", "dot"}
		if s.Actor == lessons.Browser {
			want[1] = "sent"
		}
		if s.Row.Wire != "" {
			want[2] = "arrow"
		}
		if got := classes(crosses); !slices.Equal(got, want) {
			t.Errorf("row %d: the wire has classes %q, want %q", s.N, got, want)
		}
		if got := text(sees); !strings.HasPrefix(got, s.Row.Sees) || s.Row.Sees == "" && got != "nothing ?" {
			t.Errorf("row %d: JavaScript sees %q, want %q", s.N, got, s.Row.Sees)
		}
	}
}

// In a dialogue both sides say what they do. Where the source's word is not what
// crosses, that is drawn, and the word stands beside it.
func TestDialogue(t *testing.T) {
	c := small(t)
	l := c.Lesson("a-dialogue")
	_, doc := lessonPage(t, c, l)
	root := one(t, doc, "id", "walkthrough")
	if got, _ := attr(root, "data-layout"); got != "dialogue" {
		t.Errorf("the layout is %q", got)
	}
	var heads []string
	for _, n := range with(root, "data-col") {
		col, _ := attr(n, "data-col")
		heads = append(heads, col)
	}
	if want := []string{"step", "action", "client", "wire", "server", "state", "run"}; !slices.Equal(heads, want) {
		t.Errorf("the columns are %q, want %q", heads, want)
	}
	cell := func(n int, class string) *html.Node {
		for _, e := range elements(one(t, doc, "id", fmt.Sprint("step-", n))) {
			if e.Data == "td" && slices.Contains(classes(e), class) {
				return e
			}
		}
		t.Fatalf("row %d has no %s", n, class)
		return nil
	}
	for n, want := range map[int][3]string{
		1: {"Your browser: ?", "nothing ?", "This server: Waits ?"},
		2: {"Your browser: Asks ?", "browser to server: Request server to browser: 101 source’s word: None ?", "This server: Agrees ?"},
		3: {"Your browser: Hears ?", "server to browser: Hi ?", "This server: Speaks ?"},
		4: {"Your browser: Closes ?", "browser to server: Close server to browser: Close source’s word: None ?", "This server: Closes too ?"},
	} {
		if got := [3]string{text(cell(n, "client")), text(cell(n, "wire")), text(cell(n, "server"))}; got != want {
			t.Errorf("row %d says %q, want %q", n, got, want)
		}
	}
	if got := classes(cell(1, "wire")); !slices.Equal(got, []string{"wire", "received", "dot"}) {
		t.Errorf("where nothing crosses the wire has classes %q", got)
	}
	if got := text(one(t, doc, "class", "values")); !strings.Contains(got, "Connecting source’s word: Closed") || !strings.Contains(got, "Close source’s word: None") {
		t.Errorf("the table of values says %q", got)
	}
	row := one(t, doc, "id", "step-1")
	if got, _ := attr(row, "data-ready-state"); got != "-1" {
		t.Errorf("before there is an object the row has the readyState %s", got)
	}
}

// Beside a row that asks for it is room for the bytes of another, which the page
// fills, and the way to them for who has no JavaScript.
func TestBytesStandBeside(t *testing.T) {
	for _, c := range courses(t) {
		for _, w := range walked(c) {
			_, doc := render(t, w.page)
			for _, s := range w.script.Steps {
				pane := one(t, doc, "id", fmt.Sprint("pane-", s.N))
				beside := with(pane, "data-wire-beside")
				if s.Beside == 0 {
					if len(beside) > 0 {
						t.Errorf("%s row %d: something stands beside it", w.script.ID, s.N)
					}
					continue
				}
				one(t, pane, "data-wire-beside", fmt.Sprint(s.Beside))
				if !strings.Contains(text(pane), fmt.Sprint("Beside it: row ", s.Beside)) {
					t.Errorf("%s row %d does not name the row beside it", w.script.ID, s.N)
				}
				if its := one(t, doc, "data-wire-recorded", fmt.Sprint(s.Beside)); text(its) == "" {
					t.Errorf("%s row %d: what stands beside it has no bytes", w.script.ID, s.N)
				}
			}
		}
	}
}

// A long message is in the page as its unit and a count.
func TestLongMessageIsNotWrittenOut(t *testing.T) {
	c := small(t)
	l := c.Lesson("a-ladder")
	page, _ := lessonPage(t, c, l)
	if strings.Contains(page, strings.Repeat("x", 300)) {
		t.Error("65536 times x is written out")
	}
}

// The home page plays the first walkthrough of each protocol. A table with more
// rows than there is room for scrolls, and can be reached by keyboard.
func TestHomePlaysOneOfEach(t *testing.T) {
	for which, c := range courses(t) {
		var scripts []parts.WalkthroughProps
		for _, l := range append(c.Lessons(), c.Lessons()...) {
			if l.Script == nil {
				continue
			}
			scripts = append(scripts, parts.WalkthroughProps{Script: l.Script, Recording: recorded(l.Script), Lesson: l, Compact: true})
		}
		_, doc := render(t, pages.Home(pages.HomeProps{Lessons: c.Lessons(), Labs: c.Labs(), Scripts: scripts}))
		played := map[string]int{}
		for _, root := range with(doc, "data-walkthrough") {
			protocol, _ := attr(root, "data-protocol")
			played[protocol]++
			slug, _ := attr(root, "data-script")
			scrolls := false
			for _, n := range elements(root) {
				if !slices.Contains(classes(n), "steps-scroll") {
					continue
				}
				scrolls = true
				tab, _ := attr(n, "tabindex")
				role, _ := attr(n, "role")
				label, _ := attr(n, "aria-label")
				if tab != "0" || role != "group" || label == "" {
					t.Errorf("%s: the region has tabindex %q, role %q, label %q", slug, tab, role, label)
				}
			}
			if rows := len(c.Lesson(slug).Script.Steps); scrolls != (rows > 10) {
				t.Errorf("%s: %d rows, in a region that scrolls: %v", slug, rows, scrolls)
			}
		}
		if len(played) != 2 || played["websocket"] != 1 || played["event-stream"] != 1 {
			t.Errorf("%s: played are %v", which, played)
		}
	}
}
