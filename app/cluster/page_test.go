package cluster

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// page is one page of one browser, which does what static/js does: it keeps its
// stream open (link.js), and sends until the server has stored it (send.js).
type page struct {
	site *url.URL
	http *http.Client

	mu      sync.Mutex
	state   classState // of the class, as it was told last
	regions map[string]string
	items   []string
	grown   chan struct{} // closed and replaced whenever something is told
}

// classState is of a class event what these tests look at.
type classState struct {
	Here   int
	Pacing *struct{ Lesson string }
	Asking *struct {
		N, Round, Answered int
		State              string
	}
}

func newPage(site *url.URL) *page {
	jar, _ := cookiejar.New(nil) // fails on no input
	return &page{
		site: site, regions: map[string]string{}, grown: make(chan struct{}),
		http: &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 2}},
	}
}

func (p *page) close() { p.http.CloseIdleConnections() }

// do sends one request; its answer is read whole.
func (p *page) do(ctx context.Context, method, path string, form url.Values) (status int, body string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, p.site.String()+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Accept", "text/html")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", p.site.String())
		r.Header.Set("X-Fragment", "stored")
	}
	resp, err := p.http.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	read, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(read), err
}

// send posts until the server has stored it, or refuses: then stored is false.
func (p *page) send(ctx context.Context, path string, form url.Values) (stored bool, refusal string) {
	for tries := 0; ; tries++ {
		status, body, err := p.do(ctx, http.MethodPost, path, form)
		switch {
		case ctx.Err() != nil:
			return false, "the test is over"
		case err == nil && status >= 200 && status < 300:
			return true, ""
		case err == nil && status < 500 && status != http.StatusTooManyRequests:
			return false, fmt.Sprintf("%d %.300s", status, body)
		}
		pause(ctx, backoff(tries, 250*time.Millisecond))
	}
}

// listen keeps a stream open until ctx ends.
func (p *page) listen(ctx context.Context, path string) {
	retry, tries := 3*time.Second, 0
	for ctx.Err() == nil {
		switch p.read(ctx, path, &retry) {
		case http.StatusOK: // an EventSource comes back by itself
			tries = 0
			pause(ctx, retry)
		case 0: // and where nobody answers
			pause(ctx, retry)
		default: // but not after another answer: then the page does
			pause(ctx, backoff(tries, time.Second))
			tries++
		}
	}
}

// read reads a stream to its end, and returns how it was answered.
func (p *page) read(ctx context.Context, path string, retry *time.Duration) (status int) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.site.String()+path, nil)
	if err != nil {
		return 0
	}
	r.Header.Set("Accept", "text/event-stream")
	resp, err := p.http.Do(r)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return resp.StatusCode
	}
	p.mu.Lock()
	p.regions, p.items = map[string]string{}, nil // a stream begins with everything
	p.mu.Unlock()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 16<<20)
	var name string
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "retry":
			if ms, err := strconv.Atoi(value); err == nil {
				*retry = time.Duration(ms) * time.Millisecond
			}
		case "event":
			name = value
		case "data":
			p.told(name, value)
		}
	}
	return resp.StatusCode
}

func (p *page) told(name, data string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch name {
	case "class":
		p.state = classState{}
		_ = json.Unmarshal([]byte(data), &p.state)
	case "fresh":
		var change struct {
			Set   map[string]string
			Items []string
		}
		_ = json.Unmarshal([]byte(data), &change)
		for region, html := range change.Set {
			p.regions[region] = html
		}
		if change.Items != nil {
			p.items = change.Items
		}
	default:
		return
	}
	close(p.grown)
	p.grown = make(chan struct{})
}

// until waits until the class is as holds says, and reports whether it was before
// the deadline.
func (p *page) until(ctx context.Context, holds func(classState) bool) bool {
	for {
		p.mu.Lock()
		state, grown := p.state, p.grown
		p.mu.Unlock()
		if holds(state) {
			return true
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return false
		}
	}
}

// backoff is backoff.js.
func backoff(tries int, least time.Duration) time.Duration {
	return time.Duration(float64(min(3*time.Second, least<<min(tries, 9))) * (1 + rand.Float64()))
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
