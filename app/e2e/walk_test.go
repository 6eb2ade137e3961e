package e2e

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// row is what must hold after a row of the WebSocket lesson.
type row struct {
	ready                 int    // the browser's own readyState
	state, sent, received string // the tracker's values
	cells                 [3]string
}

// rows are the source's ten, with the tracker's values that it leaves out.
func rows() []row {
	return []row{
		{0, "Connecting", "None", "None", [3]string{"Upgrade request", "", "Connecting"}},
		{0, "Connecting", "None", "None", [3]string{"", "", "Connecting"}},
		{0, "Connecting", "None", "None", [3]string{"", "101 Switching Protocols", "Upgrading"}},
		{1, "Open", "None", "None", [3]string{"", "", "Open"}},
		{1, "Open", "Hello", "None", [3]string{"Hello", "", "Open"}},
		{1, "Open", "Hello", "Welcome", [3]string{"", "Welcome", "Open"}},
		{1, "Open", "How are you?", "Welcome", [3]string{"How are you?", "", "Open"}},
		{1, "Open", "How are you?", "Good, thanks!", [3]string{"", "Good, thanks!", "Open"}},
		{2, "Closing", "Close frame", "Good, thanks!", [3]string{"Close frame", "", "Closing"}},
		{3, "Closed", "Close frame", "Close frame", [3]string{"", "Close frame", "Closed"}},
	}
}

var stateWords = []string{"CONNECTING", "OPEN", "CLOSING", "CLOSED"}

func TestWalkTenRows(t *testing.T) {
	thorough(t)
	t.Parallel()
	for _, host := range []string{"classroom.test", "127.0.0.1"} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			l := laptop().moves()
			l.host = host
			p := visit(t, l)
			w := p.lesson(lessonPath)
			w.live()
			w.press("data-depth-set=bytes")
			start := w.see()
			if start.LampWord != "no connection yet" || start.Lamp != "none" || len(start.Happened) != 0 {
				t.Errorf("before row 1 it shows %s", start)
			}
			for n := 1; n <= 10; n++ {
				w.next(n)
				checkRow(t, n, w.until("a word for screen readers", func(s state) bool {
					return strings.HasPrefix(s.Status, fmt.Sprintf("Step %d of", n))
				}))
				checkBytes(t, w, n)
				p.picture(fmt.Sprintf("row-%02d", n))
			}
			s := w.see()
			if len(s.Connections) != 1 {
				t.Errorf("the walk took %d connections: %+v", len(s.Connections), s.Connections)
			}
			if !s.NextOff {
				t.Error("Next can still be pressed after the last row")
			}
		})
	}
}

// checkRow holds what is seen after row n against what the row says.
func checkRow(t *testing.T, n int, s state) {
	t.Helper()
	all := rows()
	want := all[n-1]
	before := row{state: "Connecting", sent: "None", received: "None"}
	if n > 1 {
		before = all[n-2]
	}
	check := func(what string, got, want any) {
		t.Helper()
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("row %d: %s is %v, want %v", n, what, got, want)
		}
	}
	check("readyState in the browser", s.readyState(), want.ready)
	check("the lit row", s.Now, []int{n})
	check("the row with aria-current", s.Current, []int{n})
	check("what happened", s.Happened, upTo(n))
	check("the lamp", s.Lamp, want.ready)
	check("the lamp's word", s.LampWord, stateWords[want.ready])
	check("the position", s.At, fmt.Sprintf("%d / 10", n))
	check("the address", s.Hash, fmt.Sprintf("#step-%d", n))
	check("the pane", s.Panes, []int{n})
	check("the tracker's connection state", s.Tracker["state"], []string{before.state, want.state})
	check("the tracker's last message sent", s.Tracker["sent"], []string{before.sent, want.sent})
	check("the tracker's last message received", s.Tracker["received"], []string{before.received, want.received})
	if run := s.Run[key(n)]; !strings.HasPrefix(run, fmt.Sprintf("%d ✓", want.ready)) ||
		!strings.Contains(run, fmt.Sprintf("%s (%d), as expected", stateWords[want.ready], want.ready)) {
		t.Errorf("row %d: your run says %q", n, run)
	}
	if !strings.HasPrefix(s.Status, fmt.Sprintf("Step %d of 10. ", n)) ||
		!strings.Contains(s.Status, "Connection "+strings.ToLower(stateWords[want.ready])+".") {
		t.Errorf("row %d: a screen reader hears %q", n, s.Status)
	}
	if s.Say == "" || strings.Contains(s.Say, "{") {
		t.Errorf("row %d: the sentence is %q", n, s.Say)
	}
	checkCells(t, n, s)
}

