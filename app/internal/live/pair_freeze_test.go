package live_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
	"wirewalk/lessons/wire"
)

// pairServer serves a pair that can be frozen at /socket and /stream.
type pairServer struct {
	t     *testing.T
	runs  *live.Runs
	pairs *live.Pairs
	pair  *live.Pair
	l     net.Listener
}

func servePair(t *testing.T, l net.Listener, beats bool) *pairServer {
	t.Helper()
	runs := live.NewRuns(time.Now)
	s := &pairServer{t: t, runs: runs, pairs: live.NewPairs(runs), l: l}
	var err error
	if s.pair, err = s.pairs.NewFreezing("ada", beats); err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{ConnContext: live.ConnContext, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/socket" {
			if err := s.pair.ServeSocket(w, r); err != nil {
				t.Error(err)
			}
			return
		}
		release, err := s.pair.WatchStream(r)
		if err != nil {
			t.Error(err)
			return
		}
		defer release()
		reader, err := s.pair.Join(r)
		if err != nil {
			t.Error(err)
			return
		}
		writeReader(w, r, reader)
	})}
	go srv.Serve(live.Listen(l))
	t.Cleanup(func() {
		_ = runs.Shutdown(t.Context())
		_ = srv.Close()
	})
	return s
}

// pairOverTCP is a pair over a network, with both of its connections open.
func pairOverTCP(t *testing.T, beats bool) (s *pairServer, socket *websocket.Conn, stream *browser) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s = servePair(t, l, beats)
	socket, _, err = websocket.DefaultDialer.Dial("ws://"+l.Addr().String()+"/socket", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close() })
	stream = (&bench{t: t, addr: l.Addr().String()}).dial()
	stream.write("GET /stream HTTP/1.1\r\nHost: classroom.test\r\n\r\n")
	wantNumber(t, stream, 1)
	stream.until("\n\n\r\n")
	if _, first, err := socket.ReadMessage(); err != nil || !strings.HasPrefix(string(first), `{"number":1,`) {
		t.Fatalf("the WebSocket begins with %q, %v", first, err)
	}
	return s, socket, stream
}

// awaits waits until the pair stands so.
func (s *pairServer) awaits(what string, is func(live.PairState, []live.PairNote) bool) {
	s.t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		state, deeds, changed := s.pair.Watch(0)
		if is(state, deeds) {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			s.t.Fatalf("%s: %+v, %+v", what, state, deeds)
		}
	}
}

// wrote reports whether this server wrote a message on both sides.
func wrote(number int) func(live.PairState, []live.PairNote) bool {
	return func(_ live.PairState, deeds []live.PairNote) bool {
		n := 0
		for _, d := range deeds {
			if d.Deed == live.DeedMessage && d.Number == number {
				n++
			}
		}
		return n == 2
	}
}

func deedsOf(p *live.Pair, side live.PairSide) (deeds []string) {
	_, all, _ := p.Watch(0)
	for _, d := range all {
		if d.Side == side {
			deeds = append(deeds, strings.TrimSuffix(fmt.Sprint(d.Deed, " ", d.Number), " 0"))
		}
	}
	return deeds
}

// framesFrom are the text frames of one side on record.
func framesFrom(p *live.Pair, from wire.Endpoint) (texts []string) {
	for _, e := range p.Crossed() {
		if f := e.Event.Frame; f != nil && e.Event.From == from && f.Opcode == wire.OpText {
			texts = append(texts, string(f.Payload))
		}
	}
	return texts
}

