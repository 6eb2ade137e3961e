package live_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
	eventstream "wirewalk/app/internal/stream"
)

// plugStream is a plug's event stream as short as it can be.
func plugStream(p *live.Plugs, w http.ResponseWriter, r *http.Request, name, person string) error {
	reader, err := p.Join(r, name, person, nil)
	if errors.Is(err, live.ErrPlugOver) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	} else if err != nil {
		return err
	}
	writeReader(w, r, reader)
	return nil
}

// writeReader writes what a reader gets, until it ends.
func writeReader(w http.ResponseWriter, r *http.Request, reader *live.PlugReader) {
	defer reader.Leave()
	out, err := eventstream.Start(w)
	for err == nil {
		var messages []live.PlugMessage
		messages, err = reader.Next(r.Context())
		if errors.Is(err, live.ErrPlugCut) {
			panic(http.ErrAbortHandler)
		}
		if err == nil && len(messages) == 0 {
			out.Comment("still here")
		}
		for _, m := range messages {
			out.Event(strconv.Itoa(m.Number), "", m.Data)
		}
		if err == nil {
			err = out.Flush()
		}
	}
}

// plugSocket opens the WebSocket of a person.
func (b *bench) plugSocket(person string) *websocket.Conn {
	b.t.Helper()
	return b.socket("/plugs/a/" + person + "/socket")
}

// plugEvents asks for the event stream of a person; last is what it had, 0: none.
func (b *bench) plugEvents(person string, last int) *browser {
	b.t.Helper()
	c := b.dial()
	id := ""
	if last > 0 {
		id = "Last-Event-ID: " + strconv.Itoa(last) + "\r\n"
	}
	c.write("GET /plugs/a/" + person + "/stream HTTP/1.1\r\nHost: classroom.test\r\n" + id + "\r\n")
	return c
}

// numbered reads the id of the next event; err is how the connection ended.
func (c *browser) numbered() (n int, err error) {
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return 0, err
		}
		if line == "0\r\n" {
			return 0, errLastChunk
		}
		if id, is := strings.CutPrefix(line, "id: "); is {
			return strconv.Atoi(strings.TrimSpace(id))
		}
	}
}

var errLastChunk = errors.New("the last chunk")

func wantNumber(t *testing.T, c *browser, want int) {
	t.Helper()
	if n, err := c.numbered(); err != nil || n != want {
		t.Fatalf("the stream has %d, %v, want %d", n, err, want)
	}
}

func waitForLamps(t *testing.T, p *live.Plugs, what string, are func(live.PlugState) bool) live.PlugState {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		state, changed := p.Watch("a")
		if are(state) {
			return state
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatalf("%s: the lamps are %s", what, lamps(p, "a"))
		}
	}
}

// What crosses before the cut arrives; after it there is nothing: no Close frame,
// no last chunk.
func TestPullCutsWithoutAWord(t *testing.T) {
	b := newBench(t)
	sock := b.dial()
	sock.write("GET /plugs/a/ada/socket HTTP/1.1\r\nHost: classroom.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Key: " + theKey + "\r\nSec-WebSocket-Version: 13\r\n\r\n")
	sock.until("\r\n\r\n")
	frame := sock.next(48)
	if !strings.HasPrefix(frame, "\x81\x2e"+`{"number":1,"time":"`) {
		t.Errorf("the first frame is %q", frame)
	}
	events := b.plugEvents("ada", 0)
	if head := events.until("\r\n\r\n"); !strings.Contains(head, "Transfer-Encoding: chunked") {
		t.Errorf("the stream begins with %q", head)
	}
	events.until("data: " + frame[2:] + "\n\n\r\n")
	wantLamps(t, b.plugs, "a", "ada open open; ")
	b.plugs.Pull("a")
	wantLamps(t, b.plugs, "a", "ada cut cut; ")
	for name, c := range map[string]*browser{"the WebSocket": sock, "the event stream": events} {
		rest, err := io.ReadAll(c.in)
		if err != nil || len(rest) > 0 {
			t.Errorf("%s ends with %q, %v; want nothing but the end of TCP", name, rest, err)
		}
	}
	socket := b.plugSocket("ada")
	if _, _, err := socket.ReadMessage(); err != nil {
		t.Errorf("a new WebSocket: %v", err)
	}
	wantLamps(t, b.plugs, "a", "ada back cut; ")
}

func TestWhatAClientSeesOfTheCut(t *testing.T) {
	b := newBench(t)
	socket := b.plugSocket("ada")
	if _, _, err := socket.ReadMessage(); err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get("http://" + b.addr + "/plugs/a/ada/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b.plugs.Pull("a")
	if _, _, err := socket.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseAbnormalClosure) {
		t.Errorf("the WebSocket ends with %v", err)
	}
	if _, err := io.ReadAll(resp.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the event stream ends with %v", err)
	}
}

