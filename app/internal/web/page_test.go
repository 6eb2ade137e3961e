package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"wirewalk/static"
)

func TestPagesFromMemory(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, path := range s.pagePaths() {
		plain := s.get(path)
		packed := s.get(path, "Accept-Encoding", "br, gzip")
		for name, got := range map[string]answered{"plain": plain, "gzip": packed} {
			h := got.Header
			if got.StatusCode != http.StatusOK || h.Get("Content-Type") != "text/html; charset=utf-8" ||
				h.Get("Cache-Control") != "no-cache" || h.Get("Vary") != "Accept-Encoding, Cookie" {
				t.Errorf("%s, %s: %s %v", path, name, got.Status, h)
			}
			if h.Get("Content-Length") != strconv.Itoa(len(got.body)) {
				t.Errorf("%s, %s: Content-Length %s of %d bytes", path, name, h.Get("Content-Length"), len(got.body))
			}
		}
		if plain.Header.Get("Content-Encoding") != "" || packed.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: encoded as %q and %q", path, plain.Header.Get("Content-Encoding"), packed.Header.Get("Content-Encoding"))
		}
		unpacked, err := gzip.NewReader(strings.NewReader(packed.body))
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(unpacked); err != nil || string(body) != plain.body {
			t.Errorf("%s: the compressed form is another page (%v)", path, err)
		}
		if plain.Header.Get("ETag") == packed.Header.Get("ETag") {
			t.Errorf("%s: two representations, one ETag", path)
		}
		if head := s.ask(http.MethodHead, path, ""); head.StatusCode != 200 || head.body != "" || head.Header.Get("Content-Length") != plain.Header.Get("Content-Length") {
			t.Errorf("%s: HEAD answers %s with %q", path, head.Status, head.body)
		}
	}
}

func TestRepeatVisit(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	plain, packed := s.get("/").Header.Get("ETag"), s.get("/", "Accept-Encoding", "gzip").Header.Get("ETag")
	for _, c := range []struct {
		accept, match string
		want          int
	}{
		{"gzip", packed, 304},
		{"", plain, 304},
		{"gzip", `"other", W/` + packed, 304},
		{"gzip", "*", 304},
		{"gzip", plain, 200},
		{"gzip;q=0", packed, 200},
		{"gzip", `"other"`, 200},
		{"", "", 200},
	} {
		got := s.get("/", "Accept-Encoding", c.accept, "If-None-Match", c.match)
		if got.StatusCode != c.want || (c.want == 304) != (got.body == "") {
			t.Errorf("accepting %q, having %s: %s with %d bytes", c.accept, c.match, got.Status, len(got.body))
		}
		if c.want == 304 && (got.Header.Get("ETag") == "" || got.Header.Get("Vary") == "" || got.Header.Get("Cache-Control") == "") {
			t.Errorf("304 without what a cache needs: %v", got.Header)
		}
	}
}

func TestOtherMethodsOfAPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	run := s.student("sse-stream").run
	for _, path := range []string{"/lessons", run.Page, run.Recording, "/favicon.ico", static.URL("css/app.css")} {
		got := s.ask(http.MethodPost, path, "")
		if allow := got.Header.Get("Allow"); got.StatusCode != http.StatusMethodNotAllowed || !strings.Contains(allow, "GET") || !strings.Contains(allow, "HEAD") {
			t.Errorf("POST %s: %s, Allow %q", path, got.Status, allow)
		}
		if head, get := s.ask(http.MethodHead, path, ""), s.get(path); head.StatusCode != get.StatusCode || head.body != "" {
			t.Errorf("HEAD %s: %s with %d bytes, GET %s", path, head.Status, len(head.body), get.Status)
		}
	}
}

func TestFreshPagesAreRenderedEachTime(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(o *Options) { o.Fresh = true })
	got := s.get("/")
	if got.StatusCode != http.StatusOK || got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s, Cache-Control %q", got.Status, got.Header.Get("Cache-Control"))
	}
}