// Frozen, nothing crosses in either direction, and neither end is told; at the
// thaw all of it does, in order.
func TestAFrozenPairHoldsEverything(t *testing.T) {
	s, socket, stream := pairOverTCP(t, false)
	for range 2 { // one that is frozen stays so
		if !s.pair.Freeze() {
			t.Fatal("it cannot be frozen")
		}
	}
	before := len(s.pair.Crossed())
	for _, text := range []string{"one", "two"} {
		if err := socket.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	type read struct {
		text string
		err  error
	}
	reads := make(chan read, 9)
	go func() {
		for range 4 {
			_, text, err := socket.ReadMessage()
			reads <- read{string(text), err}
		}
	}()
	s.awaits("message 3 written on both", wrote(3))
	stream.silent()
	select {
	case got := <-reads:
		t.Errorf("over the frozen link came %v", got)
	default:
	}
	state, _, _ := s.pair.Watch(0)
	if !state.Frozen || !state.Socket.Open || !state.Stream.Open || state.Socket.Heard < time.Second {
		t.Errorf("this server stands so: %+v", state)
	}
	if now := len(s.pair.Crossed()); now != before {
		t.Errorf("on record %d events have crossed: %+v", now-before, s.pair.Crossed()[before:])
	}

	s.pair.Thaw()
	for number := 2; number <= 5; number++ {
		wantNumber(t, stream, number)
		if got := <-reads; got.err != nil || !strings.HasPrefix(got.text, fmt.Sprintf(`{"number":%d,`, number)) {
			t.Errorf("after the thaw came %v, want message %d", got, number)
		}
	}
	if got := framesFrom(s.pair, wire.Client); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("the client's messages on record are %q", got)
	}
	state, _, _ = s.pair.Watch(0)
	if state.Frozen || state.Socket.Heard > 4*time.Second {
		t.Errorf("after the thaw this server stands so: %+v", state)
	}
	deeds := deedsOf(s.pair, live.PairSocket)
	if at := slices.Index(deeds, "thawed"); at < 0 || !slices.Equal(deeds[:at], []string{"message 1", "frozen", "message 2", "message 3"}) {
		t.Errorf("this server did %q", deeds)
	}
}

// What this server gave up while the link was frozen ends at the thaw, behind what
// was held, and without a Close frame.
func TestAnEndIsHeldToo(t *testing.T) {
	s, socket, stream := pairOverTCP(t, true)
	s.pair.Freeze()
	if err := socket.WriteMessage(websocket.TextMessage, []byte("nobody reads this")); err != nil {
		t.Fatal(err)
	}
	s.awaits("this server to give up", func(_ live.PairState, deeds []live.PairNote) bool {
		return slices.ContainsFunc(deeds, func(d live.PairNote) bool { return d.Deed == live.DeedGaveUp })
	})
	state, _, _ := s.pair.Watch(0)
	if state.Socket.Open || !state.Stream.Open {
		t.Errorf("this server stands so: %+v", state)
	}
	stream.silent()
	if err := socket.WriteMessage(websocket.TextMessage, []byte("nor this")); err != nil {
		t.Errorf("the client is told of the end: %v", err)
	}
	for _, e := range s.pair.Crossed() {
		if e.Event.Kind == wire.KindEnd || e.Event.Kind == wire.KindReset {
			t.Errorf("on record is an end that nobody was told of: %+v", e)
		}
	}
	s.pair.Thaw()
	numbers := 0
	for {
		_, _, err := socket.ReadMessage()
		if err == nil {
			numbers++
			continue
		}
		if !websocket.IsCloseError(err, websocket.CloseAbnormalClosure) || numbers < 2 {
			t.Errorf("after %d messages it ends with %v", numbers, err)
		}
		break
	}
	wantNumber(t, stream, 2)
	last := s.pair.Crossed()
	if at := slices.IndexFunc(last, func(e live.PairEvent) bool { return e.Side == live.PairSocket && e.Event.Kind == wire.KindEnd }); at < 0 || last[at].Event.From != wire.Server {
		t.Errorf("the end is not on record: %+v", last)
	}
}

