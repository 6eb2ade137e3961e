package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const insteadPath = "/lessons/websocket-instead-of-sse"

// moment is a row of the time axis, as it looks.
type moment struct {
	Step           int
	Side, What     string
	At             float64
	Client, Server string
}

// axis is what the walkthrough's time axis shows.
func (w *walkthrough) axis() []moment {
	w.t.Helper()
	return read[[]moment](w.p, `[...document.querySelectorAll("#walkthrough [data-axis-step]")].filter((tr) => tr.checkVisibility()).map((tr) => {
		const [client, server] = [...tr.querySelectorAll(".end .st")].map((e) => e.textContent.trim());
		const what = tr.querySelector("th").textContent.replace(/\s+/g, " ").trim();
		return { Step: Number(tr.dataset.axisStep), Side: tr.dataset.side, What: what, At: parseFloat(tr.querySelector(".at").textContent), Client: client, Server: server };
	})`)
}

// measured waits until the axis has so many moments.
func (w *walkthrough) measured(n int) []moment {
	w.t.Helper()
	var all []moment
	w.p.waitFor(fmt.Sprintf("%d moments on the axis", n), eventWait, func() (bool, error) {
		if all = w.axis(); len(all) != n {
			return false, fmt.Errorf("it shows %+v", all)
		}
		return true, nil
	})
	return all
}

// The axis grows with the run. Each end's states are in its order, an effect
// never stands before its cause, and this server is OPEN and CLOSED first.
func TestAxis(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(insteadPath)
	w.live()
	if all := w.axis(); len(all) > 0 {
		t.Errorf("before row 1 the axis shows %+v", all)
	}
	var all []moment
	for n, moments := range []int{4, 6, 8, 9, 14} {
		w.next(n + 1)
		all = w.measured(moments)
	}
	p.picture("axis")
	var told []string
	for i, m := range all {
		told = append(told, fmt.Sprintf("%d %s, %s %s", m.Step, m.What, m.Client, m.Server))
		if i > 0 && m.At < all[i-1].At {
			t.Errorf("%+v stands after %+v", m, all[i-1])
		}
	}
	if want := []string{
		"1 Your browser new WebSocket(…), CONNECTING none yet",
		"1 This server the request is here, CONNECTING CONNECTING",
		"1 This server the whole 101 is sent, CONNECTING OPEN",
		"1 Your browser open event, OPEN OPEN",
		`2 This server sends "Hello Client!", OPEN OPEN`,
		`2 Your browser message event: "Hello Client!", OPEN OPEN`,
		`3 This server sends "The soup is ready", OPEN OPEN`,
		`3 Your browser message event: "The soup is ready", OPEN OPEN`,
		`4 This server gets "Two bowls, please", OPEN OPEN`,
		"5 Your browser readyState is now 2, CLOSING OPEN",
		"5 This server gets a Close frame, CLOSING CLOSING",
		"5 This server sends a Close frame, CLOSING CLOSING",
		"5 This server the TCP connection ends, CLOSING CLOSED",
		"5 Your browser close event, CLOSED CLOSED",
	}; !slices.Equal(told, want) {
		t.Errorf("the axis says\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}

	// It stays while somebody looks back, is the recording's in Replay, and is
	// empty where the next run begins.
	w.press("data-back")
	w.shown(4)
	w.measured(14)
	w.press("data-mode-set=replay")
	w.until("the recording", func(s state) bool { return s.Mode == "replay" })
	if recorded := w.axis(); len(recorded) == 0 || recorded[len(recorded)-1].Step > 5 {
		t.Errorf("the recording's axis is %+v", recorded)
	}
	w.press("data-mode-set=live")
	w.press("data-again")
	w.until("the start", func(s state) bool { return len(s.Now) == 0 })
	w.measured(0)
}

// In Replay nothing of the axis is given away before its row.
func TestAxisOfARecording(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open(insteadPath + "#step-2")
	w := p.walkthrough("#walkthrough")
	w.shown(2)
	if all := w.axis(); len(all) != 6 || all[5].Step != 2 {
		t.Errorf("at row 2 the recording's axis shows %+v", all)
	}
	w.press("data-show-all")
	w.measured(14)
}

// At full speed the axis is that of the run that nobody held.
func TestAxisAtFullSpeed(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(insteadPath)
	w.live()
	w.to(5)
	before := w.measured(14)
	w.press("data-full-speed")
	p.waitFor("the axis of another run", eventWait, func() (bool, error) {
		all := w.axis()
		if len(all) != 14 || all[13].At == before[13].At {
			return false, fmt.Errorf("it shows %+v", all)
		}
		return true, nil
	})
	// Nobody waits for the other end now, so the two mix otherwise; what one end
	// notices is the same.
	whats := func(all []moment, side string) (of []string) {
		for _, m := range all {
			if m.Side == side {
				of = append(of, m.What)
			}
		}
		return of
	}
	after := w.axis()
	for _, side := range []string{"client", "server"} {
		if got, want := whats(after, side), whats(before, side); !slices.Equal(got, want) {
			t.Errorf("at full speed the %s noticed %q, step by step %q", side, got, want)
		}
	}
}

// A row of a dialogue shows both sides; where the source's word is not what
// crosses, both are there. Flipped, the table has the server's states.
func TestDialogue(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(insteadPath)
	w.live()
	w.to(5)
	cells := func() map[string][]string { return w.see().Cells }
	for n, want := range map[string][4]string{
		"1": {"Upgrade request 101 Switching Protocols source’s word: None", "Open WebSocket connection", "Open", "Accept connection, upgrade to WebSocket"},
		"4": {"Message content", "Send message", "Open", "Receive message"},
		"5": {"Close frame Close frame source’s word: None", "Close connection", "Closed", "Close connection"},
	} {
		got := cells()[n]
		for i := range want {
			if !strings.Contains(strings.ReplaceAll(got[i], "browser to server: ", ""), want[i]) && !strings.Contains(strings.ReplaceAll(strings.ReplaceAll(got[i], "browser to server: ", ""), "server to browser: ", ""), want[i]) {
				t.Errorf("row %s shows %q, want %q", n, got, want)
				break
			}
		}
	}
	w.press("data-flip")
	w.until("the server's view", func(s state) bool { return s.View == "server" })
	if got := cells(); !strings.Contains(got["1"][2], "OPEN") || !strings.Contains(got["5"][2], "CLOSED") {
		t.Errorf("flipped the states are %q and %q", got["1"][2], got["5"][2])
	}
	p.click("#step-5 .wire .source-word")
	p.wait("the correction", "document.querySelector('#note-F17').matches(':popover-open')")
}
