package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/music"
)

// jamHouse is a set of jams whose seats are reached over connections that dial
// makes.
type jamHouse struct {
	t    *testing.T
	runs *live.Runs
	jams *live.Jams
	dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// newJamHouse serves on a network, or over pipes, whose time is a bubble's.
func newJamHouse(t *testing.T, l net.Listener) *jamHouse {
	t.Helper()
	h := &jamHouse{t: t, runs: live.NewRuns(time.Now)}
	h.jams = live.NewJams(h.runs)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{visitor}/{id}", func(w http.ResponseWriter, r *http.Request) {
		seat := h.jams.Get(r.PathValue("visitor"), r.PathValue("id"))
		if seat == nil {
			http.Error(w, "no such seat", http.StatusForbidden)
		} else if err := seat.ServeSocket(w, r); err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
		}
	})
	srv := &http.Server{ConnContext: live.ConnContext, Handler: mux}
	go srv.Serve(live.Listen(l))
	switch l := l.(type) {
	case *pipes:
		h.dial = func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			l.conns <- theirs
			return ours, nil
		}
	default:
		h.dial = func(context.Context, string, string) (net.Conn, error) { return net.Dial("tcp", l.Addr().String()) }
	}
	t.Cleanup(func() {
		_ = srv.Close()
		_ = h.runs.Shutdown(context.Background())
	})
	return h
}

