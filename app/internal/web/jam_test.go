package web

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
)

// seat takes a browser's seat, and returns its address.
func (b *browser) seat() string {
	b.t.Helper()
	var made struct{ At string }
	if err := json.Unmarshal([]byte(b.post("/jams", nil).must(b.t, http.StatusCreated).body), &made); err != nil {
		b.t.Fatal(err)
	}
	return made.At
}

// jammed is anything that a room says.
type jammed struct {
	Number, You, Player, Beat int
	Players                   []int
	Play, Error               string
	Late                      float64
}

// plays joins a room over a WebSocket.
func (b *browser) plays(at string) *websocket.Conn {
	b.t.Helper()
	conn, _, err := b.socket(at+"/socket", b.site.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	return conn
}

// hears is the next message of a room that is one of those.
func hearsNext(t *testing.T, conn *websocket.Conn, is func(jammed) bool) jammed {
	t.Helper()
	for {
		if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		_, text, err := conn.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		var m jammed
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if is(m) {
			return m
		}
	}
}

func isNote(m jammed) bool { return m.Play != "" }

func presses(t *testing.T, conn *websocket.Conn, pad string) {
	t.Helper()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"play":"`+pad+`"}`)); err != nil {
		t.Fatal(err)
	}
}

// What is played comes to everybody over both connections, the same bytes, whether
// it was played over the WebSocket or posted, and all of it is on record.
func TestAJamIsHeardOverBoth(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	ada, bob := s.browser(), s.browser()
	adas, bobs := ada.seat(), bob.seat()
	first, second := ada.plays(adas), bob.plays(bobs)
	stream := bufio.NewReader(ada.opens(adas+"/stream", "").Body)
	if events := next(t, stream, 2); !strings.HasPrefix(events[1], `event: you|data: {"you":1,"players":[1,2],"beat":`) {
		t.Errorf("the stream begins with %q", events)
	}
	if m := hearsNext(t, second, func(m jammed) bool { return m.You != 0 }); m.You != 2 || fmt.Sprint(m.Players) != "[1 2]" {
		t.Errorf("the second is told %+v", m)
	}

	presses(t, first, "E4")
	bob.post(bobs+"/notes", url.Values{"play": {"G4"}}).must(t, http.StatusNoContent)
	want := map[string]bool{"1 E4": true, "2 G4": true}
	for _, conn := range []*websocket.Conn{first, second} {
		got := map[string]bool{}
		for range want {
			m := hearsNext(t, conn, isNote)
			got[fmt.Sprint(m.Player, " ", m.Play)] = true
			if m.Late < -300 || m.Late > 300 || m.Number == 0 {
				t.Errorf("a note is %+v", m)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("a WebSocket heard %v", got)
		}
	}
	events := strings.Join(next(t, stream, 2), "\n")
	for of := range want {
		player, pad, _ := strings.Cut(of, " ")
		if !strings.Contains(events, `"player":`+player+`,"play":"`+pad+`"`) || !strings.HasPrefix(events, "id: ") {
			t.Errorf("the stream has no %s: %s", of, events)
		}
	}

	wire := bob.get(bobs+"/wire").must(t, http.StatusOK).body
	for _, part := range []string{"Upgrade: websocket", "POST " + bobs + "/notes", "play=G4", "204 No Content", `data-posts="1"`, `{&#34;number&#34;:`} {
		if !strings.Contains(wire, part) {
			t.Errorf("the wire has no %q: %s", part, wire)
		}
	}
	if strings.Contains(wire, bob.cookie(visitorCookie)) {
		t.Error("the wire shows the cookie")
	}
	line := regexp.MustCompile(`data-kind="frame" data-from="server".*?data-event="(\d+)"`).FindStringSubmatch(wire)
	if line == nil {
		t.Fatalf("no frame can be opened: %s", wire)
	}
	if bits := bob.get(bobs+"/wire?event="+line[1]).must(t, http.StatusOK).body; !strings.Contains(bits, "opcode") || !strings.Contains(bits, "Payload len") {
		t.Errorf("opened, the frame shows %s", bits)
	}
	bob.get(bobs+"/wire?event=99999").must(t, http.StatusNotFound)
	if strings.Contains(wire, `data-posted-bytes="0"`) {
		t.Error("the post weighs nothing")
	}
}

// A class plays in a room of its own: another class hears nothing of it, and
// neither does a stranger.
func TestAClassJamsApart(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	alpha, bravo := teacher.makes("Alpha", nil), teacher.makes("Bravo", nil)
	people := map[string]*browser{
		"Ada": s.joins(alpha, "Ada"), "Abe": s.joins(alpha, "Abe"), "Bea": s.joins(bravo, "Bea"), "a stranger": s.browser(), "another": s.browser(),
	}
	conns := map[string]*websocket.Conn{}
	for name, b := range people {
		conns[name] = b.plays(b.seat())
	}
	for _, c := range []struct {
		pad string
		by  string
		to  []string
	}{{"C4", "Ada", []string{"Ada", "Abe"}}, {"D4", "Bea", []string{"Bea"}}, {"E4", "a stranger", []string{"a stranger", "another"}}} {
		presses(t, conns[c.by], c.pad)
		for _, name := range c.to {
			if m := hearsNext(t, conns[name], isNote); m.Play != c.pad {
				t.Errorf("%s hears %+v instead of %s’s %s", name, m, c.by, c.pad)
			}
		}
	}
	// Whatever else came would come before the end.
	for name, conn := range conns {
		presses(t, conn, "C5")
		if m := hearsNext(t, conn, isNote); m.Play != "C5" {
			t.Errorf("%s also hears %+v", name, m)
		}
	}
}

// Whoever is in the class no more is in its room no more.
func TestTheJamOfWhoIsOut(t *testing.T) {
	t.Parallel()
	for what, out := range map[string]func(teacher, b *browser, code string){
		"who has left":    func(_, b *browser, _ string) { b.post("/class/leave", nil) },
		"who is deleted":  func(_, b *browser, _ string) { b.post("/class/delete", url.Values{"sure": {"yes"}}) },
		"a deleted class": func(teacher, _ *browser, code string) { teacher.leads(code, "/delete", "sure", "yes") },
	} {
		t.Run(what, func(t *testing.T) {
			s, teacher, code := classSite(t)
			ada, stays := s.joins(code, "Ada"), s.joins(code, "Stays")
			stays.tape("/class/stream").until("the class", hears("class"))
			at := ada.seat()
			conn, other := ada.plays(at), stays.plays(stays.seat())
			out(teacher, ada, code)
			if err := closes(t, conn); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
				t.Errorf("the WebSocket ends with %v", err)
			}
			if got := ada.get(at + "/stream"); got.StatusCode != http.StatusForbidden {
				t.Errorf("the seat is still there: %s", got.Status)
			}
			if what == "a deleted class" {
				if err := closes(t, other); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
					t.Errorf("another's WebSocket ends with %v", err)
				}
				return
			}
			if m := hearsNext(t, other, func(m jammed) bool { return len(m.Players) == 1 }); m.Players[0] != 2 {
				t.Errorf("who stays is told %+v", m)
			}
		})
	}
}

