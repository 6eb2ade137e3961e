package web

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/class"
)

// whenLogged is called with each line of a log.
type whenLogged func(line string)

func (w whenLogged) Write(line []byte) (int, error) {
	w(string(line))
	return len(line), nil
}

// Who walks on while their progress cannot be stored is later stored at the row that
// they have come to, and not at the one before.
func TestProgressThatIsStoredLaterIsTheNewest(t *testing.T) {
	t.Parallel()
	kept := openStore(t, time.Now)
	s := &Server{store: kept, now: time.Now}
	runs := newClassRuns(s)
	runs.stop() // so that nothing is stored by itself
	before := class.Progress{Person: "ada", Lesson: "frames", Step: 5, At: 2, Run: "first", Moved: time.Now()}
	newer := class.Progress{Person: "ada", Lesson: "frames", Step: 3, At: 3, Run: "second", Held: true, Moved: time.Now()}
	other := class.Progress{Person: "bob", Lesson: "frames", Step: 1, At: 1, Moved: time.Now()}
	failed := 0
	s.log = slog.New(slog.NewTextHandler(whenLogged(func(line string) {
		if strings.Contains(line, "progress could not be stored") {
			failed++
			runs.note("CDFG3479", newer)
		}
	}), nil))
	runs.note("CDFG3479", before)
	runs.note("CDFG3479", other)
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	runs.flush()
	newer.Step = before.Step // which only grows
	if got := runs.progress[[2]string{"ada", "frames"}]; failed != 1 || got != newer {
		t.Errorf("after %d failures she is at %+v, want %+v", failed, got, newer)
	}
	if got := runs.progress[[2]string{"bob", "frames"}]; got != other || len(runs.progress) != 2 {
		t.Errorf("he is at %+v, want %+v, of %d", got, other, len(runs.progress))
	}
}

// A trace that carries the events of a class tells the end of its run, also where that
// is this server's.
func TestTraceInAClassEndsWithItsRun(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	ada := s.joins(code, "Ada")
	var traces []*tape
	for range 3 {
		run := ada.walks("websocket-protocol").run
		for range 3 {
			trace := ada.tape(run.Trace)
			trace.until("the class", hears("class"))
			traces = append(traces, trace)
		}
	}
	if err := s.web.runs.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, trace := range traces {
		trace.until("the end of the run", hears("over"))
		trace.ends("its run has ended")
	}
}
