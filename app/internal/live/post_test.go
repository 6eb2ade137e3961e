package live_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

func posts(text string) lessons.Step {
	s := browsers(lessons.Post,
		lessons.Pattern{From: wire.Client, Kind: wire.KindRequestLine, Value: "POST"}, client(wire.KindHeadEnd), client(wire.KindBody),
		status(204), server(wire.KindHeadEnd))
	s.Text = text
	return s
}

func words(text, last string) lessons.Step {
	s := event(text, last)
	s.Every = 1
	return s
}

// post sends body beside the stream, in two pieces as browsers do.
func (c *browser) post(run *live.Run, body string) {
	c.t.Helper()
	c.write(fmt.Sprintf("POST /runs/%s/messages HTTP/1.1\r\nHost: classroom.test\r\nContent-Length: %d\r\n\r\n", run.ID, len(body)))
	c.write(body)
}

func asked() *lessons.Script {
	return stream(connect(), open(": open\n\n"), posts("Hello"), event("data: You said {posted}\n\n", ""), posts("again"), words("And {posted} more", "more "))
}

func TestAPostBesideTheStream(t *testing.T) {
	for _, pace := range []live.Pace{live.StepPace, live.FullPace} {
		t.Run(string(pace), func(t *testing.T) {
			b := newBench(t)
			run := b.run(asked(), pace)
			c, beside := b.dial(), b.dial()
			steps := func(first, last int) {
				if pace == live.StepPace {
					walk(t, run, first, last)
				}
			}
			c.asks(run, "")
			steps(1, 2)
			c.until(": open\n\n\r\n")
			c.silent()
			beside.post(run, "Hello\nyou")
			if got := beside.until("\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.1 204 No Content\r\n") {
				t.Errorf("the answer is %q", got)
			}
			steps(3, 4)
			if got := c.chunk(); got != "data: You said Hello you\n\n" {
				t.Errorf("the stream says %q", got)
			}
			c.silent()
			// The connection is free again, for another post too.
			beside.post(run, strings.Repeat("ä", live.MaxPost/2))
			beside.until("\r\n\r\n")
			steps(5, 6)
			for _, want := range []string{"data: And \n\n", "data: " + strings.Repeat("ä", live.MaxPosted/2) + " \n\n", "data: more \n\n"} {
				if got := c.chunk(); got != want {
					t.Errorf("the stream says %q, want %q", got, want)
				}
			}
			if o := over(t, run); o.Reason != live.Finished {
				t.Errorf("over: %+v", o)
			}
			if got, want := connections(run), []int{1, 1, 2, 1, 3, 1}; !slices.Equal(got, want) {
				t.Errorf("connections %v, want %v", got, want)
			}
			got := strings.Join(crossed(run, 3), ", ")
			if !strings.HasPrefix(got, "client request-line, client header-field") || !strings.Contains(got, "client head-end, client body, server status-line") ||
				!strings.HasSuffix(got, "server head-end") {
				t.Errorf("the post's row: %s", got)
			}
		})
	}
}

func TestAPostThatNoRowExpectsIsRefused(t *testing.T) {
	b := newBench(t)
	refused := func(run *live.Run, body string) {
		t.Helper()
		c := b.dial()
		c.post(run, body)
		if got := c.until("\r\n"); got != "HTTP/1.1 409 Conflict\r\n" {
			t.Errorf("it got %q", got)
		}
	}
	run, socket := b.run(asked(), live.StepPace), b.run(tenRows(), live.StepPace)
	refused(socket, "x")
	refused(run, "before the stream")
	c := b.dial()
	c.asks(run, "")
	walk(t, run, 1, 2)
	refused(run, strings.Repeat("x", live.MaxPost+1))
	beside := b.dial()
	beside.post(run, "early") // before its row is released
	beside.until("\r\n\r\n")
	refused(run, "a second one")
	walk(t, run, 3, 4)
	c.until("You said early\n\n\r\n")
	if run.Over() != nil {
		t.Errorf("over: %+v", run.Over())
	}
	run.End(live.Closed, "")
	refused(run, "after the end")
}

func TestAPostThatBreaksOff(t *testing.T) {
	b := newBench(t)
	run := b.run(asked(), live.StepPace)
	c, beside := b.dial(), b.dial()
	c.asks(run, "")
	walk(t, run, 1, 2)
	beside.write("POST /runs/" + run.ID + "/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nHe")
	beside.Close()
	if o := over(t, run); o.Reason != live.Lost || o.Step != 2 || !strings.Contains(o.Text, "beside the stream") {
		t.Errorf("over: %+v", o)
	}
}

// A stream that its page closes before that row is released is still the one
// that the row is about, though the post's connection is newer.
func TestAStreamIsClosedAfterAPost(t *testing.T) {
	b := newBench(t)
	run := b.run(stream(connect(), open(": open\n\n"), posts("Hello"), browsers(lessons.Close, client(wire.KindEnd))), live.StepPace)
	c, beside := b.dial(), b.dial()
	c.asks(run, "")
	walk(t, run, 1, 2)
	c.until(": open\n\n\r\n")
	beside.post(run, "Hello")
	beside.until("\r\n\r\n")
	walk(t, run, 3, 3)
	c.Close()
	for limit := time.Now().Add(5 * time.Second); len(crossed(run, 4)) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("the end is not taped")
		}
	}
	walk(t, run, 4, 4)
	if got, want := connections(run), []int{1, 1, 2, 1}; !slices.Equal(got, want) {
		t.Errorf("connections %v, want %v", got, want)
	}
}
