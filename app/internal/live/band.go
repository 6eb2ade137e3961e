package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/music"
)

// ErrTooManyBands is an error of Band.Serve.
var ErrTooManyBands = errors.New("live: too many band connections")

// Band is the public jam session. A client plays a pad with the text message
// {"play":"C4"}; on its next beat the band answers with a note that fits, such as
// {"play":"E4","answers":"C4","beat":7,"late":0.1}, and it opens each bar with a
// bass that nobody asked for: {"play":"C3","beat":9,"late":0.1}. Late says how
// many milliseconds after the beat the message was written. What is no pad is
// answered at once with {"error":…}.
//
// It serves any client of any Origin and reads no cookie. Where nobody has played
// for BandIdle, the band closes with 1000.
type Band struct {
	runs *Runs
	lent *Lent
}

// NewBand returns a band that ends when rs shuts down.
func NewBand(rs *Runs) *Band { return &Band{runs: rs, lent: NewLent(MaxBands)} }

// Serve upgrades req and returns when the connection has been handed to
// goroutines of its own, or was refused. It returns ErrTooManyBands, while
// MaxBands connections are open or half as many from that address, or
// ErrNoHandshake, with nothing written.
func (b *Band) Serve(w http.ResponseWriter, req *http.Request, address string) error {
	give, lent := b.lent.Take(address)
	if !lent {
		return ErrTooManyBands
	}
	return b.runs.servePlainly(w, req, give, b.converse)
}

// bandNote is a note that the band plays.
type bandNote struct {
	Play    string  `json:"play"`
	Answers string  `json:"answers,omitempty"`
	Beat    int     `json:"beat"`
	Late    float64 `json:"late"`
}

// session is one connection with the band.
type session struct {
	conn   *websocket.Conn
	played []music.Note // since the last beat
	heard  int          // messages since then, pads or not
	last   time.Time    // when a pad was last played
}

func (b *Band) converse(conn *websocket.Conn, alive func()) {
	conn.SetReadLimit(MaxBandMessage)
	messages, gone := make(chan []byte), make(chan struct{})
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer b.runs.rescue()
		listen(conn, alive, messages, gone)
	}()
	s := &session{conn: conn, last: time.Now()}
	s.jam(messages, read)
	close(gone)
	_ = conn.Close() // ends a read that still waits
	<-read
}

// listen hands on what the client sends, until it is gone or nobody takes it.
func listen(conn *websocket.Conn, alive func(), messages chan<- []byte, gone <-chan struct{}) {
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil || badText(conn, kind, message) {
			return
		}
		alive()
		select {
		case messages <- message:
		case <-gone:
			return
		}
	}
}

// jam plays until the client is gone. Only its goroutine writes messages.
func (s *session) jam(messages <-chan []byte, left <-chan struct{}) {
	beats := music.Beats{Began: time.Now()}
	n, due := beats.After(beats.Began)
	beat := time.NewTimer(time.Until(due))
	defer beat.Stop()
	for {
		next := messages
		if s.heard == MaxChord {
			next = nil // the rest waits on the connection for the beat after
		}
		select {
		case <-left:
			return
		case message := <-next:
			if s.hear(message) != nil {
				return
			}
		case <-beat.C:
			if time.Since(s.last) >= BandIdle {
				sendClose(s.conn, websocket.CloseNormalClosure, "nobody has played for a while")
				return
			}
			if s.play(n, due) != nil {
				return
			}
			n, due = beats.After(time.Now())
			beat.Reset(time.Until(due))
		}
	}
}

// hear notes the pad that a message plays, or says at once what is wrong with it.
func (s *session) hear(message []byte) error {
	s.heard++
	pad, played := padOf(message)
	if !played {
		return s.send(map[string]string{"error": noPad})
	}
	s.played, s.last = append(s.played, pad), time.Now()
	return nil
}

// noPad is what whoever sends anything else is told.
const noPad = `play one of the eight pads from C4 to C5, like this: {"play":"C4"}`

// padOf is the pad that a message plays.
func padOf(message []byte) (pad music.Note, played bool) {
	var of struct {
		Play string `json:"play"`
	}
	d := json.NewDecoder(bytes.NewReader(message))
	d.DisallowUnknownFields()
	if d.Decode(&of) != nil {
		return 0, false
	}
	if _, err := d.Token(); err != io.EOF { // something follows
		return 0, false
	}
	return music.Pad(of.Play)
}

// play plays beat n: an answer to each pad, and the bass where a bar begins.
func (s *session) play(n int, due time.Time) error {
	late := func() float64 { return millis(time.Since(due)) }
	if bass, plays := music.Bass(n); plays {
		if err := s.send(bandNote{Play: bass.String(), Beat: n, Late: late()}); err != nil {
			return err
		}
	}
	for _, pad := range s.played {
		err := s.send(bandNote{Play: music.Answer(pad, n).String(), Answers: pad.String(), Beat: n, Late: late()})
		if err != nil {
			return err
		}
	}
	s.played, s.heard = s.played[:0], 0
	return nil
}

// millis is a time in milliseconds, as it is sent.
func millis(d time.Duration) float64 { return math.Round(d.Seconds()*1e5) / 100 }

func (s *session) send(message any) error {
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	_ = s.conn.SetWriteDeadline(time.Now().Add(WriteWait))
	return s.conn.WriteMessage(websocket.TextMessage, text)
}
