package e2e

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var record = flag.Bool("recordings", false, "write the recordings that ship with the lessons, where they differ in more than keys, masks and times")

// Every way of an opening is played in Chromium and compared with the recording
// that ships; TestWalkEveryLesson does so with walkthroughs and walks through code,
// TestExperiments with the positions of knobs. With -recordings all are played, by
// pressing Next, and written instead.
func TestRecordings(t *testing.T) {
	if !*record {
		t.Parallel()
	}
	for _, script := range scripts(t, *record) {
		t.Run(script, func(t *testing.T) {
			if *record {
				writeRecording(t, recordingFile(script), play(t, script))
				return
			}
			t.Parallel() // what ships has the times of a browser that does nothing else
			asShipped(t, script, play(t, script))
		})
	}
}

func recordingFile(script string) string {
	return content("recordings", strings.ReplaceAll(script, "/", "-")+".json")
}

// asShipped compares a recording with the one that ships of the same script:
// all but keys, masks, times, ports, the browser's version and the like.
func asShipped(t *testing.T, script, text string) {
	t.Helper()
	shipped, err := os.ReadFile(recordingFile(script))
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("%s ships no recording: make recordings", script)
	}
	if err != nil {
		t.Fatal(err)
	}
	want := essence(decodeRecording(t, string(shipped)))
	if diff := difference(want, essence(decodeRecording(t, text))); diff != "" {
		t.Errorf("the recording that ships of %s differs from what happens now; if this is meant: make recordings\n%s", script, diff)
	}
}

// scripts returns the ids of the ways of an opening or, where they are asked for,
// of all scripts: also walkthroughs, walks through code, variants of experiments.
func scripts(t *testing.T, all bool) []string {
	t.Helper()
	var ids []string
	for _, slug := range append(slugs(), labSlugs()...) {
		l := readLesson(t, slug)
		if all && len(l.Script.Steps) > 0 {
			ids = append(ids, slug)
		}
		if l.Opening != nil {
			for _, v := range l.Opening.Ways {
				ids = append(ids, slug+"/opening/"+v.ID)
			}
		}
		for _, x := range l.Experiments {
			if !all || x.Bench != "" {
				continue
			}
			for _, v := range x.Variants {
				ids = append(ids, slug+"/"+x.ID+"/"+v.ID)
			}
		}
	}
	if all {
		ids = append(ids, walks(t)...)
	}
	return ids
}

// play has a script happen in the page, to its end, and returns its recording,
// once the page has reported all that it saw.
func play(t *testing.T, script string) string {
	t.Helper()
	parts := strings.Split(script, "/")
	p := visit(t, laptop())
	p.expectRefusals()
	if len(parts) == 1 || parts[1] == "code" {
		w := p.lesson(pathOf(script))
		w.live()
		last := len(readLesson(t, script).Script.Steps)
		w.to(last)
		return w.reported(w.see().runID(), last)
	}
	p.open(pathOf(parts[0]))
	if parts[1] == "opening" {
		w := p.walkthrough("[data-opening] [data-way='" + parts[2] + "']")
		w.press("data-next")
		return w.reportedWhole(script)
	}
	x := p.experiment(parts[1])
	x.choose(parts[2])
	x.run("")
	return x.table(parts[2]).reportedWhole(script)
}

// reportedWhole is reported for the newest run of this table.
func (w *walkthrough) reportedWhole(script string) string {
	w.t.Helper()
	last := read[int](w.p, "document.querySelectorAll("+quote(w.root+" tr[data-step]")+").length")
	var run string
	w.p.waitFor("a run of "+script, eventWait, func() (bool, error) {
		run = w.see().runID()
		return run != "", nil
	})
	return w.reported(run, last)
}

// reported waits until the page has reported all that its JavaScript saw of a
// run, which it does in batches, and returns the recording as it is sent.
func (w *walkthrough) reported(run string, last int) string {
	w.t.Helper()
	const quiet = 300 * time.Millisecond // at full speed the end may come in two batches
	var text string
	var changed time.Time
	w.p.waitFor("the whole recording", eventWait, func() (bool, error) {
		was := text
		var err error
		text, err = tryRead[string](w.p, "fetch("+quote("/runs/"+url.PathEscape(run)+"/recording.json")+").then((r) => r.text())")
		if err != nil {
			return false, err
		}
		r := decodeRecording(w.t, text)
		if len(r.Steps) != last || len(r.Seen) == 0 {
			return false, fmt.Errorf("it has %d of %d steps, and saw %d things", len(r.Steps), last, len(r.Seen))
		}
		// The last report is of the last row's state.
		end := r.Seen[len(r.Seen)-1]
		if end.Step != last || end.Type != "state" {
			return false, fmt.Errorf("the last thing it saw is %+v", end)
		}
		if text != was {
			changed = time.Now()
		}
		return time.Since(changed) > quiet, nil
	})
	return text
}