// A cut comes in the middle of a message too, and waits for no client that does
// not read.
func TestPullCutsInTheMiddle(t *testing.T) {
	for _, way := range []struct{ name, request, begins string }{
		{"socket", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + theKey + "\r\nSec-WebSocket-Version: 13\r\n", "\x81\x2e{\"numb"},
		{"stream", "Last-Event-ID: 1\r\n", "\nid: 2\nda"},
	} {
		t.Run(way.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				runs, p := plugged(t)
				l := newPipes()
				srv := &http.Server{ConnContext: live.ConnContext, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					var err error
					if way.name == "socket" {
						err = p.ServeSocket(w, r, "a", "ada", nil)
					} else {
						err = plugStream(p, w, r, "a", "ada")
					}
					if err != nil {
						t.Error(err)
					}
				})}
				go srv.Serve(live.Listen(l))
				t.Cleanup(func() {
					_ = srv.Close()
					_ = runs.Shutdown(t.Context())
				})
				joined(t, p, "a", "bob", 0)
				time.Sleep(live.PlugEvery)
				conn, theirs := net.Pipe()
				l.conns <- theirs
				if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n"+way.request+"\r\n"); err != nil {
					t.Fatal(err)
				}
				got := ""
				for b := make([]byte, 1); !strings.HasSuffix(got, way.begins); {
					if _, err := conn.Read(b); err != nil {
						t.Fatalf("after %q: %v", got, err)
					}
					got += string(b)
				}
				synctest.Wait() // the rest of the message is being written
				began := time.Now()
				p.Pull("a")
				if rest, err := io.ReadAll(conn); err != nil || len(rest) > 0 {
					t.Errorf("after the cut came %q, %v", rest, err)
				}
				if took := time.Since(began); took > 0 {
					t.Errorf("the cut took %v", took)
				}
				state, _ := p.Watch("a")
				if who := state.People[1]; who.Socket.Lamp != live.LampCut && who.Stream.Lamp != live.LampCut {
					t.Errorf("the lamps are %+v", who)
				}
			})
		})
	}
}

// A lecture hall is cut at one moment, and comes back with what it missed, each
// after its own while. The WebSockets stay dark.
func TestPullCutsThreeHundred(t *testing.T) {
	const people = 300
	b := newBench(t)
	type student struct {
		socket *websocket.Conn
		events *browser
		last   int // message of the stream
	}
	students := make([]*student, people)
	name := func(i int) string { return fmt.Sprint("person-", i) }
	for i := range students {
		s := &student{b.plugSocket(name(i)), b.plugEvents(name(i), 0), 0}
		var err error
		if s.last, err = s.events.numbered(); err != nil {
			t.Fatal(err)
		}
		students[i] = s
	}
	waitForLamps(t, b.plugs, "everyone is there", func(s live.PlugState) bool {
		return count(s, func(p live.PlugPerson) bool { return p.Socket.Lamp == live.LampOpen && p.Stream.Lamp == live.LampOpen }) == people
	})
	began := time.Now()
	b.plugs.Pull("a")
	t.Logf("%d connections were cut in %v", 2*people, time.Since(began))
	if state, _ := b.plugs.Watch("a"); count(state, func(p live.PlugPerson) bool { return p.Socket.Lamp == live.LampCut && p.Stream.Lamp == live.LampCut }) != people {
		t.Error("not every lamp is dark")
	}
	var all sync.WaitGroup
	var wrong atomic.Int32
	report := func(format string, args ...any) {
		if wrong.Add(1) < 10 {
			t.Errorf(format, args...)
		}
	}
	for i, s := range students {
		all.Go(func() {
			var err error
			for err == nil {
				_, _, err = s.socket.ReadMessage()
			}
			if !websocket.IsCloseError(err, websocket.CloseAbnormalClosure) {
				report("%s: the WebSocket ends with %v", name(i), err)
			}
			n := 0
			for err = nil; err == nil; {
				if n, err = s.events.numbered(); err == nil {
					s.last = n
				}
			}
			if !errors.Is(err, io.EOF) {
				report("%s: the event stream ends with %v", name(i), err)
			}
			time.Sleep(time.Duration(i) * 3 * time.Second / people)
			back := b.plugEvents(name(i), s.last)
			for want := s.last + 1; want < s.last+5; want++ {
				if n, err := back.numbered(); err != nil || n != want {
					report("%s: back with %d, %v, want %d", name(i), n, err, want)
					return
				}
			}
		})
	}
	all.Wait()
	state, _ := b.plugs.Watch("a")
	if n := count(state, func(p live.PlugPerson) bool {
		return p.Socket.Lamp == live.LampCut && p.Stream.Lamp == live.LampBack && p.After > 0
	}); n != people {
		t.Errorf("%d of %d are back with the event stream alone", n, people)
	}
	if n := count(state, func(p live.PlugPerson) bool { return p.Missed > 0 }); n < people/2 {
		t.Errorf("only %d missed something", n)
	}
}