// Where the client has ended a stream meanwhile, this server writes on, learns of
// it at the thaw, and says how much reached nobody.
func TestAClientLeavesAFrozenStream(t *testing.T) {
	s, _, stream := pairOverTCP(t, false)
	s.pair.Freeze()
	before := len(s.pair.Crossed())
	stream.Close()
	s.awaits("message 3 written on both", wrote(3))
	time.Sleep(200 * time.Millisecond) // it is told before its bytes are held, or would cross at the thaw
	if state, _, _ := s.pair.Watch(0); !state.Stream.Open {
		t.Errorf("this server knows already: %+v", state)
	}
	s.pair.Thaw()
	s.awaits("this server to learn of it", func(state live.PairState, _ []live.PairNote) bool { return !state.Stream.Open })
	for _, e := range s.pair.Crossed()[before:] {
		if e.Side == live.PairStream && e.Event.From == wire.Server && e.Event.Kind != wire.KindEnd {
			t.Errorf("on record is %q, which nobody was there for", e.Event.Bytes)
		}
	}
	if deeds := deedsOf(s.pair, live.PairStream); !slices.ContainsFunc(deeds, func(d string) bool { return strings.HasPrefix(d, "lost ") }) {
		t.Errorf("this server did %q", deeds)
	}
}

// A pair that is over, and a server that shuts down, say goodbye as ever: behind
// what was held. A reset comes through as well.
func TestAFrozenPairEnds(t *testing.T) {
	for name, end := range map[string]func(s *pairServer){
		"a newer pair": func(s *pairServer) { _, _ = s.pairs.NewFreezing("ada", false) },
		"a shutdown":   func(s *pairServer) { _ = s.runs.Shutdown(s.t.Context()) },
		"a reset":      func(s *pairServer) { s.pair.Reset() },
	} {
		t.Run(name, func(t *testing.T) {
			s, socket, stream := pairOverTCP(t, false)
			s.pair.Freeze()
			s.awaits("message 2 written on both", wrote(2))
			end(s)
			if name != "a reset" { // which drops what has not arrived
				wantNumber(t, stream, 2)
				if _, text, err := socket.ReadMessage(); err != nil || !strings.HasPrefix(string(text), `{"number":2,`) {
					t.Errorf("what was held does not come: %q, %v", text, err)
				}
			}
			for err := error(nil); err == nil; {
				_, err = stream.numbered()
			}
			var err error
			for err == nil {
				_, _, err = socket.ReadMessage()
			}
			if want := map[string]int{"a newer pair": websocket.CloseNormalClosure, "a shutdown": websocket.CloseGoingAway}[name]; want != 0 && !websocket.IsCloseError(err, want) {
				t.Errorf("the WebSocket ends with %v", err)
			}
			if s.pair.Freeze() && name == "a newer pair" {
				t.Error("what is over can be frozen")
			}
		})
	}
}

// Only what was made for it can be frozen.
func TestAnotherPairCannotBeFrozen(t *testing.T) {
	runs := live.NewRuns(time.Now)
	pair, err := live.NewPairs(runs).New("ada", live.ReturnStream)
	if err != nil {
		t.Fatal(err)
	}
	if pair.Freeze() {
		t.Error("it was frozen")
	}
	_ = runs.Shutdown(t.Context())
}

// beating is the WebSocket of a pair with a heartbeat, in a bubble. Its client
// answers Pings; gone is closed when it has ended.
func beating(t *testing.T) (s *pairServer, gone chan error) {
	t.Helper()
	l := newPipes()
	s = servePair(t, l, true)
	conn, theirs := net.Pipe()
	go func() { l.conns <- theirs }()
	dialer := websocket.Dialer{NetDial: func(string, string) (net.Conn, error) { return conn, nil }}
	socket, _, err := dialer.Dial("ws://classroom.test/socket", nil)
	if err != nil {
		t.Fatal(err)
	}
	gone = make(chan error, 1)
	go func() {
		for {
			if _, _, err := socket.ReadMessage(); err != nil {
				gone <- err
				_ = socket.Close()
				return
			}
		}
	}()
	return s, gone
}

