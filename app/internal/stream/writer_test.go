package stream_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"wirewalk/app/internal/stream"
)

func TestWriter(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s, err := stream.Start(w)
		if err != nil {
			t.Error(err)
			return
		}
		s.Event("7", "wire", []byte("one\r\ntwo\rthree\nfour"))
		s.Event("", "", nil)
		s.Comment("still here")
		if err := s.Flush(); err != nil {
			t.Error(err)
		}
	}))
	defer srv.Close()
	resp, err := http.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("Content-Type %q", got)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`^retry: [12]\d{3}\n\nid: 7\nevent: wire\ndata: one\ndata: two\ndata: three\ndata: four\n\ndata: \n\n: still here\n\n$`)
	if !want.Match(body) {
		t.Errorf("the stream is %q", body)
	}
}