// A seat is its visitor's alone, and they have a few.
func TestASeatIsItsVisitors(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	b, other := s.browser(), s.browser()
	at := b.seat()
	other.seat()
	for _, path := range []string{"/socket", "/stream", "/wire"} {
		if got := other.get(at + path); got.StatusCode != http.StatusForbidden || !strings.Contains(got.body, "Join the room") {
			t.Errorf("%s: %s", path, got.Status)
		}
	}
	other.post(at+"/notes", url.Values{"play": {"C4"}}).must(t, http.StatusForbidden)
	for _, origin := range []string{"", "null", "https://elsewhere.test"} {
		if _, resp, err := b.socket(at+"/socket", origin); err == nil || resp.StatusCode != http.StatusForbidden {
			t.Errorf("a WebSocket from origin %q: %v", origin, err)
		}
	}
	if got := b.send(http.MethodGet, at+"/socket", nil, "Origin", s.URL); got.StatusCode != http.StatusBadRequest || !strings.Contains(got.body, "speaks WebSocket") {
		t.Errorf("no handshake: %s", got.Status)
	}
	b.post(at+"/notes", url.Values{"play": {"C4"}}).must(t, http.StatusConflict)
	conn := b.plays(at)
	b.post(at+"/notes", url.Values{"play": {"C9"}}).must(t, http.StatusUnprocessableEntity)
	// All at once: one after the other a slow machine plays no faster than it may.
	eventually(t, "a note too many", func() bool {
		var refused atomic.Int32
		var playing sync.WaitGroup
		for range 3 * live.JamBurst {
			playing.Go(func() {
				if got := b.post(at+"/notes", url.Values{"play": {"C4"}}); got.StatusCode == http.StatusTooManyRequests {
					refused.Add(1)
					if got.Header.Get("Retry-After") == "" {
						t.Error("who plays too much is not told when to go on")
					}
				}
			})
		}
		playing.Wait()
		return refused.Load() > 0
	})
	for range live.MaxJamSeatsPerVisitor - 1 {
		b.plays(b.seat())
	}
	if got := b.post("/jams", nil); got.StatusCode != http.StatusTooManyRequests || !strings.Contains(got.body, "Leave the room") {
		t.Errorf("one seat too many: %s %s", got.Status, got.body)
	}
	conn.Close() // a seat that nobody is at gives way
	for limit := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if got := b.post("/jams", nil); got.StatusCode == http.StatusCreated {
			break
		} else if time.Now().After(limit) {
			t.Fatalf("after one has left: %s", got.Status)
		}
	}
}
