package e2e

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"wirewalk/lessons"
)

const (
	// pagePrints bounds how long a sample in a page takes: the slowest comes back
	// within five seconds of a loss after two.
	pagePrints = 25 * time.Second
	// longer is how long it is watched after it has printed what it says, since some
	// say that nothing more comes: the losses happen after two seconds.
	longer = 2500 * time.Millisecond
)

// line is what a sample in a page printed.
type line struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// Samples for the browser print what their lessons say: those with a button in
// the frame of their lesson, the others in a plain page beside their server.
func TestSamplesOfPages(t *testing.T) {
	thorough(t)
	t.Parallel()
	for _, s := range samples(t) {
		if s.Runtime != lessons.InBrowser || s.Prints == "" {
			continue
		}
		t.Run(s.name(), func(t *testing.T) {
			t.Parallel()
			if s.Run {
				s.press(t)
				return
			}
			s.openPlainly(t)
		})
	}
}

// press runs s with the button of its lesson.
func (s shown) press(t *testing.T) {
	p := visit(t, laptop())
	p.net.expect(`.`) // what it wrote to the console is compared below
	p.open(s.page(t))
	place := fmt.Sprintf("document.querySelector('[data-snippet=%q]')", s.lesson.Path()+"/snippets/"+s.ID)
	p.wait("a page that is wired", "document.documentElement.classList.contains('js')")
	p.script(place + `.closest('[data-snippets]').querySelector('[data-run-code]').click()`)
	s.watch(p, s.Prints, `[...`+place+`.querySelectorAll('[data-lines] > div')].map((d) => ({kind: d.className === 'failed' ? 'error' : 'log', text: d.lastElementChild.textContent}))`)
	p.picture("ran")
}

// page is the path of the page that shows s: its lesson's, or that of a walk
// through code.
func (s shown) page(t *testing.T) string {
	t.Helper()
	paths := []string{s.lesson.Path()}
	for _, w := range s.lesson.Walks {
		paths = append(paths, paths[0]+"/code/"+w.ID)
	}
	for _, path := range paths {
		if _, body := get(t, path); strings.Contains(body, `data-snippet="`+paths[0]+"/snippets/"+s.ID+`"`) {
			return path
		}
	}
	t.Fatalf("no page of %s has a button for %s", s.lesson.Slug, s.ID)
	return ""
}

// openPlainly opens a page with nothing but s, from the server beside it, or
// from this program.
func (s shown) openPlainly(t *testing.T) {
	at, server := wirewalk.port, s.beside()
	if server != nil {
		at = freePort(t)
		defer server.serve(t, at)()
	}
	harness, err := os.ReadFile("../../static/js/frame.js")
	if err != nil {
		t.Fatal(err)
	}
	served := *s.Sample
	served.Source = withPort(s.Source, at)
	body, _ := served.Page()
	page := "<!DOCTYPE html><meta charset=utf-8><title>plain</title><script>globalThis.printed = [];" +
		"addEventListener('message', ({ data }) => printed.push(data));</script><script>" + string(harness) + "</script>" + body
	behind := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "localhost:" + at})
	behind.FlushInterval = -1
	behind.ErrorLog = log.New(io.Discard, "", 0) // a server may break off on purpose
	behind.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(page))
		case "/favicon.ico":
		default:
			behind.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(func() {
		plain.CloseClientConnections()
		plain.Close()
	})
	p := visit(t, look{width: 800, height: 600, host: "localhost", port: plain.URL[strings.LastIndex(plain.URL, ":")+1:]})
	p.net.expect(`.`)
	p.open("/")
	s.watch(p, withPort(s.Prints, at), "printed")
}

// watch waits until lines, an expression, are what s prints, and then whether
// they stay so.
func (s shown) watch(p *page, want, lines string) {
	p.t.Helper()
	var got []line
	wrong := ""
	look := func() bool {
		got = read[[]line](p, lines)
		var texts []string
		for _, l := range got {
			texts = append(texts, strings.Split(l.Text, "\n")...)
		}
		wrong = printed(want, texts)
		return wrong == ""
	}
	for limit := time.Now().Add(pagePrints); !look(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(limit) {
			p.t.Fatal(wrong)
		}
	}
	time.Sleep(longer)
	if !look() {
		p.t.Errorf("a moment later %s", wrong)
	}
	failed := false
	for _, l := range got {
		failed = failed || l.Kind == "error"
	}
	if s.Fails && !failed {
		p.t.Error("it did not fail")
	}
}
