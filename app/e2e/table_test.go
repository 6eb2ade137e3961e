package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// The tracker counts in the source's way until it is told to count otherwise.
func TestTrackerCounts(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	w.to(10)
	for _, c := range []struct {
		count          string
		row            int
		sent, received string
	}{
		{"http", 3, "Upgrade request", "101 Switching Protocols"},
		{"http", 10, "Close frame", "Close frame"},
		{"frames", 3, "None", "None"},
		{"frames", 10, "Close frame", "Close frame"},
		{"messages", 5, "Hello", "None"},
		{"messages", 10, "How are you?", "Good, thanks!"},
	} {
		w.press("data-count-set=" + c.count)
		at := w.see().Now[0]
		for ; at > c.row; at-- {
			w.press("data-back")
			w.shown(at - 1)
		}
		for ; at < c.row; at++ {
			w.press("data-next")
			w.shown(at + 1)
		}
		w.until(fmt.Sprintf("row %d, counting %s, to say %s and %s", c.row, c.count, c.sent, c.received), func(s state) bool {
			return s.Tracker["sent"][1] == c.sent && s.Tracker["received"][1] == c.received
		})
	}
}

// The whole table opens and closes again; what has not happened is marked "?".
func TestShowTheWholeTable(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	w.to(2)
	checkCells(t, 2, w.see())
	w.press("data-show-all")
	shows := func(what, cell string) state {
		t.Helper()
		return w.until(what, func(s state) bool { return (s.Cells["10"][2] == "?") == (cell == "?") })
	}
	checkCells(t, 10, shows("the whole table", "Closed"))
	if s := w.see(); !slices.Equal(s.Happened, upTo(2)) {
		t.Errorf("opening the table made %v happen", s.Happened)
	}
	w.press("data-show-all")
	checkCells(t, 2, shows("the table closed again", "?"))
}

// The same table from the server's side: what was sent is received, and the
// server is open before the browser is.
func TestFlipTheView(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	w.to(9)
	heads := func() []string {
		return read[[]string](p, "[...document.querySelectorAll('#walkthrough th[data-col=sent], #walkthrough th[data-col=received]')].map((e) => e.innerText.replace(/\\s+/g, ' ').trim())")
	}
	client := heads()
	before := w.see()
	w.press("data-flip")
	after := w.until("the server's view", func(s state) bool { return s.View == "server" })
	server := heads()
	if client[0] == server[0] || !strings.HasPrefix(server[0], "Message received") || !strings.HasPrefix(server[1], "Message sent") {
		t.Errorf("the headings were %q and are %q", client, server)
	}
	for n, want := range map[string]string{"3": "CONNECTING", "4": "OPEN", "9": "CLOSING"} {
		if got := after.Cells[n][2]; !strings.Contains(got, want) {
			t.Errorf("row %s: from the server's side the state is %q (from the browser's %q), want %s", n, got, before.Cells[n][2], want)
		}
	}
	w.press("data-flip")
	w.until("the browser's view", func(s state) bool { return s.View == "client" })
	if got := heads(); fmt.Sprint(got) != fmt.Sprint(client) {
		t.Errorf("flipped back the headings are %q, want %q", got, client)
	}
}

// Play goes on by itself and stops at a question.
func TestPlay(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	w.press("data-play")
	s := w.lit(3)
	if s.Predict != 4 {
		s = w.until("the question before row 4", func(s state) bool { return s.Predict == 4 })
	}
	time.Sleep(2500 * time.Millisecond) // longer than from row to row
	if s = w.see(); !slices.Equal(s.Now, []int{3}) {
		t.Errorf("play went past the question: %s", s)
	}
}

// A row that is held is honest about it: it says who waits, and for how long.
func TestHeldRowSaysSo(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	s := w.next(1)
	if !strings.Contains(s.Say+s.Aside, "holds its answer until you press Next; normally it would not") {
		t.Errorf("row 1 says %q, %q", s.Say, s.Aside)
	}
	w.next(2)
	w.until("the clock of the browser's patience", func(s state) bool {
		return strings.Contains(s.Aside, " s") && strings.Contains(s.Aside, "Chromium")
	})
}

// A link to a row elsewhere on the page shows the row and makes no connection.
func TestLinkToARow(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	p.click("#key-moments a[href='#step-3']")
	s := w.shown(3)
	if len(s.Connections) != 0 || !slices.Equal(s.Panes, []int{3}) {
		t.Errorf("the link to row 3 shows %s", s)
	}
	p.wait("row 3 in the window", "((b) => b.top >= 0 && b.bottom <= innerHeight)(document.querySelector('#step-3').getBoundingClientRect())")
}
