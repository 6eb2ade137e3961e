package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/live"
	"wirewalk/app/internal/store"
	"wirewalk/lessons"
)

// site is a Server with the real lessons behind a real listener.
type site struct {
	*httptest.Server
	t   *testing.T
	web *Server
	log *logged // complete once a request was answered

	transport http.RoundTripper // of those who ask
	dialer    *websocket.Dialer
	close     func() // as the program ends; it is done at the end of the test
}

// realLessons reads the lessons once: nobody may change what a Course hands out.
var realLessons = sync.OnceValues(func() (*lessons.Course, error) { return lessons.Load(lessons.Content()) })

func realCourse(t testing.TB) *lessons.Course {
	t.Helper()
	course, err := realLessons()
	if err != nil {
		t.Fatal(err)
	}
	return course
}

// newSite lets with change the options before the Server is made.
func newSite(t *testing.T, with func(*Options)) *site {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return newSiteOn(t, l, with)
}

func newSiteOn(t *testing.T, l net.Listener, with func(*Options)) *site {
	t.Helper()
	log := new(logged)
	o := Options{
		Course: realCourse(t), Runs: live.NewRuns(time.Now), Now: time.Now, LabPort: 8081,
		Log: slog.New(slog.NewTextHandler(log, nil)),
	}
	if with != nil {
		with(&o)
	}
	if o.Store == nil {
		o.Store = openStore(t, o.Now)
	}
	if o.Bus == nil {
		o.Bus = bus.NewMemory()
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.sharePages()
	server := &httptest.Server{Listener: live.Listen(l), Config: &http.Server{Handler: withGoodCookies(t, s), ConnContext: live.ConnContext}}
	server.Start()
	made := &site{Server: server, t: t, web: s, log: log, transport: http.DefaultTransport, dialer: websocket.DefaultDialer}
	made.close = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := o.Runs.Shutdown(ctx); err != nil {
			t.Errorf("runs did not end: %v", err)
		}
		server.Close()
		s.Close()
	})
	t.Cleanup(made.close)
	return made
}

// sharedPages are the pages of the real lessons, by path: the same on every site, and
// each takes a while with the race detector.
var sharedPages sync.Map

// sharePages lets all sites answer with one rendering of what shows lessons and
// nothing of the site.
func (s *Server) sharePages() {
	if real, err := realLessons(); err != nil || s.course != real {
		return
	}
	for path, kinds := range s.memory {
		if path != "/privacy" {
			shared, _ := sharedPages.LoadOrStore(path, kinds)
			s.memory[path] = shared.(pageFor)
		}
	}
}

// emptyDatabase is a database with all tables and nothing in them: to make them
// takes longer than most tests.
var emptyDatabase = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "wirewalk-empty-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	kept, err := store.Open(context.Background(), store.Options{Dir: dir, Now: time.Now})
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "copy.db")
	if err := errors.Join(kept.Backup(context.Background(), file), kept.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// openStore opens a SQLite database in a folder of the test's own.
func openStore(t *testing.T, now func() time.Time) *store.Store {
	t.Helper()
	dir := t.TempDir()
	empty, err := emptyDatabase()
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "wirewalk.db"), empty, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.Open(t.Context(), store.Options{Dir: dir, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
	return kept
}

// answered is a response with its body read.
type answered struct {
	*http.Response
	body string
}

// ask sends a request; fields are pairs of header name and value. Redirects are
// not followed and nothing is decompressed.
func (s *site) ask(method, path, body string, fields ...string) answered {
	s.t.Helper()
	r, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(fields); i += 2 {
		if fields[i] == "Host" {
			r.Host = fields[i+1]
			continue
		}
		r.Header.Add(fields[i], fields[i+1])
	}
	once := &http.Transport{DisableCompression: true, DisableKeepAlives: true, DialContext: s.dialer.NetDialContext}
	resp, err := once.RoundTrip(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	read, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answered{resp, string(read)}
}

// says is what a page says, without the marks around what somebody typed.
func (a answered) says() string {
	return strings.NewReplacer("<bdi>", "", "</bdi>", "").Replace(a.body)
}

func (s *site) get(path string, fields ...string) answered {
	s.t.Helper()
	return s.ask(http.MethodGet, path, "", fields...)
}

// post sends a form.
func (s *site) post(path string, form url.Values, fields ...string) answered {
	s.t.Helper()
	fields = append([]string{"Content-Type", "application/x-www-form-urlencoded"}, fields...)
	return s.ask(http.MethodPost, path, form.Encode(), fields...)
}

// pagePaths are all pages that are answered from memory.
func (s *site) pagePaths() []string {
	var paths []string
	for path := range s.web.memory {
		paths = append(paths, path)
	}
	return paths
}
