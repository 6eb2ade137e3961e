package e2e

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

//go:embed scripts/walk.js
var walkScript string

const (
	lessonPath   = "/lessons/websocket-protocol"
	streamPath   = "/lessons/sse-stream"
	framesPath   = "/lessons/frames"
	deepPath     = "/lessons/two-way-channels"
	choosingPath = "/lessons/choosing"
)

// walkthrough is one table of a page.
type walkthrough struct {
	p    *page
	t    *testing.T
	root string // the selector of its root
}

func (p *page) walkthrough(root string) *walkthrough {
	p.t.Helper()
	p.wait("the walkthrough "+root, "document.querySelector("+quote(root)+")")
	return &walkthrough{p, p.t, root}
}

// lesson opens a lesson's page and returns its walkthrough.
func (p *page) lesson(path string) *walkthrough {
	p.t.Helper()
	p.open(path)
	p.wait("the page's script", "document.querySelector('#walkthrough[data-mode]') && document.querySelector('[data-pane]').parentNode && [...document.querySelectorAll('[data-pane]')].filter((e) => !e.hidden).length === 1")
	return p.walkthrough("#walkthrough")
}

// state is what a walkthrough shows at a moment. Rows are numbers from 1.
type state struct {
	Mode, View, Depth string
	Now               []int // rows that look lit
	Current           []int // rows that carry aria-current
	Happened          []int
	Lamp, LampWord    string
	Say, Aside        string
	Status            string // what a screen reader is told
	At                string
	Run               map[string]string   // "Your run", by row
	Cells             map[string][]string // sent, received and state as they look, by row
	Tracker           map[string][]string // before and now, by variable
	Panes             []int               // panes that can be seen
	Next              string              // its label; "" where it cannot be seen
	NextOff, BackOff  bool
	Skip              bool
	Predict           int // the row whose question stands; 0: none
	Outcome           string
	After             bool
	Scrub             int
	ScrubText         string
	Connections       []connection // those under study, as the browser has them
	Focus, FocusText  string
	Hash              string
}

// connection is a WebSocket or EventSource of the page.
type connection struct {
	Path  string
	State int // readyState
}

func (w *walkthrough) see() state {
	w.t.Helper()
	return read[state](w.p, "("+walkScript+")("+quote(w.root)+")")
}

// until waits for a state of which holds is true.
func (w *walkthrough) until(what string, holds func(state) bool) state {
	w.t.Helper()
	var s state
	w.p.waitFor(what, eventWait, func() (bool, error) {
		var err error
		s, err = tryRead[state](w.p, "("+walkScript+")("+quote(w.root)+")")
		if err == nil && !holds(s) {
			err = fmt.Errorf("it shows %s", s)
		}
		return err == nil, err
	})
	return s
}

// lit waits until row n is lit, and its run is told.
func (w *walkthrough) lit(n int) state {
	w.t.Helper()
	w.soon(fmt.Sprintf("now.length === 1 && now[0].dataset.step === '%d' && !!now[0].querySelector('[data-run]').textContent.trim()", n))
	return w.until(fmt.Sprintf("row %d lit, and its run told", n), func(s state) bool {
		return slices.Equal(s.Now, []int{n}) && s.Run[key(n)] != ""
	})
}

// shown waits until row n is lit, which may be a recording's; 0 is the start.
func (w *walkthrough) shown(n int) state {
	w.t.Helper()
	if n == 0 {
		w.soon("now.length === 0")
	} else {
		w.soon(fmt.Sprintf("now.length === 1 && now[0].dataset.step === '%d'", n))
	}
	return w.until(fmt.Sprintf("row %d lit", n), func(s state) bool {
		if n == 0 {
			return len(s.Now) == 0
		}
		return slices.Equal(s.Now, []int{n})
	})
}

