package live

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

// JamReader is one connection at a seat.
type JamReader struct {
	seat  *JamSeat
	which int
	queue chan JamMessage // closed when it has ended
	why   error           // set before that, under Jams.mu
}

// Join opens the event stream of the seat: from after its Last-Event-ID, where
// what came after that is kept, otherwise from now on. An older one of the same
// seat ends. Whoever joins must Leave. It returns ErrJamOver where the seat was
// given up.
func (s *JamSeat) Join(req *http.Request) (*JamReader, error) {
	after, err := strconv.Atoi(req.Header.Get("Last-Event-ID"))
	if err != nil {
		after = 0
	}
	return s.take(streamSide, after)
}

// take gives a connection its place at the seat. After is the number of the last
// message that it has had; 0: none.
func (s *JamSeat) take(which, after int) (*JamReader, error) {
	s.jams.mu.Lock()
	defer s.jams.mu.Unlock()
	if s.over {
		return nil, ErrJamOver
	}
	r := &JamReader{seat: s, which: which, queue: make(chan JamMessage, MaxJamQueue)}
	came := !s.there()
	if old := s.readers[which]; old != nil {
		old.ended(errJamTaken)
	}
	s.rest.Stop()
	s.readers[which] = r
	r.welcome(after)
	if came {
		s.jam.changed()
	}
	return r, nil
}

// welcome says first who is where, and then what was missed.
func (r *JamReader) welcome(after int) {
	in, now := r.seat.jam, r.seat.jams.runs.now()
	beat, due := in.beats.After(now)
	data, err := json.Marshal(struct {
		You     int     `json:"you"`
		Players []int   `json:"players"`
		Beat    int     `json:"beat"`
		In      float64 `json:"in"`
	}{r.seat.player, in.players(), beat, millis(due.Sub(now))})
	if err != nil {
		return // nothing in it can fail
	}
	r.push(JamMessage{0, "you", data})
	if after < in.last-len(in.kept) || after > in.last {
		return // what came after it is not kept, or no room has said it
	}
	for _, m := range in.kept {
		if after > 0 && m.Number > after {
			r.push(m)
		}
	}
}

// Messages are what the connection is to send, in order. The channel is closed
// when it has left or is to end.
func (r *JamReader) Messages() <-chan JamMessage { return r.queue }

// Leave ends the connection from its own side. It may be called twice.
func (r *JamReader) Leave() { r.stop(errJamLeft) }

func (r *JamReader) stop(why error) {
	r.seat.jams.mu.Lock()
	defer r.seat.jams.mu.Unlock()
	r.end(why)
}

// end takes the connection out of its place, unless it has ended, and tells the
// room where nobody is at the seat any more. Jams.mu is held.
func (r *JamReader) end(why error) {
	s := r.seat
	if !r.ended(why) {
		return
	}
	s.readers[r.which] = nil
	if !s.there() && !s.over {
		s.rest.Reset(JamRest)
		s.jam.changed()
	}
}

// ended says that the connection ends, once. Jams.mu is held.
func (r *JamReader) ended(why error) bool {
	if r.why != nil {
		return false
	}
	r.why = why
	close(r.queue)
	return true
}

// push queues a message; it reports false where the connection does not keep up.
// Jams.mu is held.
func (r *JamReader) push(m JamMessage) bool {
	if r.why != nil {
		return true
	}
	select {
	case r.queue <- m:
		return true
	default:
		return false
	}
}

// refuse tells this connection alone what is wrong.
func (r *JamReader) refuse(what string) {
	data, err := json.Marshal(map[string]string{"error": what})
	if err != nil {
		return // a map of texts cannot fail
	}
	r.seat.jams.mu.Lock()
	defer r.seat.jams.mu.Unlock()
	r.push(JamMessage{0, "", data})
}

// ServeSocket opens the WebSocket of the seat; an older one gets a Close with
// 1000. It returns when the connection has been handed to goroutines of its own,
// or was refused: then with ErrJamOver or ErrNoHandshake, and nothing written. The
// caller has checked the Origin.
func (s *JamSeat) ServeSocket(w http.ResponseWriter, req *http.Request) error {
	if !WantsWebSocket(req) {
		return ErrNoHandshake
	}
	r, err := s.take(socketSide, 0)
	if err != nil {
		return err
	}
	release := s.watch(req, PairSocket)
	err = s.jams.runs.servePlainly(w, req, r.Leave, func(conn *websocket.Conn, alive func()) {
		s.jams.runs.bothWays(conn, func() { r.hear(conn, alive) }, r.Leave, func(gone <-chan struct{}) { r.tell(conn, gone) })
	})
	if err != nil {
		release()
	}
	return err
}

// hear plays what the client plays until the connection is over.
func (r *JamReader) hear(conn *websocket.Conn, alive func()) {
	conn.SetReadLimit(MaxJamMessage)
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil || badText(conn, kind, message) {
			return
		}
		alive()
		switch err := r.seat.play(padOf(message)); {
		case errors.Is(err, ErrJamPad):
			r.refuse(noPad)
		case errors.Is(err, ErrJamCrowd):
			r.refuse("everybody plays at once, so this note was left out: wait a moment")
		case errors.Is(err, ErrJamFast):
			r.refuse("that was too fast for ten fingers: join again, and play up to " + strconv.Itoa(JamRate) + " notes a second")
			r.stop(ErrJamFast)
			ignore(conn, alive)
			return
		case err != nil:
			ignore(conn, alive)
			return
		}
	}
}

// tell sends the messages until the connection is to end, and ends it.
func (r *JamReader) tell(conn *websocket.Conn, gone <-chan struct{}) {
	for m := range r.queue {
		_ = conn.SetWriteDeadline(time.Now().Add(WriteWait))
		if conn.WriteMessage(websocket.TextMessage, m.Data) != nil {
			return
		}
	}
	switch why := r.why; {
	case errors.Is(why, errJamLeft):
		return // whoever left, or shuts down, said goodbye
	case errors.Is(why, errJamTaken):
		sendClose(conn, websocket.CloseNormalClosure, "a newer connection of this page took this place")
	case errors.Is(why, errJamIdle):
		sendClose(conn, websocket.CloseNormalClosure, "nobody has played here for a while")
	case errors.Is(why, errJamOut):
		sendClose(conn, websocket.CloseNormalClosure, "you are in this class no more")
	case errors.Is(why, ErrJamFast):
		sendClose(conn, websocket.ClosePolicyViolation, "too many notes in a row")
	case errors.Is(why, errJamSlow):
		sendClose(conn, websocket.ClosePolicyViolation, "it does not read what the room sends")
	}
	awaitAnswer(gone)
}