func (h *jamHouse) seat(hall live.JamHall, visitor, person string) *live.JamSeat {
	h.t.Helper()
	s, err := h.jams.Seat(hall, visitor, person)
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

// player is one who plays over a WebSocket, and the stream of the same seat.
type player struct {
	*websocket.Conn
	seat *live.JamSeat
}

func (h *jamHouse) joins(hall live.JamHall, visitor string) player {
	h.t.Helper()
	seat := h.seat(hall, visitor, visitor)
	return player{h.connects(visitor, seat), seat}
}

func (h *jamHouse) connects(visitor string, seat *live.JamSeat) *websocket.Conn {
	h.t.Helper()
	conn, resp, err := (&websocket.Dialer{NetDialContext: h.dial}).Dial("ws://x/"+visitor+"/"+seat.ID, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	resp.Body.Close()
	h.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// fromJam is anything that a room says.
type fromJam struct {
	Number  int
	You     int
	Players []int
	Player  int
	Play    string
	Beat    int
	In      float64
	Late    float64
	Error   string
}

// note is the next note that a player hears.
func (p player) note(t *testing.T) (text string, m fromJam) {
	t.Helper()
	for {
		_, b, err := p.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		m = fromJam{}
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if m.Play != "" {
			return string(b), m
		}
	}
}

// ends is how the connection ends, and what was said last before that.
func (p player) ends() (last string, err error) {
	for {
		_, b, err := p.ReadMessage()
		if err != nil {
			return last, err
		}
		last = string(b)
	}
}

// hearsOf takes what waits for a stream, as text.
func hearsOf(r *live.JamReader) (all []string) {
	for range len(r.Messages()) {
		m := <-r.Messages()
		all = append(all, strings.TrimPrefix(m.Event+" ", " ")+string(m.Data))
	}
	return all
}

func streamed(t *testing.T, s *live.JamSeat, last int) *live.JamReader {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	if last > 0 {
		req.Header.Set("Last-Event-ID", strconv.Itoa(last))
	}
	r, err := s.Join(req)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Over a real network: everybody hears everybody, themselves too, in one order.
func TestEverybodyInARoomHears(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := newJamHouse(t, l)
	const many, each = 5, 4
	var all []player
	for i := range many {
		all = append(all, h.joins("", fmt.Sprint("visitor-", i)))
	}
	for _, p := range all {
		_ = p.SetReadDeadline(time.Now().Add(20 * time.Second))
		go func() {
			for range each {
				_ = p.WriteMessage(websocket.TextMessage, []byte(`{"play":"G4"}`))
			}
		}()
	}
	var first []string
	for i, p := range all {
		var got []string
		by := map[int]int{}
		for range many * each {
			text, m := p.note(t)
			got = append(got, text)
			by[m.Player]++
			if m.Play != "G4" || m.Late < -300 || m.Late > 300 {
				t.Errorf("a note is %s", text)
			}
		}
		if len(by) != many || by[1] != each {
			t.Errorf("player %d hears notes by %v", i+1, by)
		}
		if i == 0 {
			first = got
		} else if fmt.Sprint(got) != fmt.Sprint(first) {
			t.Errorf("player %d hears %q, the first %q", i+1, got, first)
		}
	}
}

// A note belongs to the beat that is nearest, and is early or late by it; both
// connections of a seat are told alike, and each first who is there.
func TestARoomKeepsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJamHouse(t, newPipes())
		seat := h.seat("", "ada", "")
		began := time.Now()
		time.Sleep(100 * time.Millisecond)
		stream := streamed(t, seat, 0)
		if got, want := fmt.Sprint(hearsOf(stream)), `[you {"you":1,"players":[1],"beat":1,"in":500} players {"number":1,"players":[1]}]`; got != want {
			t.Errorf("a stream begins with %s, want %s", got, want)
		}
		ada := player{h.connects("ada", seat), seat}
		if _, first, err := ada.ReadMessage(); err != nil || string(first) != `{"you":1,"players":[1],"beat":1,"in":500}` {
			t.Errorf("a WebSocket begins with %s, %v", first, err)
		}
		number := 1
		for _, c := range []struct {
			at   time.Duration
			want string
		}{
			{250 * time.Millisecond, `"beat":0,"late":250`},
			{300 * time.Millisecond, `"beat":1,"late":-300`},
			{music.Beat - 42100*time.Microsecond, `"beat":1,"late":-42.1`},
			{music.Beat, `"beat":1,"late":0`},
			{17*music.Beat + 38*time.Millisecond, `"beat":17,"late":38`},
		} {
			time.Sleep(c.at - time.Since(began))
			number++
			say(t, ada.Conn, `{"play":"E4"}`)
			want := fmt.Sprintf(`{"number":%d,"player":1,"play":"E4",%s}`, number, c.want)
			if got, _ := ada.note(t); got != want {
				t.Errorf("at %v it hears %s, want %s", c.at, got, want)
			}
			synctest.Wait() // the room may still be telling the stream
			if got := hearsOf(stream); len(got) != 1 || got[0] != want {
				t.Errorf("at %v the stream hears %q, want %s", c.at, got, want)
			}
		}
	})
}

// Whoever comes and goes is told to all, and a number that is free is given again.
func TestPlayersComeAndGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJamHouse(t, newPipes())
		stays := streamed(t, h.seat("", "ada", ""), 0)
		hearsOf(stays)
		told := func(what, want string) {
			t.Helper()
			synctest.Wait()
			got := hearsOf(stays)
			if len(got) != 1 || !strings.HasSuffix(got[0], `"players":`+want+`}`) {
				t.Errorf("%s: it is told %q, want %s", what, got, want)
			}
		}
		bob := h.seat("", "bob", "")
		if got := hearsOf(stays); len(got) != 0 {
			t.Errorf("a seat without a connection is told: %q", got)
		}
		socket := h.connects("bob", bob)
		go func() { _, _ = player{socket, bob}.ends() }()
		told("one comes", "[1,2]")
		second := streamed(t, bob, 0)
		synctest.Wait()
		if got := hearsOf(stays); len(got) != 0 {
			t.Errorf("their second connection is told: %q", got)
		}
		cyd := streamed(t, h.seat("", "cyd", ""), 0)
		told("another", "[1,2,3]")
		second.Leave()
		_ = socket.Close()
		told("one goes", "[1,3]")
		streamed(t, bob, 0)
		told("and is back", "[1,2,3]")
		cyd.Leave()
		cyd.Leave()
		told("one leaves twice", "[1,2]")
		time.Sleep(live.JamRest + time.Second)
		streamed(t, h.seat("", "dee", ""), 0)
		told("a number is free again", "[1,2,3]")
	})
}

// A stream goes on with what it missed, where that is kept, and never plays what
// it had.
func TestAStreamOfAJamComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJamHouse(t, newPipes())
		ada := h.seat("", "ada", "")
		streamed(t, ada, 0)
		play := func(pads ...string) {
			t.Helper()
			for _, pad := range pads {
				time.Sleep(time.Second)
				if err := ada.Play(pad); err != nil {
					t.Fatal(err)
				}
			}
		}
		play("C4", "D4", "E4") // 2, 3 and 4, after who is there
		pads := func(last int) (got string) {
			for _, text := range hearsOf(streamed(t, ada, last)) {
				var m fromJam
				if err := json.Unmarshal([]byte(text[strings.IndexByte(text, '{'):]), &m); err != nil {
					t.Fatal(err)
				}
				got += m.Play
			}
			return got
		}
		for last, want := range map[int]string{0: "", 1: "C4D4E4", 3: "E4", 4: "", 5: "", 99: ""} {
			if got := pads(last); got != want {
				t.Errorf("after %d it gets %q, want %q", last, got, want)
			}
		}
		for range live.KeepJam {
			play("G4")
		}
		if got := pads(1); got != "" {
			t.Errorf("what is not kept any more comes as %q", got)
		}
		if got := pads(4); got != strings.Repeat("G4", live.KeepJam) {
			t.Errorf("what is just kept comes as %q", got)
		}
	})
}

