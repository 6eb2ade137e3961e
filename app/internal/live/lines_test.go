package live_test

import (
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// asks requests the run's stream, as a browser does that knows an event's id.
func (c *browser) asks(run *live.Run, lastEventID string) {
	c.t.Helper()
	head := "GET /runs/" + run.ID + "/events HTTP/1.1\r\nHost: classroom.test\r\nAccept: text/event-stream\r\n"
	if lastEventID != "" {
		head += "Last-Event-ID: " + lastEventID + "\r\n"
	}
	c.write(head + "\r\n")
}

// leave ends the connection as a browser does that has read everything.
func (c *browser) leave() { _ = c.Conn.(*net.TCPConn).CloseWrite() }

// chunk returns the data of the next chunk, "" of the last one.
func (c *browser) chunk() string {
	c.t.Helper()
	size := strings.TrimSuffix(c.until("\r\n"), "\r\n")
	n := 0
	for _, d := range size {
		n = n*16 + strings.IndexRune("0123456789abcdef", d)
	}
	return strings.TrimSuffix(c.next(n+2), "\r\n")
}

// connections lists, for each step that is done, the connection on which.
func connections(run *live.Run) []int {
	var of []int
	for _, s := range run.Recording().Steps {
		of = append(of, s.Connection)
	}
	return of
}

// comesBack is a stream that is cut off, and resumed on the next connection.
func comesBack() *lessons.Script {
	return stream(
		connect(), open(": open\n\n"),
		event("id: 1\ndata: This is message 1\n\n", "This is message 1"),
		event("event: ping\ndata: no id\n\nid: 2\ndata: This is message 2\n\n", "This is message 2"),
		drop(),
		servers(lessons.Publish, "id: 3\ndata: This is message 3\n\n"),
		servers(lessons.Publish, "id: 4\ndata: This is message 4\n\n"),
		browsers(lessons.Wait),
		reconnect("2"),
		open(": back\n\n"),
		servers(lessons.Resume, "", fires("This is message 3"), fires("This is message 4")),
		leaves(lessons.Close),
	)
}

func TestADroppedStreamIsResumedOnANewConnection(t *testing.T) {
	b := newBench(t)
	run := b.run(comesBack(), live.StepPace)
	first, second := b.dial(), b.dial()
	first.asks(run, "")
	walk(t, run, 1, 4)
	first.until("\r\n\r\n")
	for _, want := range []string{": open\n\n", "id: 1\ndata: This is message 1\n\n", "event: ping\ndata: no id\n\nid: 2\ndata: This is message 2\n\n"} {
		if got := first.chunk(); got != want {
			t.Errorf("chunk %q, want %q", got, want)
		}
	}
	step(t, run, 5)
	first.gone() // and there was no last chunk
	walk(t, run, 6, 8)
	second.asks(run, "2")
	step(t, run, 9)
	second.silent()
	step(t, run, 10)
	second.until("\r\n\r\n")
	step(t, run, 11)
	for _, want := range []string{": back\n\n", "id: 3\ndata: This is message 3\n\n", "id: 4\ndata: This is message 4\n\n"} {
		if got := second.chunk(); got != want {
			t.Errorf("chunk %q, want %q", got, want)
		}
	}
	second.silent()
	second.Close()
	step(t, run, 12)
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
	if got, want := crossed(run, 5), []string{"server end"}; !slices.Equal(got, want) {
		t.Errorf("the drop was %v", got)
	}
	if got, want := connections(run), []int{1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2}; !slices.Equal(got, want) {
		t.Errorf("steps were done on the connections %v, want %v", got, want)
	}
	for _, e := range run.Recording().Events {
		if want := 1; e.Step >= 9 {
			want = 2
			if e.Connection != want {
				t.Errorf("event %d of step %d on connection %d", e.Seq, e.Step, e.Connection)
			}
		} else if e.Connection != want {
			t.Errorf("event %d of step %d on connection %d", e.Seq, e.Step, e.Connection)
		}
	}
	third := b.dial()
	third.asks(run, "4")
	if got := third.until("\r\n"); got != "HTTP/1.1 204 No Content\r\n" {
		t.Errorf("after the end: %q", got)
	}
}

func TestAResumeBeginsAfterTheIDOfItsRequest(t *testing.T) {
	for id, want := range map[string][]string{"": {"1", "2", "3", "4"}, "1": {"2", "3", "4"}, "3": {"4"}, "elsewhere": {"1", "2", "3", "4"}} {
		t.Run("after "+id, func(t *testing.T) {
			b := newBench(t)
			s := comesBack()
			s.Steps[8], s.Steps[10] = connect(), servers(lessons.Resume, "", fires("This is message 4"))
			s.Steps[8].N, s.Steps[10].N = 9, 11
			s.Steps = s.Steps[:11]
			run := b.run(s, live.FullPace)
			first, second := b.dial(), b.dial()
			first.asks(run, "")
			first.until("message 2\n\n\r\n")
			first.gone()
			second.asks(run, id)
			second.until("\r\n\r\n")
			second.chunk()
			for _, n := range want {
				// The event of the run that has no id was not kept.
				if got := second.chunk(); !strings.HasPrefix(got, "id: "+n+"\n") {
					t.Errorf("after %s came %q, want %s", id, got, n)
				}
			}
			second.silent()
		})
	}
}

// A browser comes back on the connection on which the response ended well.
func TestAReconnectOnTheSameConnection(t *testing.T) {
	b := newBench(t)
	c := b.dial()
	for _, pace := range []live.Pace{live.StepPace, live.FullPace} {
		for range 40 {
			run := b.run(stream(
				connect(), open("retry: 1\n\n"), event("id: 7\ndata: x\n\n", "x"), ends(),
				reconnect("7"), answer(204),
			), pace)
			c.asks(run, "")
			if pace == live.StepPace {
				walk(t, run, 1, 4)
			}
			c.until("\r\n0\r\n\r\n")
			c.asks(run, "7")
			if pace == live.StepPace {
				walk(t, run, 5, 6)
			}
			if got := c.until("\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.1 204 ") || strings.Contains(got, "Content-Length") {
				t.Fatalf("the second answer is %q", got)
			}
			if o := over(t, run); o.Reason != live.Finished {
				t.Fatalf("over: %+v", o)
			}
			if got, want := connections(run), []int{1, 1, 1, 1, 2, 2}; !slices.Equal(got, want) {
				t.Fatalf("connections %v, want %v", got, want)
			}
			for _, e := range run.Recording().Events {
				if e.Kind == wire.KindMalformed || e.Kind == wire.KindUnfinished || (e.Step > 4) != (e.Connection == 2) {
					t.Fatalf("event %+v", e)
				}
			}
			run.End(live.Closed, "")
		}
	}
}

func TestAClosedStreamAndANewOne(t *testing.T) {
	rows := func() *lessons.Script {
		return stream(connect(), open(": open\n\n"), leaves(lessons.Close), connect(), open(": again\n\n"), ends())
	}
	t.Run("step by step", func(t *testing.T) {
		b := newBench(t)
		run := b.run(rows(), live.StepPace)
		first, second := b.dial(), b.dial()
		first.asks(run, "")
		walk(t, run, 1, 2)
		first.Close()
		step(t, run, 3)
		second.asks(run, "")
		walk(t, run, 4, 6)
		second.until("\r\n0\r\n\r\n")
		if o := over(t, run); o.Reason != live.Finished {
			t.Errorf("over: %+v", o)
		}
	})
	// The end and the new request travel on different connections.
	t.Run("the request first", func(t *testing.T) {
		b := newBench(t)
		run := b.run(rows(), live.FullPace)
		first, second := b.dial(), b.dial()
		first.asks(run, "")
		first.until(": open\n\n\r\n")
		second.asks(run, "")
		second.silent()
		first.Close()
		second.until("\r\n0\r\n\r\n")
		if o := over(t, run); o.Reason != live.Finished {
			t.Errorf("over: %+v", o)
		}
		if got := connections(run); !slices.Equal(got, []int{1, 1, 1, 2, 2, 2}) {
			t.Errorf("connections %v", got)
		}
	})
	t.Run("the end before its row is released", func(t *testing.T) {
		b := newBench(t)
		run := b.run(rows(), live.StepPace)
		first, second := b.dial(), b.dial()
		first.asks(run, "")
		walk(t, run, 1, 2)
		first.Close()
		for len(crossed(run, 3)) == 0 {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(20 * time.Millisecond)
		step(t, run, 3)
		second.asks(run, "")
		walk(t, run, 4, 6)
		if o := over(t, run); o.Reason != live.Finished {
			t.Errorf("over: %+v", o)
		}
	})
}

func TestAnEarlyReconnectIsHeldAndBelongsToItsRow(t *testing.T) {
	b := newBench(t)
	run := b.run(comesBack(), live.StepPace)
	first, second := b.dial(), b.dial()
	first.asks(run, "")
	walk(t, run, 1, 5)
	second.asks(run, "2")
	second.silent()
	want := []string{"client request-line", "client header-field", "client header-field", "client header-field", "client head-end"}
	if got := crossed(run, 9); !slices.Equal(got, want) {
		t.Errorf("taped for its row: %v", got)
	}
	walk(t, run, 6, 9)
	second.silent()
	walk(t, run, 10, 11)
	second.until("message 4\n\n\r\n")
}

func TestARequestThatNoRowExpectsIsRefused(t *testing.T) {
	cases := map[string]struct {
		script *lessons.Script
		done   int
	}{
		"while the stream is open":       {comesBack(), 3},
		"where the script has none left": {stream(connect(), open(": \n\n"), ends(), browsers(lessons.Wait)), 3},
		"before the object was closed":   {stream(connect(), open(": \n\n"), ends(), browsers(lessons.Close), connect(), answer(204)), 3},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			run := b.run(tc.script, live.StepPace)
			first, second := b.dial(), b.dial()
			first.asks(run, "")
			walk(t, run, 1, tc.done)
			events := len(run.Recording().Events)
			second.asks(run, "1")
			if got := second.until("\r\n"); got != "HTTP/1.1 409 Conflict\r\n" {
				t.Errorf("it got %q", got)
			}
			if got := len(run.Recording().Events); got != events || run.Over() != nil {
				t.Errorf("%d events more; over: %+v", got-events, run.Over())
			}
		})
	}
}

