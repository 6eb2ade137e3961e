package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// After the last row: the counters, the run as a file and as a page, the same
// at full speed, and once more.
func TestAfterTheLastRow(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	if w.see().After {
		t.Error("what comes after the last row is open before the first")
	}
	run := w.to(10).runID()
	w.until("what comes after the last row", func(s state) bool { return s.After })
	checkCounters(t, w, run)
	if frames := read[string](p, "document.querySelector('"+w.root+" [data-counter=frames]').textContent"); frames != "6" {
		t.Errorf("%s frames crossed, want 6", frames)
	}

	href := read[string](p, "document.querySelector('"+w.root+" a[data-export]').getAttribute('href')")
	if href != "/runs/"+run+"/recording.json" {
		t.Errorf("Export leads to %s", href)
	}
	if !read[bool](p, "document.querySelector('"+w.root+" a[data-export]').hasAttribute('download')") {
		t.Error("Export opens in the page and does not download")
	}
	checkRecording(t, w.wholeRecording(run), "step")

	w.press("data-full-speed")
	p.wait("ten times", "document.querySelectorAll('"+w.root+" [data-full-times] tbody tr').length === 10")
	times := read[[]string](p, "[...document.querySelectorAll('"+w.root+" [data-full-times] tbody tr td:first-of-type')].map((e) => e.textContent.trim())")
	for i, text := range times {
		if ms, err := strconv.ParseFloat(text, 64); err != nil || ms < 0 || ms > 5000 {
			t.Errorf("at full speed row %d took %q ms", i+1, text)
		}
	}
	fast := w.see()
	if len(fast.Connections) != 2 || fast.readyState() != 3 {
		t.Errorf("at full speed the connections are %+v, want two, both closed", fast.Connections)
	}
	checkRecording(t, w.wholeRecording(fast.runID()), "full")
	p.picture("full-speed")

	w.press("data-again")
	w.shown(0)
	if s := w.next(1); len(s.Connections) != 3 || s.readyState() != 0 || s.After {
		t.Errorf("run again, row 1 shows %s", s)
	}

	p.open("/runs/" + run)
	replay := p.walkthrough("#walkthrough")
	if s := replay.see(); s.Mode != "replay" || len(s.Connections) != 0 {
		t.Errorf("the page of the run shows %s", s)
	}
	for n := 1; n <= 10; n++ {
		replay.press("data-next")
		s := replay.shown(n)
		if got, want := s.Run[key(n)], strconv.Itoa(rows()[n-1].ready); !strings.HasPrefix(got, want) {
			t.Errorf("on its page row %d of the run has the readyState %q, want %s", n, got, want)
		}
	}
	if s := replay.see(); s.LampWord != "CLOSED" || len(s.Connections) != 0 {
		t.Errorf("the page of the run ends with %s", s)
	}
}

// The same of other forms of table and of a walk through code: at full speed the
// whole script happens too, over as many connections, and its page shows it. They
// are walked with their bytes beside them.
func TestAfterTheOthers(t *testing.T) {
	thorough(t)
	t.Parallel()
	for _, slug := range append(eachForm(), walks(t)[0]) {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			steps := readLesson(t, slug).Script.Steps
			p := visit(t, laptop())
			p.expectRefusals()
			w := p.lesson(pathOf(slug))
			w.walkOnScreen("bytes", len(steps))
			run := w.see().runID()
			w.until("what comes after the last row", func(s state) bool { return s.After })
			checkCounters(t, w, run)
			walked := w.wholeRecording(run)

			w.press("data-full-speed")
			p.waitFor("a time for each row", 2*eventWait, func() (bool, error) {
				return read[int](p, "document.querySelectorAll('"+w.root+" [data-full-times] tbody tr').length") == len(steps), nil
			})
			fast := w.wholeRecording(w.see().runID())
			if fast.Pace != "full" || len(fast.Steps) != len(steps) {
				t.Errorf("at full speed the recording has pace %s and %d of %d steps", fast.Pace, len(fast.Steps), len(steps))
			}
			if got, want := lane(fast), lane(walked); got != want {
				t.Errorf("at full speed JavaScript saw\n%s\nstep by step\n%s", got, want)
			}
			p.open("/runs/" + run)
			replay := p.walkthrough("#walkthrough")
			for i, step := range steps {
				replay.press("data-next")
				s := replay.shown(i + 1)
				want := strconv.Itoa(step.ReadyState)
				if step.ReadyState < 0 {
					want = "–"
				}
				if got := s.Run[key(i+1)]; !strings.HasPrefix(got, want) {
					t.Errorf("on its page row %d of the run has the readyState %q, want %s", i+1, got, want)
				}
			}
		})
	}
}