func TestAServersHeartbeat(t *testing.T) {
	gaveUp := func(s *pairServer) *live.PairNote {
		synctest.Wait()
		_, deeds, _ := s.pair.Watch(0)
		if at := slices.IndexFunc(deeds, func(d live.PairNote) bool { return d.Deed == live.DeedGaveUp }); at >= 0 {
			return &deeds[at]
		}
		return nil
	}
	t.Run("a Pong in time keeps it", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, gone := beating(t)
			time.Sleep(10*live.PairSilence + live.PairBeat/2)
			if n := gaveUp(s); n != nil || len(gone) > 0 {
				t.Errorf("it was given up: %+v", n)
			}
			if deeds := deedsOf(s.pair, live.PairSocket); !slices.Contains(deeds, "ping 30") {
				t.Errorf("this server did %q", deeds)
			}
		})
	})
	t.Run("frozen, it is given up after its silence and not before", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, gone := beating(t)
			time.Sleep(4*live.PairBeat + live.PairBeat/2) // the last Pong came half a second ago
			s.pair.Freeze()
			time.Sleep(live.PairSilence - live.PairBeat/2 - time.Millisecond)
			if n := gaveUp(s); n != nil {
				t.Fatalf("it was given up too early: %+v", n)
			}
			time.Sleep(time.Millisecond)
			if n := gaveUp(s); n == nil || n.Silent != live.PairSilence || n.Frozen != live.PairSilence-live.PairBeat/2 {
				t.Fatalf("it was given up so: %+v", n)
			}
			if len(gone) > 0 {
				t.Error("the client was told")
			}
			time.Sleep(time.Second)
			s.pair.Thaw()
			if err := <-gone; !websocket.IsCloseError(err, websocket.CloseAbnormalClosure) {
				t.Errorf("the client is told %v", err)
			}
		})
	})
	t.Run("thawed in time, it is kept", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, gone := beating(t)
			time.Sleep(4*live.PairBeat + live.PairBeat/2)
			s.pair.Freeze()
			time.Sleep(live.PairSilence - live.PairBeat)
			s.pair.Thaw()
			time.Sleep(2 * live.PairSilence)
			if n := gaveUp(s); n != nil || len(gone) > 0 {
				t.Errorf("it was given up: %+v", n)
			}
		})
	})
	t.Run("a client that sends while it is frozen is given up all the same", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := newPipes()
			s := servePair(t, l, true)
			conn, theirs := net.Pipe()
			go func() { l.conns <- theirs }()
			dialer := websocket.Dialer{NetDial: func(string, string) (net.Conn, error) { return conn, nil }}
			socket, _, err := dialer.Dial("ws://classroom.test/socket", nil)
			if err != nil {
				t.Fatal(err)
			}
			go io.Copy(io.Discard, conn)
			time.Sleep(live.PairBeat / 2)
			s.pair.Freeze()
			if err := socket.WriteMessage(websocket.TextMessage, []byte("hello")); err != nil {
				t.Fatal(err)
			}
			time.Sleep(live.PairSilence)
			if n := gaveUp(s); n == nil || n.Silent != live.PairSilence {
				t.Errorf("it was given up so: %+v", n)
			}
			_ = socket.Close()
		})
	})
}

// A page that never thaws is thawed.
func TestAPairThawsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := live.NewRuns(time.Now)
		defer runs.Shutdown(t.Context())
		pair, err := live.NewPairs(runs).NewFreezing("ada", false)
		if err != nil {
			t.Fatal(err)
		}
		pair.Freeze()
		time.Sleep(live.MaxFreeze - time.Second)
		if state, _, _ := pair.Watch(0); !state.Frozen {
			t.Error("it thawed too early")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if state, _, _ := pair.Watch(0); state.Frozen {
			t.Error("it is still frozen")
		}
		time.Sleep(live.PairLifetime)
		select {
		case <-pair.Over():
		default:
			t.Error("it is not over")
		}
	})
}