// Whoever plays faster than fingers is told so, and put out; the others go on.
func TestAFloodIsPutOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJamHouse(t, newPipes())
		stays := streamed(t, h.seat("", "ada", ""), 0)
		bob := h.joins("", "bob")
		go func() {
			for range live.JamBurst + 5 {
				if bob.WriteMessage(websocket.TextMessage, []byte(`{"play":"G4"}`)) != nil {
					return
				}
			}
		}()
		last, err := bob.ends()
		if !strings.Contains(last, `"error":"that was too fast`) || !websocket.IsCloseError(err, websocket.ClosePolicyViolation) {
			t.Errorf("it ends with %s, %v", last, err)
		}
		synctest.Wait()
		if heard := strings.Count(fmt.Sprint(hearsOf(stays)), "G4"); heard != live.JamBurst {
			t.Errorf("the other hears %d notes", heard)
		}
	})
}

func TestARoomSaysWhatIsNoPad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJamHouse(t, newPipes())
		ada := h.joins("", "ada")
		for range 2 {
			_, _, _ = ada.ReadMessage()
		}
		for _, text := range []string{"", "Hello Server!", "{}", `{"play":"C6"}`, `{"play":"C4","loud":true}`, `{"play":"C4"}{"play":"D4"}`, "null"} {
			time.Sleep(time.Second)
			say(t, ada.Conn, text)
			if _, got, err := ada.ReadMessage(); err != nil || !strings.Contains(string(got), `"error":"play one of the eight pads`) {
				t.Errorf("%q is answered with %s, %v", text, got, err)
			}
		}
		say(t, ada.Conn, strings.Repeat("x", live.MaxJamMessage+1))
		if _, err := ada.ends(); !websocket.IsCloseError(err, websocket.CloseMessageTooBig) {
			t.Errorf("too long a message ends it with %v", err)
		}
	})
}

// More notes than a room takes are left out, and nobody is put out for them.
func TestARoomHasAPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJamHouse(t, newPipes())
		crowded := 0
		for i := range live.JamRoomBurst/live.JamBurst + 1 {
			seat := h.seat("class", fmt.Sprint(i), "")
			streamed(t, seat, 0)
			for range live.JamBurst {
				if err := seat.Play("C4"); errors.Is(err, live.ErrJamCrowd) {
					crowded++
				} else if err != nil {
					t.Fatal(err)
				}
			}
			if err := seat.Play("C4"); !errors.Is(err, live.ErrJamFast) {
				t.Errorf("one note too many of a player: %v", err)
			}
		}
		if crowded != live.JamBurst {
			t.Errorf("%d notes were left out", crowded)
		}
	})
}

// Whoever does not read is dropped, and holds up nobody.
func TestWhoDoesNotReadARoomIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJamHouse(t, newPipes())
		ada := h.seat("", "ada", "")
		reads := streamed(t, ada, 0)
		deaf := h.joins("", "bob") // over a pipe, of which it reads nothing
		stream := streamed(t, deaf.seat, 0)
		began := time.Now()
		for range live.MaxJamQueue + 10 {
			time.Sleep(time.Second / live.JamRate)
			if err := ada.Play("C4"); err != nil {
				t.Fatal(err)
			}
			hearsOf(reads)
		}
		if took := time.Since(began); took > time.Second*(live.MaxJamQueue+20)/live.JamRate {
			t.Errorf("playing took %v", took)
		}
		if _, more := <-stream.Messages(); !more {
			t.Fatal("what waited is gone")
		}
		for range stream.Messages() { // it is closed, or this hangs
		}
		time.Sleep(live.WriteWait)
		if _, err := deaf.ends(); err == nil {
			t.Error("the WebSocket goes on")
		}
	})
}

