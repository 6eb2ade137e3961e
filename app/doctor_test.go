package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// examined is what the doctor says of a machine with these settings.
func examined(t *testing.T, s settings) (report string, status int) {
	t.Helper()
	c, err := s.check()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	status = doctor(t.Context(), c, time.Now, &out)
	return out.String(), status
}

func TestDoctorBeforeTheFirstStart(t *testing.T) {
	t.Parallel()
	s := plain(filepath.Join(t.TempDir(), "not", "yet"))
	report, status := examined(t, s)
	if status != exitOK {
		t.Errorf("it exits with %d", status)
	}
	for _, want := range []string{"--addr", "is free", "can be made", "made at the first start", "no proxy is looked at"} {
		if !strings.Contains(report, want) {
			t.Errorf("it does not say %q: %s", want, report)
		}
	}
}

// A port that another program has is told from one that Wirewalk has.
func TestDoctorKnowsWhoseThePortIs(t *testing.T) {
	t.Parallel()
	p := started(t)
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	go http.Serve(other, http.NotFoundHandler())
	s := plain(p.config.data)
	s.Addr, s.LabAddr = p.addr.String(), other.Addr().String()
	report, status := examined(t, s)
	if status != exitFailed || !strings.Contains(report, "used by a Wirewalk that runs") ||
		!strings.Contains(report, "--lab-addr (WIREWALK_LAB_ADDR) is "+s.LabAddr+", which another program uses") || !strings.Contains(report, "answers after") {
		t.Errorf("exits with %d: %s", status, report)
	}
}

// through is a proxy in front of p, as whoever set it up has it.
func through(t *testing.T, p *program, wrong func(*httputil.ReverseProxy)) (public string) {
	t.Helper()
	to, err := url.Parse("http://" + p.addr.String())
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
	proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	if wrong != nil {
		wrong(proxy)
	}
	front := httptest.NewServer(proxy)
	t.Cleanup(front.Close)
	return front.URL
}

// heldBack reads nothing for a while, as whatever fills a buffer first.
type heldBack struct {
	io.ReadCloser
	until time.Time
}

func (h *heldBack) Read(b []byte) (int, error) {
	time.Sleep(time.Until(h.until))
	return h.ReadCloser.Read(b)
}

func TestDoctorLooksAtTheProxy(t *testing.T) {
	p := started(t)
	const fine = "each event comes when it is sent"
	for name, c := range map[string]struct {
		proxy func(*httputil.ReverseProxy)
		want  []string
	}{
		"as it should be": {nil, []string{fine, "a message goes there and back", "within 5s of"}},
		"buffering": {func(proxy *httputil.ReverseProxy) {
			proxy.ModifyResponse = func(r *http.Response) error {
				if strings.HasPrefix(r.Header.Get("Content-Type"), "text/event-stream") {
					r.Body = &heldBack{r.Body, time.Now().Add(3 * time.Second)}
				}
				return nil
			}
		}, []string{"events came together", "proxy_buffering off", "a message goes there and back"}},
		"without upgrades": {func(proxy *httputil.ReverseProxy) {
			passOn := proxy.Rewrite
			proxy.Rewrite = func(r *httputil.ProxyRequest) {
				passOn(r)
				r.Out.Header.Del("Upgrade")
			}
		}, []string{fine, "the upgrade is lost on the way", "$http_upgrade"}},
		"with time to spare for nobody": {func(proxy *httputil.ReverseProxy) {
			proxy.ModifyResponse = func(r *http.Response) error {
				if strings.HasPrefix(r.Header.Get("Content-Type"), "text/event-stream") {
					time.AfterFunc(1500*time.Millisecond, func() { r.Body.Close() })
				}
				return nil
			}
		}, []string{"the stream was ended after 2 events", "a message goes there and back"}},
		"leading nowhere": {func(proxy *httputil.ReverseProxy) {
			proxy.Rewrite = func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: "127.0.0.1:1"}) }
		}, []string{"502 Bad Gateway", "does not reach Wirewalk"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := plain(p.config.data)
			s.PublicURL = through(t, p, c.proxy)
			report, status := examined(t, s)
			if healthy := c.proxy == nil; healthy != (status == exitOK) {
				t.Errorf("it exits with %d", status)
			}
			for _, want := range c.want {
				if !strings.Contains(report, want) {
					t.Errorf("it does not say %q: %s", want, report)
				}
			}
		})
	}
}
