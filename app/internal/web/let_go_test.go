package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"
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
