package web

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
)

func labAt(t *testing.T, public, of *url.URL) *httptest.Server {
	t.Helper()
	runs := live.NewRuns(time.Now)
	server := httptest.NewServer(NewLab(runs, public, of, nil))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := runs.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return server
}

// The lab origin answers pages of the main origin, and those of no other.
func TestLabIsForItsOwnPages(t *testing.T) {
	t.Parallel()
	https := &url.URL{Scheme: "https", Host: "wirewalk.example"}
	for _, c := range []struct {
		public, of *url.URL
		origin     string
		status     int
	}{
		{nil, nil, "", http.StatusOK},
		{nil, nil, "http://127.0.0.1:8080", http.StatusOK},
		{nil, nil, "http://elsewhere.test", http.StatusForbidden},
		{nil, nil, "null", http.StatusForbidden},
		{nil, nil, "http://127.0.0.1", http.StatusOK},
		{nil, nil, "http://127.0.0.1.evil.example:8080", http.StatusForbidden},
		{nil, nil, "http://27.0.0.1:8080", http.StatusForbidden},
		{nil, nil, "http://127.0.0.1.:8080", http.StatusForbidden},
		{nil, nil, "http://127.0.0.1:8080@evil.example", http.StatusForbidden},
		{nil, nil, "http://ada@127.0.0.1:8080", http.StatusForbidden},
		{nil, nil, "http://127.0.0.1:8080/", http.StatusForbidden},
		{nil, nil, "http://127.0.0.1:8080 http://evil.example", http.StatusForbidden},
		{https, nil, "HTTPS://WIREWALK.EXAMPLE", http.StatusOK},
		{https, nil, "https://wirewalk.example:8443", http.StatusForbidden},
		{https, nil, "https://wirewalk.example", http.StatusOK},
		{https, nil, "http://wirewalk.example", http.StatusForbidden},
		{https, nil, "http://127.0.0.1:8080", http.StatusForbidden},
		{nil, https, "http://school.test", http.StatusOK},
	} {
		req, _ := http.NewRequest(http.MethodGet, labAt(t, c.public, c.of).URL+"/now", nil)
		if c.origin != "" {
			req.Header.Set("Origin", c.origin)
		}
		req.Header.Set("Cookie", "visitor=AAAAAAAAAAAAAAAAAAAAAAAAAA")
		got, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		allowed := got.Header.Get("Access-Control-Allow-Origin")
		if got.StatusCode != c.status || len(got.Cookies()) != 0 || got.Header.Get("Access-Control-Allow-Credentials") != "" ||
			(allowed == c.origin) != (c.status == http.StatusOK) {
			t.Errorf("%q: %s, %v", c.origin, got.Status, got.Header)
		}
	}
}

func TestLabStreamsAndSockets(t *testing.T) {
	t.Parallel()
	lab := labAt(t, nil, nil)
	for range 12 {
		got, err := http.Get(lab.URL + "/stream")
		if err != nil {
			t.Fatal(err)
		}
		defer got.Body.Close()
		r := bufio.NewReader(got.Body)
		for line := ""; line != "data: open\n"; {
			if line, err = r.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
		}
	}
	address := "ws" + strings.TrimPrefix(lab.URL, "http") + "/socket"
	conn, _, err := websocket.DefaultDialer.Dial(address, http.Header{"Origin": {lab.URL}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.WriteMessage(websocket.TextMessage, []byte("Hi")); err != nil {
		t.Fatal(err)
	}
	if _, got, err := conn.ReadMessage(); err != nil || string(got) != "Hi" {
		t.Errorf("%q, %v", got, err)
	}
	if _, got, err := websocket.DefaultDialer.Dial(address, http.Header{"Origin": {"http://elsewhere.test"}}); err == nil || got.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: %v", err)
	}
	got, err := http.Get(lab.URL + "/socket")
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	if got.StatusCode != http.StatusBadRequest {
		t.Errorf("no handshake: %s", got.Status)
	}
}

func TestLabOriginIsTold(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(o *Options) { o.LabPort = 8081 })
	for host, want := range map[string]string{"classroom.test:8080": `{"origin":"http://classroom.test:8081"}`, "[::1]:8080": ""} {
		got := s.get("/lab-origin", "Host", host)
		if want == "" && got.StatusCode != http.StatusNotFound || want != "" && strings.TrimSpace(got.body) != want {
			t.Errorf("%s: %s %s", host, got.Status, got.body)
		}
	}
}