// checkCells wants the cells of the rows that happened, and nothing of the
// others.
func checkCells(t *testing.T, n int, s state) {
	t.Helper()
	for i, r := range rows() {
		for c, want := range r.cells {
			got := s.Cells[key(i+1)][c]
			switch {
			case i+1 > n && got != "?":
				t.Errorf("row %d lit: row %d gives away %q", n, i+1, got)
			case i+1 <= n && !strings.Contains(got, want), i+1 <= n && strings.Contains(got, "?") && !strings.Contains(want, "?"):
				t.Errorf("row %d lit: row %d, column %d shows %q, want %q", n, i+1, c, got, want)
			}
		}
	}
}

// checkBytes wants in row n's bytes, as the pane shows them, what RFC 6455 asks
// for, and the same in the run's recording.
func checkBytes(t *testing.T, w *walkthrough, n int) {
	t.Helper()
	shown, r := w.crossed(n)
	for _, e := range shown {
		if !e.Visible {
			t.Errorf("row %d: an event is not visible in the bytes: %s", n, e.Text)
		}
	}
	client, server := r.bytes(t, n, "client"), r.bytes(t, n, "server")
	wantFrom := func(from string) {
		t.Helper()
		if from != "client" && len(client) > 0 || from != "server" && len(server) > 0 {
			t.Errorf("row %d: the browser sent %q, the server %q; only the %s may", n, client, server, from)
		}
	}
	masked := func(first byte, payload string) {
		t.Helper()
		wantFrom("client")
		got, text := unmask(t, client)
		if got != first || string(text) != payload {
			t.Errorf("row %d: the browser sent % x, which is %#x %q", n, client, got, text)
		}
		if hex := unhex(t, frameOf(t, shown).Hex); !bytes.Equal(hex, client) {
			t.Errorf("row %d: the pane shows % x, and % x crossed", n, hex, client)
		}
	}
	plain := func(want string) {
		t.Helper()
		wantFrom("server")
		if !bytes.Equal(server, unhex(t, want)) {
			t.Errorf("row %d: the server sent % x, want %s", n, server, want)
		}
		if hex := frameOf(t, shown).Hex; hex != want {
			t.Errorf("row %d: the pane shows %s, want %s", n, hex, want)
		}
	}
	switch n {
	case 1:
		wantFrom("client")
		if !bytes.HasPrefix(client, []byte("GET /runs/")) || bytes.Contains(client, []byte("\r\n\r\n")) || !bytes.HasSuffix(client, []byte("\r\n")) {
			t.Errorf("row 1: the browser sent %q", client)
		}
		wantLine(t, n, shown, "Upgrade: websocket")
		wantLine(t, n, shown, "Sec-WebSocket-Version: 13")
	case 2:
		wantFrom("client")
		if string(client) != "\r\n" {
			t.Errorf("row 2: the browser's head ends with %q", client)
		}
	case 3:
		wantFrom("server")
		if !bytes.HasPrefix(server, []byte("HTTP/1.1 101 ")) || bytes.Contains(server, []byte("\r\n\r\n")) || !bytes.HasSuffix(server, []byte("\r\n")) {
			t.Errorf("row 3: the server sent %q, want a 101 without its blank line", server)
		}
		wantLine(t, n, shown, "Sec-WebSocket-Accept: "+r.header("server", "Sec-WebSocket-Accept"))
		checkAccept(t, r, shown)
	case 4:
		wantFrom("server")
		if string(server) != "\r\n" {
			t.Errorf("row 4: the server sent %q, want the blank line alone", server)
		}
	case 5:
		masked(0x81, "Hello")
		if len(client) != 11 {
			t.Errorf("row 5: %d bytes crossed, want 11", len(client))
		}
		if say := w.see().Say; !strings.Contains(say, "11 bytes") {
			t.Errorf("row 5: the sentence is %q", say)
		}
	case 6:
		plain("81 07 57 65 6c 63 6f 6d 65")
	case 7:
		masked(0x81, "How are you?")
	case 8:
		plain("81 0d 47 6f 6f 64 2c 20 74 68 61 6e 6b 73 21")
	case 9:
		masked(0x88, "\x03\xe8")
	case 10:
		plain("88 02 03 e8")
		if !slices.ContainsFunc(r.Events, func(e event) bool { return e.Step == 10 && e.From == "server" && e.Kind == "end" }) {
			t.Error("row 10: the server did not end the TCP connection")
		}
	}
}

// wantLine wants a line of a head, with its end made visible.
func wantLine(t *testing.T, n int, shown []shownEvent, line string) {
	t.Helper()
	if !slices.ContainsFunc(shown, func(e shownEvent) bool { return e.Line == line+`\r\n` }) {
		t.Errorf("row %d: the pane shows no line %q", n, line)
	}
}

func upTo(n int) []int {
	var all []int
	for i := 1; i <= n; i++ {
		all = append(all, i)
	}
	return all
}