// soon waits a while for a condition on now, the lit rows, before until looks at
// everything: that costs the page ten times as much, and says what is wrong.
func (w *walkthrough) soon(condition string) {
	w.t.Helper()
	began := time.Now()
	w.p.waitFor("a glance at the rows", 2*eventWait, func() (bool, error) {
		holds, _ := tryRead[bool](w.p, "((now) => "+condition+")(document.querySelectorAll("+quote(w.root+" tr[data-step].now")+"))")
		return holds || time.Since(began) > eventWait, nil
	})
}

func (w *walkthrough) press(hook string) {
	w.t.Helper()
	w.p.click(w.root + " [" + hook + "]")
}

// depth chooses what stands beside the lit row, and scrolls nothing for it.
func (w *walkthrough) depth(depth string) {
	w.t.Helper()
	w.p.script("document.querySelector(" + quote(w.root+" [data-depth-set="+depth+"]") + ").click()")
	w.p.wait("the depth "+depth, "document.querySelector("+quote(w.root)+").dataset.depth === "+quote(depth))
}

// widths tells how far the page scrolls sideways at each depth. It is left at the
// last. Nothing is painted meanwhile, which takes longer than everything else.
func (w *walkthrough) widths(depths ...string) map[string]int64 {
	w.t.Helper()
	list, _ := json.Marshal(depths) // strings always can be
	return read[map[string]int64](w.p, `((root, depths) => Object.fromEntries(depths.map((depth) => {
		document.querySelector(`+"`${root} [data-depth-set=${depth}]`"+`).click();
		if (document.querySelector(root).dataset.depth !== depth) throw new Error(depth);
		return [depth, document.scrollingElement.scrollWidth];
	})))(`+quote(w.root)+`, `+string(list)+`)`)
}

// live turns to Live, where each press makes a row happen.
func (w *walkthrough) live() {
	w.t.Helper()
	if w.see().Mode != "live" {
		w.press("data-mode-set=live")
		w.until("live", func(s state) bool { return s.Mode == "live" })
	}
}

// next presses Next, skips the question where one stands before row n, and
// waits for row n.
func (w *walkthrough) next(n int) state {
	w.t.Helper()
	if w.asks() {
		w.press("data-skip")
	} else {
		w.press("data-next")
	}
	return w.lit(n)
}

// asks says whether a question stands before the next row.
func (w *walkthrough) asks() bool {
	w.t.Helper()
	return read[bool](w.p, "[...document.querySelectorAll("+quote(w.root+" form[data-predict]")+")].some((form) => form.querySelector('input[name=answer]:enabled') && form.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }))")
}

// to plays on, row by row, to row n.
func (w *walkthrough) to(n int) state {
	w.t.Helper()
	s := w.see()
	at := 0
	if len(s.Now) > 0 {
		at = s.Now[0]
	}
	for at < n {
		at++
		s = w.next(at)
	}
	return s
}

// readyState is that of the newest connection, as the browser has it.
func (s state) readyState() int {
	if len(s.Connections) == 0 {
		return -1
	}
	return s.Connections[len(s.Connections)-1].State
}

// runID is the run of the newest connection.
func (s state) runID() string {
	if len(s.Connections) == 0 {
		return ""
	}
	return strings.Split(s.Connections[len(s.Connections)-1].Path, "/")[2]
}

func (s state) String() string {
	b, err := json.Marshal(s)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// recording fetches what the program has of a run.
func (w *walkthrough) recording(run string) recording {
	w.t.Helper()
	return decodeRecording(w.t, read[string](w.p, "fetch("+quote("/runs/"+url.PathEscape(run)+"/recording.json")+").then((r) => r.text())"))
}

// wholeRecording is the recording once the page has reported what it saw.
func (w *walkthrough) wholeRecording(run string) recording {
	w.t.Helper()
	last := read[int](w.p, "document.querySelectorAll("+quote(w.root+" tr[data-step]")+").length")
	return decodeRecording(w.t, w.reported(run, last))
}

func key(n int) string { return fmt.Sprint(n) }

func number(t *testing.T, key string) int {
	t.Helper()
	n, err := strconv.Atoi(key)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