// A seat ends where nobody plays, where nobody is, and for whom it is no more.
func TestSeatsAreGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJamHouse(t, newPipes())
		// reads has a player read on, without which a pipe would hold this server up.
		reads := func(p player) <-chan error {
			ended := make(chan error, 1)
			go func() {
				_, err := p.ends()
				ended <- err
			}()
			return ended
		}
		closes := func(what string, ended <-chan error, reason string) {
			t.Helper()
			err := <-ended
			var closed *websocket.CloseError
			if !errors.As(err, &closed) || closed.Code != websocket.CloseNormalClosure || closed.Text != reason {
				t.Errorf("%s: it ends with %v", what, err)
			}
		}
		ada := h.joins("", "ada")
		adas := reads(ada)
		began := time.Now()
		time.Sleep(time.Minute)
		say(t, ada.Conn, `{"play":"C4"}`)
		closes("nobody plays", adas, "nobody has played here for a while")
		if took := time.Since(began); took != time.Minute+live.JamIdle {
			t.Errorf("it lasted %v", took)
		}
		if h.jams.Get("ada", ada.seat.ID) != nil || !errors.Is(ada.seat.Play("C4"), live.ErrJamOver) {
			t.Error("the seat is still there")
		}

		bob, cyd := h.joins("", "bob"), h.joins("", "cyd")
		bobs, cyds := reads(bob), reads(cyd)
		h.jams.PutOut("nobody")
		h.jams.PutOut("")
		h.jams.PutOut("bob")
		closes("put out", bobs, "you are in this class no more")
		if h.jams.Get("cyd", cyd.seat.ID) == nil {
			t.Error("another was put out as well")
		}
		dees := reads(h.joins("class", "dee"))
		h.jams.PutAway("class")
		closes("put away", dees, "you are in this class no more")
		if h.jams.Get("cyd", cyd.seat.ID) == nil {
			t.Error("another room was put away as well")
		}

		newer := player{h.connects("cyd", cyd.seat), cyd.seat}
		closes("a newer connection", cyds, "a newer connection of this page took this place")
		say(t, newer.Conn, `{"play":"C4"}`)
		newer.note(t)

		never := h.seat("", "eve", "")
		time.Sleep(live.JamRest - time.Second)
		if h.jams.Get("eve", never.ID) == nil {
			t.Error("a seat was given up too early")
		}
		time.Sleep(2 * time.Second)
		if h.jams.Get("eve", never.ID) != nil {
			t.Error("a seat that nobody came to is still there")
		}
	})
}

// Rooms are filled up; a class has larger ones, of its own.
func TestRoomsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJamHouse(t, newPipes())
		seats := map[string]*live.JamSeat{}
		take := func(hall live.JamHall, many int) {
			for i := range many {
				name := fmt.Sprint(hall, i)
				seats[name] = h.seat(hall, name, "")
			}
		}
		you := func(name string) string { return hearsOf(streamed(t, seats[name], 0))[0] }
		take("", live.MaxJamPlayers+1)
		take("class", live.MaxJamClass+1)
		for name, want := range map[string]int{
			fmt.Sprint(live.MaxJamPlayers - 1): live.MaxJamPlayers, fmt.Sprint(live.MaxJamPlayers): 1,
			fmt.Sprint("class", live.MaxJamClass-1): live.MaxJamClass, fmt.Sprint("class", live.MaxJamClass): 1,
		} {
			if got := you(name); !strings.Contains(got, fmt.Sprintf(`"you":%d,"players":[%d]`, want, want)) {
				t.Errorf("%s is told %s", name, got)
			}
		}
		for i := range live.MaxJamSeatsPerVisitor {
			streamed(t, h.seat("", "one", ""), 0)
			_ = i
		}
		if _, err := h.jams.Seat("", "one", ""); !errors.Is(err, live.ErrJamSeats) {
			t.Errorf("one seat too many of a visitor: %v", err)
		}
		take("more", live.MaxJamSeats-live.MaxJamPlayers-1-live.MaxJamClass-1-live.MaxJamSeatsPerVisitor)
		if _, err := h.jams.Seat("", "late", ""); !errors.Is(err, live.ErrJamsFull) {
			t.Errorf("one seat too many: %v", err)
		}
	})
}

func TestAJamSaysGoodbyeAtShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJamHouse(t, newPipes())
		ada := h.joins("", "ada")
		synctest.Wait()
		done := make(chan error, 1)
		go func() { done <- h.runs.Shutdown(t.Context()) }()
		if _, err := ada.ends(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
			t.Errorf("it ends with %v", err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		if _, err := h.jams.Seat("", "late", ""); !errors.Is(err, live.ErrJamsFull) {
			t.Errorf("who comes then is told %v", err)
		}
	})
}

// Nothing stays of a room that all have left: neither goroutine nor memory.
func TestNothingStaysOfAJam(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJamHouse(t, newPipes())
		use := func(round int) {
			for i := range 100 {
				r := streamed(t, h.seat("class", fmt.Sprint(round, "-", i), ""), 0)
				for range 50 {
					r.Leave()
				}
			}
			time.Sleep(live.JamRest + live.JamIdle)
		}
		// The seats of one round take more than a MiB.
		wantNothingHeld(t, 256<<10, use)
	})
}
