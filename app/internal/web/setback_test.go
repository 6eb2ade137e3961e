package web

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"
)

// wallClock is a clock that is set while a process goes on: what it shows jumps, and
// the time that has passed does not (package time, "Monotonic Clocks").
type wallClock struct{ by atomic.Int64 } // seconds

func (c *wallClock) now() time.Time {
	now := time.Now()
	const nanoseconds = 30 // bits, below the seconds in a Time's first word
	*(*uint64)(unsafe.Pointer(&now)) += uint64(c.by.Load()) << nanoseconds
	return now
}

// set sets the clock, and sees that it is such a one.
func (c *wallClock) set(t *testing.T, by time.Duration) {
	t.Helper()
	before := c.now()
	c.by.Store(int64(by / time.Second))
	after := c.now()
	if jump := after.Round(0).Sub(before.Round(0)); (jump - by).Abs() > time.Second {
		t.Fatalf("the clock jumped by %v", jump)
	}
	if passed := after.Sub(before); passed < 0 || passed > time.Second {
		t.Fatalf("meanwhile %v passed", passed)
	}
}

// While a class is asked, the clock of the machine is set, two hours forward or back.
// No vote is lost and nobody is put out.
func TestTheClockIsSetWhileAClassIsAsked(t *testing.T) {
	for _, by := range []time.Duration{2 * time.Hour, -2 * time.Hour} {
		t.Run(by.String(), func(t *testing.T) {
			t.Parallel()
			theClockIsSet(t, by)
		})
	}
}

func theClockIsSet(t *testing.T, by time.Duration) {
	clock := new(wallClock)
	s := teachSite(t, func(o *Options) { o.Now = clock.now })
	teacher := s.teacher()
	code := teacher.makes("Networks", nil)
	ada, grace, edsger := s.joins(code, "Ada"), s.joins(code, "Grace"), s.joins(code, "Edsger")
	states, desk := edsger.stream("/class/stream"), teacher.tape(cockpitPath(code)+"/stream")
	walk := ada.walks("websocket-protocol")
	open := walk.connect()
	for row := 1; row <= 4; row++ {
		walk.done(row)
	}
	wrong, key := wrongOption(t, s.web.course.Lesson("websocket-protocol"), "P003-quiz-1")
	teacher.leads(code, "/ask", "question", "websocket-protocol/P003-quiz-1").must(t, http.StatusNoContent)
	ada.votes(1, 1, wrong).must(t, http.StatusNoContent)
	grace.votes(1, 1, wrong).must(t, http.StatusNoContent)
	link := s.signInCode(10 * time.Minute)
	guesser := s.browser()
	for range wrongBurst {
		guesser.get("/join/CDFG3479").must(t, http.StatusNotFound)
	}

	clock.set(t, by)
	ada.votes(1, 1, key).must(t, http.StatusNoContent) // thought better of it
	edsger.votes(1, 1, key).must(t, http.StatusNoContent)
	until(t, states, "three votes", func(c classState) bool { return c.Asking != nil && c.Asking.Answered == 3 })
	s.joins(code, "Barbara").votes(1, 1, wrong).must(t, http.StatusNoContent)
	until(t, states, "four votes", func(c classState) bool { return c.Asking != nil && c.Asking.Answered == 4 && c.Asking.State == "open" })
	if wait, err := strconv.Atoi(guesser.get("/join/CDFG3479").must(t, http.StatusTooManyRequests).Header.Get("Retry-After")); err != nil || wait > 10 {
		t.Errorf("who guessed waits %d s, %v", wait, err)
	}
	colleague := s.browser()
	if by < 0 {
		colleague.signsIn(link).must(t, http.StatusSeeOther)
	} else {
		refused := colleague.signsIn(link).must(t, http.StatusUnauthorized)
		if !strings.Contains(refused.body, "older than ten minutes") {
			t.Errorf("who has the link of then is told %.300s", refused.body)
		}
		colleague.signsIn(s.signInCode(10*time.Minute)).must(t, http.StatusSeeOther)
	}
	cockpit := teacher.get(cockpitPath(code)).must(t, http.StatusOK).body
	if odd := regexp.MustCompile(`[-−][0-9]+ ?(h|m|s|ms|hours|minutes|seconds)\b`).FindString(cockpit); odd != "" {
		t.Errorf("the cockpit shows %s", odd)
	}
	if strings.Contains(cockpit, "stuck for") || strings.Contains(cockpit, "behind the class") {
		t.Error("somebody is said to be in trouble while all are asked")
	}

	// The run goes on.
	conn := <-open
	if conn == nil {
		t.Fatal("the connection did not open")
	}
	defer conn.Close()
	if err := conn.WriteMessage(1, []byte("Hello")); err != nil {
		t.Fatal(err)
	}
	walk.done(5)
	if run, err := s.web.runs.Get(walk.run.ID); err != nil || run.Over() != nil {
		t.Errorf("the run is over: %v", err)
	}
	recording := ada.get("/runs/"+walk.run.ID+"/recording.json").must(t, http.StatusOK).body
	if at := regexp.MustCompile(`"(at|released|done)":-[0-9.]+`).FindString(recording); at != "" {
		t.Errorf("the recording has %s", at)
	}

	teacher.leads(code, "/close").must(t, http.StatusNoContent)
	teacher.leads(code, "/reveal").must(t, http.StatusNoContent)
	until(t, states, "the results", func(c classState) bool { return c.Asking != nil && c.Asking.State == "revealed" })
	if got := ada.get("/class/question").body; !strings.Contains(got, "2 of 4 right (50 %)") {
		t.Errorf("the results are\n%s", got)
	}
	eventually(t, "the cockpit to have four votes", func() bool {
		regions, _ := desk.shown()
		return strings.Contains(regions["asking"], "2 of 4 right")
	})
	if gone, err := s.web.store.ExpireClasses(t.Context(), clock.now().Add(-12*time.Hour)); err != nil || len(gone) > 0 {
		t.Errorf("classes %v expire, %v", gone, err)
	}
}

// A clock that goes back, whatever kept it, holds nobody up for longer.
func TestLimitsOfAClockThatGoesBack(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC)
	l := newLimiters(wrongRate, wrongBurst)
	for l.take(now, "ada") == 0 {
	}
	now = now.Add(-2 * time.Hour)
	wait := l.wait(now, "ada")
	if most := 10 * time.Second; wait <= 0 || wait > most {
		t.Errorf("two hours before, the wait is %v", wait)
	}
	if again := l.take(now.Add(wait), "ada"); again != 0 {
		t.Errorf("after it, another %v", again)
	}
	if owed := l.owe(now, "ada", wrongDelay); owed > wrongDelay {
		t.Errorf("owing takes %v", owed)
	}
}
