package web

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// plugs opens both connections of a browser to the plug of its class.
func (b *browser) plugs() (socket *websocket.Conn, stream *http.Response) {
	b.t.Helper()
	header := http.Header{"Origin": {b.site.URL}, "Cookie": {b.cookies()}}
	socket, resp, err := b.site.dialer.Dial("ws"+strings.TrimPrefix(b.site.URL, "http")+"/class/plug/socket", header)
	if err != nil {
		b.t.Fatal(err)
	}
	resp.Body.Close()
	b.t.Cleanup(func() { socket.Close() })
	return socket, b.plugStream("")
}

func (b *browser) plugStream(last string) *http.Response {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.site.URL+"/class/plug/stream", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	resp, err := (&http.Client{Jar: b.http.Jar, Transport: b.site.transport}).Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// hearsOn fails where one of both connections has ended.
func hearsOn(t *testing.T, socket *websocket.Conn, stream *bufio.Reader) {
	t.Helper()
	if err := socket.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := socket.ReadMessage(); err != nil {
		t.Errorf("the WebSocket has ended: %v", err)
	}
	if _, err := stream.ReadString('\n'); err != nil {
		t.Errorf("the stream has ended: %v", err)
	}
}

// closes is how a WebSocket ends.
func closes(t *testing.T, socket *websocket.Conn) error {
	t.Helper()
	if err := socket.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	for {
		if _, _, err := socket.ReadMessage(); err != nil {
			return err
		}
	}
}

// The plug of one class is pulled from the cockpit: its own connections are cut,
// the streams come back with what they missed, and another class notices nothing.
func TestPullingThePlugOfAClass(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	first, second := teacher.makes("Networks", nil), teacher.makes("Protocols", nil)
	ada, bob := s.joins(first, "Ada"), s.joins(second, "Bob")
	states, screen := ada.tape("/class/stream"), teacher.tape(cockpitPath(first)+"/stream?screen")
	bob.tape("/class/stream").until("the class", hears("class"))

	// Before it is plugged in, nothing is there.
	if got := ada.plugStream(""); got.StatusCode != http.StatusNoContent {
		t.Errorf("without a plug the stream is answered %s", got.Status)
	}
	refuses(t, teacher.leads(first, "/plug", "do", "pull"), "Nothing is plugged in")
	for _, code := range []string{first, second} {
		teacher.leads(code, "/plug", "do", "in").must(t, http.StatusNoContent)
	}
	states.state("the plug", func(c classState) bool { return c.Plug != nil && c.Plug.N == 1 && !c.Plug.Pulled })
	socket, stream := ada.plugs()
	body := bufio.NewReader(stream.Body)
	hearsOn(t, socket, body)
	otherSocket, otherStream := bob.plugs()
	otherBody := bufio.NewReader(otherStream.Body)
	hearsOn(t, otherSocket, otherBody)
	screen.region("stage", "Everyone has a WebSocket and an event stream open.")

	// First the vote who comes back, which tells nothing yet.
	teacher.leads(first, "/plug", "do", "vote").must(t, http.StatusNoContent)
	states.state("the vote", func(c classState) bool { return c.Asking != nil && c.Asking.Plug && c.Asking.State == "open" })
	question := ada.get("/class/question").must(t, http.StatusOK).body
	if markers.MatchString(question) || strings.Contains(question, "stays closed until") || strings.Contains(question, "does come back") {
		t.Errorf("the vote tells %s", question)
	}
	ada.votes(1, 1, "B").must(t, http.StatusNoContent)
	refuses(t, teacher.leads(first, "/plug", "do", "vote"), "That was asked often enough")

	teacher.leads(first, "/plug", "do", "pull").must(t, http.StatusNoContent)
	if err := closes(t, socket); !websocket.IsCloseError(err, websocket.CloseAbnormalClosure) {
		t.Errorf("the WebSocket ends with %v", err)
	}
	if _, err := io.ReadAll(body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the stream ends with %v", err)
	}
	states.state("the cut", func(c classState) bool {
		return c.Asking != nil && c.Plug != nil && c.Plug.Pulled && c.Asking.State == "closed"
	})
	screen.region("stage", "Every WebSocket and every event stream was cut.")
	hearsOn(t, otherSocket, otherBody)
	hearsOn(t, otherSocket, otherBody)

	back := bufio.NewReader(ada.plugStream("1").Body)
	var resumed strings.Builder
	for !strings.Contains(resumed.String(), "\n\n") || !strings.Contains(resumed.String(), "resume") {
		line, err := back.ReadString('\n')
		if err != nil {
			t.Fatalf("it comes back with %q, %v", resumed.String(), err)
		}
		resumed.WriteString(line)
	}
	teacher.leads(first, "/reveal").must(t, http.StatusNoContent)
	if shown := ada.get("/class/question").must(t, http.StatusOK).body; !strings.Contains(shown, "1 of 1 right (100 %)") {
		t.Error("the vote is not shown")
	}
	teacher.leads(first, "/plug", "do", "away").must(t, http.StatusNoContent)
	if _, err := io.ReadAll(back); err != nil {
		t.Errorf("put away, the stream ends with %v", err)
	}
	states.state("no plug", func(c classState) bool { return c.Plug == nil })
	if got := ada.plugStream("5"); got.StatusCode != http.StatusNoContent {
		t.Errorf("put away, the stream is answered %s", got.Status)
	}
	// The next one is another.
	teacher.leads(first, "/plug", "do", "in").must(t, http.StatusNoContent)
	states.state("the second plug", func(c classState) bool { return c.Plug != nil && c.Plug.N == 2 && !c.Plug.Pulled })
	hearsOn(t, otherSocket, otherBody)
}

// Whoever is in the class no more is at its plug no more.
func TestThePlugOfWhoIsOut(t *testing.T) {
	t.Parallel()
	for what, out := range map[string]func(s *site, teacher, b *browser, code string){
		"who has left":   func(_ *site, _, b *browser, _ string) { b.post("/class/leave", nil) },
		"who is deleted": func(_ *site, _, b *browser, _ string) { b.post("/class/delete", map[string][]string{"sure": {"yes"}}) },
		"who has moved": func(s *site, _, b *browser, code string) {
			s.browser().post("/class/move", map[string][]string{"code": {code}, "personal": {b.person().MoveCode}})
		},
		"an ended class":  func(_ *site, teacher, _ *browser, code string) { teacher.leads(code, "/end") },
		"a deleted class": func(_ *site, teacher, _ *browser, code string) { teacher.leads(code, "/delete", "sure", "yes") },
	} {
		t.Run(what, func(t *testing.T) {
			s, teacher, code := classSite(t)
			ada, stays := s.joins(code, "Ada"), s.joins(code, "Stays")
			stays.tape("/class/stream").until("the class", hears("class"))
			teacher.leads(code, "/plug", "do", "in").must(t, http.StatusNoContent)
			socket, stream := ada.plugs()
			other, otherStream := stays.plugs()
			otherBody := bufio.NewReader(otherStream.Body)
			out(s, teacher, ada, code)
			if err := closes(t, socket); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
				t.Errorf("the WebSocket ends with %v", err)
			}
			timer := time.AfterFunc(10*time.Second, func() { stream.Body.Close() })
			if _, err := io.ReadAll(stream.Body); err != nil {
				t.Errorf("the stream ends with %v", err)
			}
			timer.Stop()
			if strings.Contains(what, "class") {
				if err := closes(t, other); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
					t.Errorf("another's WebSocket ends with %v", err)
				}
				return
			}
			hearsOn(t, other, otherBody)
			if got := s.browserOf(memberCookie, fmt.Sprint(ada.cookie(memberCookie))).plugStream(""); got.StatusCode != http.StatusUnauthorized {
				t.Errorf("it is let in again: %s", got.Status)
			}
		})
	}
}