func writeRecording(t *testing.T, file, text string) {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(strings.TrimSpace(text)), "", " "); err != nil {
		t.Fatal(err)
	}
	out.WriteByte('\n')
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	// What differs in nothing that counts is left alone, so that recording twice
	// changes no file.
	if old, err := os.ReadFile(file); err == nil {
		if difference(essence(decodeRecording(t, string(old))), essence(decodeRecording(t, text))) == "" {
			t.Logf("%s is as it was", file)
			return
		}
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s is written", file)
}

// essence is what two recordings of a script must have in common, line by line.
func essence(r recording) []string {
	all := []string{fmt.Sprintf("script %s, pace %s", r.Script, r.Pace)}
	crossed := map[int]bool{}
	for _, e := range r.Events {
		crossed[e.Step] = true
	}
	for _, s := range r.Steps {
		if !crossed[s.Step] {
			// On none: a browser's own retry comes before it or after it.
			all = append(all, fmt.Sprintf("step %d", s.Step))
			continue
		}
		all = append(all, fmt.Sprintf("step %d on connection %d", s.Step, s.Connection))
	}
	for _, e := range r.Events {
		all = append(all, fmt.Sprintf("connection %d, step %d, %s sends %s: %s", e.Connection, e.Step, e.From, e.Kind, detail(e)))
		for _, v := range e.Violations {
			all = append(all, "  against "+v.Rule)
		}
	}
	for _, s := range r.Seen {
		clean := "-"
		if s.WasClean != nil {
			clean = fmt.Sprint(*s.WasClean)
		}
		all = append(all, fmt.Sprintf("connection %d, step %d, seen %s, readyState %d, %q, id %q, code %d %q, clean %s", s.Connection, s.Step, s.Type, s.ReadyState, timeless(s.Data), s.ID, s.Code, s.Reason, clean))
	}
	return all
}

// detail is what of an event does not differ from run to run.
func detail(e event) string {
	switch {
	case e.Request != nil:
		return e.Request.Method + " …" + e.Request.Target[strings.LastIndex(e.Request.Target, "/"):]
	case e.Status != nil:
		return fmt.Sprint(e.Status.Code, " ", e.Status.Reason)
	case e.Header != nil && varies(e.Header.Name):
		return e.Header.Name
	case e.Header != nil:
		return e.Header.Name + ": " + ports.ReplaceAllString(e.Header.Value, ":…")
	case e.Frame != nil:
		return fmt.Sprintf("fin %v, opcode %v, masked %v, payload %v%s", e.Frame["fin"], e.Frame["opcode"], e.Frame["masked"], e.Frame["payload"], layout(e.Fields))
	}
	b, err := hex.DecodeString(e.Bytes)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%q", timeless(string(b))) + layout(e.Fields)
}

// timeless is a text without the time of day, whose length it keeps.
func timeless(text string) string { return times.ReplaceAllString(text, "0000-00-00T00:00:00.000Z") }

var times = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`)

var ports = regexp.MustCompile(`:\d+\b`)

// varies names the header fields whose values differ from browser to browser or
// from run to run.
func varies(name string) bool {
	return slices.Contains([]string{
		"host", "origin", "referer", "user-agent", "accept-language", "accept-encoding", "cookie", "date", "sec-websocket-key", "sec-websocket-accept",
	}, strings.ToLower(name))
}

// layout is where the fields stand, and how they are called.
func layout(fields []field) string {
	var b strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&b, " [%s %d+%d]", f.Name, f.Bit, f.Bits)
	}
	return b.String()
}

// difference shows the first lines in which two lists differ.
func difference(want, got []string) string {
	for i := range max(len(want), len(got)) {
		var w, g string
		if i < len(want) {
			w = want[i]
		}
		if i < len(got) {
			g = got[i]
		}
		if w != g {
			return fmt.Sprintf("line %d of %d and %d\nships: %s\nnow:   %s", i+1, len(want), len(got), w, g)
		}
	}
	return ""
}
