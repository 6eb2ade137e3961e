package web

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// crowd asks for one, and returns when its stream has begun.
func (b *browser) crowd(ctx context.Context, wait string) *http.Response {
	b.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.site.URL+"/crowds", strings.NewReader(url.Values{"wait": {wait}}.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", b.site.URL)
	resp, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// A visitor has one crowd and this server two; a crowd ends with its page, and
// makes room.
func TestCrowds(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	first, second, third := s.browser(), s.browser(), s.browser()
	for _, b := range []*browser{first, second, third} {
		b.post("/crowds", url.Values{"wait": {"often"}}).must(t, http.StatusUnprocessableEntity)
		b.post("/pairs", url.Values{"return": {"stream"}}).must(t, http.StatusCreated) // now it is a visitor
	}
	ctx, leave := context.WithCancel(t.Context())
	one := first.crowd(ctx, "jitter")
	if one.StatusCode != http.StatusOK || one.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%s, %v", one.Status, one.Header)
	}
	if again := first.crowd(t.Context(), "jitter"); again.StatusCode != http.StatusTooManyRequests || again.Header.Get("Retry-After") == "" {
		t.Errorf("a second of the same visitor: %s", again.Status)
	}
	two := second.crowd(t.Context(), "jitter")
	late := third.crowd(t.Context(), "jitter")
	why, _ := io.ReadAll(late.Body)
	if late.StatusCode != http.StatusServiceUnavailable || late.Header.Get("Retry-After") == "" || !strings.Contains(string(why), "Try again in ten seconds") {
		t.Errorf("a third at once: %s %s", late.Status, why)
	}
	leave()
	deadline := time.Now().Add(5 * time.Second)
	for first.crowd(t.Context(), "jitter").StatusCode != http.StatusOK {
		if time.Now().After(deadline) {
			t.Fatal("a crowd whose page has left keeps its place")
		}
		time.Sleep(20 * time.Millisecond)
	}
	whole, err := io.ReadAll(two.Body)
	if err != nil || !strings.Contains(string(whole), "event: count\ndata: {\"bin\":0,") || !strings.Contains(string(whole), `"back":200,"tookMs":`) {
		t.Errorf("the stream is %.500q … %.200q, %v", whole, whole[max(0, len(whole)-200):], err)
	}
}