// lane is what the page's JavaScript saw, row by row.
func lane(r recording) string {
	var all []string
	for _, s := range r.Seen {
		data := s.Data
		if s.Type == "ping" {
			data = "…" // the time
		}
		if s.Type != "state" {
			all = append(all, strings.TrimSpace(fmt.Sprint(s.Step, " ", s.Type, " ", data, " ", s.ID)))
		}
	}
	return strings.Join(all, "\n")
}

// checkCounters holds the counters against the recording.
func checkCounters(t *testing.T, w *walkthrough, run string) {
	t.Helper()
	r := w.recording(run)
	want := map[string]int{}
	for _, step := range r.Steps {
		want["up"] += len(r.bytes(t, step.Step, "client"))
		want["down"] += len(r.bytes(t, step.Step, "server"))
	}
	for _, e := range r.Events {
		want[map[string]string{"client": "up", "server": "down"}[e.From]] += int(e.Omitted) // they crossed too
	}
	for _, e := range r.Events {
		if e.Kind == "frame" {
			want["frames"]++
		}
	}
	if !read[bool](w.p, "!!document.querySelector('"+w.root+" [data-counter=frames]')") {
		delete(want, "frames")
	}
	counter := func(name string) string {
		return read[string](w.p, "document.querySelector('"+w.root+" [data-counter="+name+"]').textContent.trim()")
	}
	for name, n := range want {
		w.p.waitFor("the counter "+name+" to say "+strconv.Itoa(n), eventWait, func() (bool, error) { return counter(name) == strconv.Itoa(n), nil })
	}
	if ms, err := strconv.ParseFloat(counter("ms"), 64); err != nil || ms <= 0 {
		t.Errorf("the counter ms says %q", counter("ms"))
	}
}

// checkRecording wants a whole run in it.
func checkRecording(t *testing.T, r recording, pace string) {
	t.Helper()
	if r.Script != "websocket-protocol" || r.Pace != pace {
		t.Errorf("the recording is of %s at pace %s", r.Script, r.Pace)
	}
	if !strings.Contains(r.Browser, "Chrom") {
		t.Errorf("the recording's browser is %q", r.Browser)
	}
	if len(r.Steps) != 10 {
		t.Errorf("the recording has %d steps: %+v", len(r.Steps), r.Steps)
	}
	for i, e := range r.Events {
		if e.Seq != i+1 {
			t.Errorf("event %d has the number %d", i+1, e.Seq)
		}
		checkFields(t, e)
	}
	for n := 1; n <= 10; n++ {
		if len(r.bytes(t, n, "client"))+len(r.bytes(t, n, "server")) == 0 {
			t.Errorf("nothing crossed in step %d of the recording at pace %s", n, pace)
		}
	}
	if name := r.header("client", "Cookie"); strings.Trim(name, "•*·x…█ ") != "" && strings.Contains(name, "visitor=") {
		t.Errorf("the recording gives away the cookie: %q", name)
	}
	checkSeen(t, r)
}

// checkFields wants every bit of an event in exactly one field.
func checkFields(t *testing.T, e event) {
	t.Helper()
	bit := 0
	for _, f := range e.Fields {
		if f.Bit != bit || f.Bits < 1 {
			t.Errorf("event %d: the field %s begins at bit %d, want %d", e.Seq, f.Name, f.Bit, bit)
		}
		bit = f.Bit + f.Bits
	}
	if bit != len(e.Bytes)*4 {
		t.Errorf("event %d: the fields cover %d bits of %d", e.Seq, bit, len(e.Bytes)*4)
	}
}

// checkSeen wants the page's own lane as a browser's JavaScript has it.
func checkSeen(t *testing.T, r recording) {
	t.Helper()
	var got []string
	for _, s := range r.Seen {
		if s.Type != "state" {
			got = append(got, strings.TrimSpace(s.Type+" "+s.Data))
		}
	}
	want := "open, message Welcome, message Good, thanks!, close"
	if strings.Join(got, ", ") != want {
		t.Errorf("JavaScript saw %q, want %q", strings.Join(got, ", "), want)
	}
	for _, s := range r.Seen {
		if s.Type == "close" && (s.Code != 1000 || s.WasClean == nil || !*s.WasClean || s.ReadyState != 3) {
			t.Errorf("JavaScript's close event is %+v", s)
		}
	}
}