func TestABrowserThatLeavesAStreamAtAnyRow(t *testing.T) {
	inParts := func() *lessons.Script {
		return stream(connect(), servers(lessons.Hold, ""),
			servers(lessons.Accept, "", status(200)),
			servers(lessons.FinishAccept, ": open\n\n", server(wire.KindHeadEnd), server(wire.KindChunk)),
			event("data: x\n\n", "x"), leaves(lessons.Close), connect())
	}
	cases := map[string]struct {
		script *lessons.Script
		done   int
		text   string
	}{
		"asked":                    {inParts(), 1, "stopped waiting"},
		"held":                     {inParts(), 2, "stopped waiting"},
		"half of the head":         {inParts(), 3, "stopped waiting"},
		"open":                     {inParts(), 4, "closed the connection"},
		"an event":                 {comesBack(), 3, "closed the connection"},
		"its row is not released":  {inParts(), 5, "closed the connection"},
		"before a server's wait":   {stream(connect(), open(": \n\n"), pause(1), ends()), 2, "closed the connection"},
		"before the words":         {stream(connect(), open(": \n\n"), words("a b", "b "), ends()), 2, "closed the connection"},
		"before the resume":        {stream(connect(), open("id: 1\ndata: 1\n\n"), servers(lessons.Resume, "", fires("1"))), 2, "closed the connection"},
		"before it is dropped":     {stream(connect(), open(": \n\n"), drop(), browsers(lessons.Wait)), 2, "closed the connection"},
		"before a post":            {stream(connect(), open(": \n\n"), posts("x")), 2, "closed the connection"},
		"while the browser's wait": {stream(connect(), browsers(lessons.Wait), open(": \n\n")), 2, "stopped waiting"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			run := b.run(tc.script, live.StepPace)
			c := b.dial()
			c.asks(run, "")
			walk(t, run, 1, tc.done)
			left := time.Now()
			c.leave()
			o := over(t, run)
			if o.Reason != live.Lost || o.Step != tc.done || !strings.Contains(o.Text, tc.text) || !strings.Contains(o.Text, "Press Next") {
				t.Errorf("over: %+v", o)
			}
			// Only where the very next row is the browser's end, that may be it.
			if took := time.Since(left); name != "its row is not released" && took > 2*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
	t.Run("at a reconnect that is held", func(t *testing.T) {
		b := newBench(t)
		run := b.run(comesBack(), live.StepPace)
		first, second := b.dial(), b.dial()
		first.asks(run, "")
		walk(t, run, 1, 5)
		second.asks(run, "2")
		walk(t, run, 6, 9)
		second.Close()
		if o := over(t, run); o.Reason != live.Lost || o.Step != 9 || !strings.Contains(o.Text, "stopped waiting") {
			t.Errorf("over: %+v", o)
		}
	})
}

// What the script leaves open the page closes; it is not cut off before.
func TestAStreamThatIsLeftOpenStaysSo(t *testing.T) {
	b := newBench(t)
	run := b.run(stream(connect(), open("data: x\n\n")), live.FullPace)
	c := b.dial()
	c.asks(run, "")
	c.until("data: x\n\n\r\n")
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
	c.silent()
	if err := b.runs.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := c.chunk(); got != "" {
		t.Errorf("at shutdown came %q", got)
	}
}
