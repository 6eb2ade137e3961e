package live_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/music"
)

// fromBand is any message of the band.
type fromBand struct {
	Play    string
	Answers string
	Beat    int
	Late    float64
	Error   string
}

func (b *bench) band() *websocket.Conn {
	b.t.Helper()
	conn, resp, err := websocket.DefaultDialer.Dial("ws://"+b.addr+"/band", http.Header{"Origin": {"https://elsewhere.test"}})
	if err != nil {
		b.t.Fatal(err)
	}
	resp.Body.Close()
	b.t.Cleanup(func() { conn.Close() })
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	return conn
}

func say(t *testing.T, conn *websocket.Conn, text string) {
	t.Helper()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func hear(t *testing.T, conn *websocket.Conn) (text string, m fromBand) {
	t.Helper()
	kind, b, err := conn.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	if kind != websocket.TextMessage || json.Unmarshal(b, &m) != nil {
		t.Fatalf("the band sent kind %d: %q", kind, b)
	}
	return string(b), m
}

// inBubble is a client of a band whose time is the test's own.
func inBubble(t *testing.T) (*live.Runs, *websocket.Conn) {
	t.Helper()
	return dialInBubble(t, func(runs *live.Runs) func(http.ResponseWriter, *http.Request) error {
		band := live.NewBand(runs)
		return func(w http.ResponseWriter, r *http.Request) error { return band.Serve(w, r, "") }
	})
}

// dialInBubble connects to a public socket over pipes, which are all that a
// synctest bubble can wait for.
func dialInBubble(t *testing.T, serves func(*live.Runs) func(http.ResponseWriter, *http.Request) error) (*live.Runs, *websocket.Conn) {
	t.Helper()
	runs := live.NewRuns(time.Now)
	serve := serves(runs)
	l := newPipes()
	srv := &http.Server{ConnContext: live.ConnContext, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := serve(w, r); err != nil {
			t.Error(err)
		}
	})}
	go srv.Serve(live.Listen(l))
	ours, theirs := net.Pipe()
	dialer := websocket.Dialer{NetDialContext: func(context.Context, string, string) (net.Conn, error) {
		l.conns <- theirs
		return ours, nil
	}}
	conn, _, err := dialer.Dial("ws://x/", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = conn.Close()
		_ = srv.Close()
		_ = runs.Shutdown(t.Context())
	})
	return runs, conn
}

// Over a real network: the answer fits, and says which pad it answers.
func TestTheBandAnswersAPad(t *testing.T) {
	conn := newBench(t).band()
	say(t, conn, `{"play":"D4"}`)
	for {
		_, m := hear(t, conn)
		if m.Answers == "" {
			continue
		}
		if m.Answers != "D4" || m.Play != music.Answer(music.D4, m.Beat).String() || m.Late < 0 || m.Late > 1000 {
			t.Errorf("the band answered %+v", m)
		}
		return
	}
}

// Pads are answered on the next beat, each, in the order in which they came; a
// bass opens each bar unasked.
func TestTheBandKeepsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, conn := inBubble(t)
		began := time.Now()
		for _, c := range []struct {
			at   time.Duration // when the pads are played, before the messages come
			pads string
			want string
			due  time.Duration
		}{
			{0, "", `{"play":"C3","beat":1,"late":0}`, music.Beat},
			{music.Beat + 1, "C4 E4", `{"play":"E4","answers":"C4","beat":2,"late":0} {"play":"G4","answers":"E4","beat":2,"late":0}`, 2 * music.Beat},
			{3*music.Beat - 1, "C4", `{"play":"E4","answers":"C4","beat":3,"late":0}`, 3 * music.Beat},
			{4*music.Beat + 1, "F4", `{"play":"A2","beat":5,"late":0} {"play":"A4","answers":"F4","beat":5,"late":0}`, 5 * music.Beat},
			{6 * music.Beat, "", `{"play":"F2","beat":9,"late":0}`, 9 * music.Beat},
		} {
			time.Sleep(c.at - time.Since(began))
			for pad := range strings.FieldsSeq(c.pads) {
				say(t, conn, `{"play":"`+pad+`"}`)
			}
			for want := range strings.FieldsSeq(c.want) {
				if got, _ := hear(t, conn); got != want {
					t.Errorf("at %v the band sent %s, want %s", time.Since(began), got, want)
				}
			}
			if now := time.Since(began); now != c.due {
				t.Errorf("it sent that at %v, want %v", now, c.due)
			}
		}
	})
}

// More than a chord at once is answered, on later beats.
func TestTheBandAnswersAFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, conn := inBubble(t)
		const flood = 2*live.MaxChord + 3
		go func() {
			for range flood {
				if conn.WriteMessage(websocket.TextMessage, []byte(`{"play":"G4"}`)) != nil {
					return
				}
			}
		}()
		perBeat := map[int]int{}
		for answered := 0; answered < flood; {
			if _, m := hear(t, conn); m.Answers != "" {
				perBeat[m.Beat]++
				answered++
			}
		}
		if perBeat[1] != live.MaxChord || perBeat[2] != live.MaxChord || perBeat[3] != 3 {
			t.Errorf("answers by beat: %v", perBeat)
		}
	})
}

func TestTheBandSaysWhatIsNoPad(t *testing.T) {
	conn := newBench(t).band()
	for _, text := range []string{
		"", "Hello Server!", "{}", `{"play":"C6"}`, `{"play":4}`, `{"play":"C4","loud":true}`, `{"play":"C4"}{"play":"D4"}`, `{"play":"C4"}}`, `{"play":"C4"}]`, "[]", "null",
	} {
		say(t, conn, text)
		for {
			_, m := hear(t, conn)
			if m.Play != "" && m.Answers == "" {
				continue // a bass
			}
			if !strings.Contains(m.Error, `{"play":"C4"}`) {
				t.Errorf("%q was answered with %+v", text, m)
			}
			break
		}
	}
}

func TestTheBandRefuses(t *testing.T) {
	b := newBench(t)
	for name, tc := range map[string]struct {
		kind    int
		message string
		code    int
	}{
		"too long":  {websocket.TextMessage, strings.Repeat("x", live.MaxBandMessage+1), websocket.CloseMessageTooBig},
		"not UTF-8": {websocket.TextMessage, "\xff", websocket.CloseInvalidFramePayloadData},
	} {
		t.Run(name, func(t *testing.T) {
			conn := b.band()
			if err := conn.WriteMessage(tc.kind, []byte(tc.message)); err != nil {
				t.Fatal(err)
			}
			for {
				_, _, err := conn.ReadMessage()
				if err == nil {
					continue // a bass
				}
				if !websocket.IsCloseError(err, tc.code) {
					t.Errorf("ended with %v, want %d", err, tc.code)
				}
				return
			}
		})
	}
}

func TestTheBandPacksUpWhereNobodyPlays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, conn := inBubble(t)
		began := time.Now()
		for time.Since(began) < time.Minute {
			hear(t, conn)
		}
		played := time.Now()
		say(t, conn, `{"play":"C4"}`)
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				if !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
					t.Errorf("ended with %v", err)
				}
				break
			}
		}
		if took := time.Since(played); took < live.BandIdle || took > live.BandIdle+music.Beat {
			t.Errorf("it ended %v after the last pad", took)
		}
	})
}

func TestTheBandSaysGoodbyeAtShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs, conn := inBubble(t)
		hear(t, conn)
		done := make(chan error, 1)
		go func() { done <- runs.Shutdown(t.Context()) }()
		if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
			t.Errorf("ended with %v", err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