func count(s live.PlugState, is func(live.PlugPerson) bool) (n int) {
	for _, p := range s.People {
		if is(p) {
			n++
		}
	}
	return n
}

func TestAPlugIsPutAwayProperly(t *testing.T) {
	b := newBench(t)
	socket, events := b.plugSocket("ada"), b.plugEvents("ada", 0)
	wantNumber(t, events, 1)
	b.plugs.PutAway("a")
	for {
		if _, _, err := socket.ReadMessage(); err != nil {
			var closed *websocket.CloseError
			if !errors.As(err, &closed) || closed.Code != websocket.CloseNormalClosure || closed.Text != "the plug was put away" {
				t.Errorf("the WebSocket ends with %v", err)
			}
			break
		}
	}
	if _, err := events.numbered(); !errors.Is(err, errLastChunk) {
		t.Errorf("the event stream ends with %v", err)
	}
	if head := b.plugEvents("ada", 1).until("\r\n"); head != "HTTP/1.1 204 No Content\r\n" {
		t.Errorf("who comes back gets %q", head)
	}
	_, resp, err := websocket.DefaultDialer.Dial("ws://"+b.addr+"/plugs/a/ada/socket", nil)
	if err == nil || resp.StatusCode != http.StatusConflict {
		t.Errorf("a WebSocket that comes back: %v, %v", resp, err)
	}
}

func TestANewerSocketTakesThePlace(t *testing.T) {
	b := newBench(t)
	old := b.plugSocket("ada")
	newer := b.plugSocket("ada")
	for {
		if _, _, err := old.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, websocket.CloseNormalClosure) || !strings.Contains(err.Error(), "took this place") {
				t.Errorf("the older one ends with %v", err)
			}
			break
		}
	}
	if _, _, err := newer.ReadMessage(); err != nil {
		t.Error(err)
	}
	wantLamps(t, b.plugs, "a", "ada open never; ")
	newer.Close()
	waitForLamps(t, b.plugs, "it left", func(s live.PlugState) bool { return s.People[0].Socket.Lamp == live.LampLeft })
}

func TestAPlugsSocketKeepsToItsBounds(t *testing.T) {
	b := newBench(t)
	socket := b.plugSocket("ada")
	for _, text := range []string{"hello", strings.Repeat("x", live.MaxPlugTalk)} {
		if err := socket.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if _, text, err := socket.ReadMessage(); err != nil || !bytes.Contains(text, []byte(`"number":1`)) {
		t.Errorf("it got %q, %v", text, err)
	}
	if err := socket.WriteMessage(websocket.TextMessage, make([]byte, live.MaxPlugTalk+1)); err != nil {
		t.Fatal(err)
	}
	for {
		if _, _, err := socket.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, websocket.CloseMessageTooBig) {
				t.Errorf("it ends with %v", err)
			}
			break
		}
	}
	polite := b.plugSocket("ada")
	if err := polite.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(4000, "enough"), time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	for {
		if _, _, err := polite.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, 4000) {
				t.Errorf("it ends with %v", err)
			}
			break
		}
	}
	waitForLamps(t, b.plugs, "none is there", func(s live.PlugState) bool { return s.People[0].Socket.Lamp == live.LampLeft })
}

// Whoever opens the address of a socket like a page's takes nobody's place.
func TestWhatIsNoHandshakeTakesNoPlace(t *testing.T) {
	b := newBench(t)
	socket := b.plugSocket("ada")
	resp, err := http.Get("http://" + b.addr + "/plugs/a/ada/socket")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if why, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusConflict || !strings.Contains(string(why), "no WebSocket handshake") {
		t.Errorf("what is no handshake gets %s: %s", resp.Status, why)
	}
	for range 2 { // the first and the next
		if _, _, err := socket.ReadMessage(); err != nil {
			t.Fatalf("the one that was open: %v", err)
		}
	}
	wantLamps(t, b.plugs, "a", "ada open never; ")
}

