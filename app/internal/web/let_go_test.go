package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/stream"
)

// The handler of a class's stream returns while the page reads on: the stream counts
// as one until the page leaves, and ends with its person. Over HTTP/1.0, which has no
// chunks, the handler stays.
func TestClassStreamIsLetGo(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	ada := s.joins(code, "Ada")
	stands := func(streams, answered int) {
		t.Helper()
		want := fmt.Sprintf(`wirewalk_connections{kind="event-stream"} %d`, streams)
		if answered > 0 {
			want += fmt.Sprintf(`; wirewalk_requests_total{code="200",route="/class/stream"} %d`, answered)
		}
		for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			got := strings.Join(s.numbers(`wirewalk_connections{kind="event-stream"}`, `wirewalk_requests_total{code="200",route="/class/stream"}`), "; ")
			if got == want {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("the numbers are %s, want %s", got, want)
			}
		}
	}

	old, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if _, err := io.WriteString(old, "GET /class/stream HTTP/1.0\r\nCookie: "+ada.cookies()+"\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(old)
	for line := ""; line != "event: class\n"; {
		if line, err = in.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	stands(1, 0)
	_ = old.Close()
	stands(0, 1)

	leaves, stays := ada.tape("/class/stream"), ada.tape("/class/stream")
	for _, tp := range []*tape{leaves, stays} {
		tp.until("the class", hears("class"))
	}
	stands(2, 3)
	leaves.stop()
	stands(1, 3)
	ada.post("/class/delete", url.Values{"sure": {"yes"}})
	stays.ends("its person is deleted")
	stands(0, 3)
}

// What stands between keeps a class's stream that has heard nothing for a while; who
// comes to it later, and whoever has just heard something, is not told sooner.
func TestQuietClassStreamIsKept(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *site) {
		teacher := s.teacher()
		code := teacher.makes("Networks", nil)
		ada := s.joins(code, "Ada")
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/class/stream", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Cookie", ada.cookies())
		resp, err := s.transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		in := bufio.NewReader(resp.Body)
		heard := time.Now()
		next := func() string {
			t.Helper()
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					t.Fatal(err)
				}
				if line = strings.TrimSpace(line); line == ": still here" || line == "event: class" {
					return line
				}
			}
		}
		for quiet := 0; quiet < 3; {
			line := next()
			took := time.Since(heard)
			heard = time.Now()
			if line == ": still here" {
				quiet++
				if took != stream.KeepAlive {
					t.Errorf("after %v of silence it is told that it is kept", took)
				}
			}
			if quiet == 2 && line == ": still here" {
				time.Sleep(time.Second)
				teacher.leads(code, "/pace", "do", "together", "lesson", "websocket-protocol").must(t, http.StatusNoContent)
			}
		}
	})
}