// A peer that answers no Close is not waited for.
func TestPuttingAwayWaitsForNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p *live.Plugs
		_, conn := dialInBubble(t, func(runs *live.Runs) func(http.ResponseWriter, *http.Request) error {
			p = live.NewPlugs(runs)
			return func(w http.ResponseWriter, r *http.Request) error { return p.ServeSocket(w, r, "a", "ada", nil) }
		})
		raw := bufio.NewReader(conn.NetConn())
		first := make([]byte, 48)
		if _, err := io.ReadFull(raw, first); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		p.PutAway("a")
		frame := append([]byte{0x88, 23, 0x03, 0xe8}, "the plug was put away"...)
		if rest, err := io.ReadAll(raw); err != nil || !bytes.Equal(rest, frame) {
			t.Errorf("it ends with % x, %v", rest, err)
		}
		if took := time.Since(began); took != time.Second {
			t.Errorf("it waited %v for an answer", took)
		}
	})
}

func TestPlugsSayGoodbyeAtShutdown(t *testing.T) {
	b := newBench(t)
	socket, events := b.plugSocket("ada"), b.plugEvents("ada", 0)
	wantNumber(t, events, 1)
	if _, _, err := socket.ReadMessage(); err != nil {
		t.Fatal(err)
	}
	if err := b.runs.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	for {
		if _, _, err := socket.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, websocket.CloseGoingAway) {
				t.Errorf("the WebSocket ends with %v", err)
			}
			break
		}
	}
	if _, err := events.numbered(); !errors.Is(err, errLastChunk) {
		t.Errorf("the event stream ends with %v", err)
	}
}

// A silent client is pinged, so that one that is gone is noticed.
func TestAPlugsSocketIsPinged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p *live.Plugs
		_, conn := dialInBubble(t, func(runs *live.Runs) func(http.ResponseWriter, *http.Request) error {
			p = live.NewPlugs(runs)
			return func(w http.ResponseWriter, r *http.Request) error { return p.ServeSocket(w, r, "a", "ada", nil) }
		})
		began := time.Now()
		conn.SetPingHandler(func(string) error { return nil }) // it answers none
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				break
			}
		}
		if took := time.Since(began); took != live.EchoWait {
			t.Errorf("it stayed for %v", took)
		}
		synctest.Wait()
		wantLamps(t, p, "a", "ada left never; ")
	})
}

// A panic in a plug's clock puts that plug away, and nothing else.
func TestAPanicEndsOnlyItsPlug(t *testing.T) {
	var armed atomic.Bool
	b := newBench(t)
	told := make(chan string, 1)
	b.runs = live.NewRuns(func() time.Time {
		if armed.CompareAndSwap(true, false) {
			panic("a fault")
		}
		return time.Now()
	})
	b.runs.Panicked = func(run string, v any, _ []byte) { told <- run + v.(string) }
	b.plugs = live.NewPlugs(b.runs)
	socket := b.plugSocket("ada")
	armed.Store(true)
	if got := <-told; got != "a fault" {
		t.Errorf("told: %q", got)
	}
	other := joined(t, b.plugs, "b", "ada", 0)
	for {
		if _, _, err := socket.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
				t.Errorf("the WebSocket ends with %v", err)
			}
			break
		}
	}
	wantNumbers(t, other, 1)
	other.Leave()
}

// Whoever is put out is gone from every plug with the words of each protocol, and
// nobody else is.
func TestPuttingSomebodyOut(t *testing.T) {
	b := newBench(t)
	socket, other := b.plugSocket("ann"), b.plugSocket("bob")
	stream := b.plugEvents("ann", 0)
	waitForLamps(t, b.plugs, "all of them are there", func(state live.PlugState) bool {
		return len(state.People) == 2 && state.People[0].Socket.Lamp == live.LampOpen && state.People[0].Stream.Lamp == live.LampOpen && state.People[1].Socket.Lamp == live.LampOpen
	})
	b.plugs.PutOut("ann")
	b.plugs.PutOut("nobody")
	for _, _, err := socket.ReadMessage(); ; _, _, err = socket.ReadMessage() {
		if err == nil {
			continue
		}
		if !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
			t.Errorf("the WebSocket ends with %v", err)
		}
		break
	}
	for _, err := stream.numbered(); err != errLastChunk; _, err = stream.numbered() {
		if err != nil {
			t.Fatalf("the stream ends with %v", err)
		}
	}
	for range 2 {
		if _, _, err := other.ReadMessage(); err != nil {
			t.Errorf("another's WebSocket has ended: %v", err)
		}
	}
	if got := lamps(b.plugs, "a"); !strings.Contains(got, "ann left left") || !strings.Contains(got, "bob open") {
		t.Errorf("the lamps are %s", got)
	}
}
