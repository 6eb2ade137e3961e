package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// answerOf is one answer of a server to an EventSource.
type answerOf struct {
	kind, body string
	status     int
}

func good(body string) answerOf { return answerOf{"text/event-stream", body, 200} }

// TestStream serves whole answers, one after the other, so that each wait for
// the next is a reconnect.
func TestStream(t *testing.T) {
	rows := []row{
		{step: 1, sees: []sight{{kind: "open"}}},
		{step: 2, sees: []sight{{"message", "one"}, {"ping", "two"}}},
		{step: 3, sees: []sight{lostForNow}},
		{step: 4, sees: []sight{{kind: "open"}}},
		{step: 5, sees: []sight{{"message", "three"}}},
		{step: 6, sees: []sight{lostForNow}},
		{step: 7, sees: []sight{lostForGood}},
	}
	first := good("retry: 1\n\nid: 7\ndata: one\n\nevent: ping\ndata: two\n\n")
	no := answerOf{status: 204}
	tests := []struct {
		name    string
		answers []answerOf
		step    int // the row that differs, 0: none does
		why     string
	}{
		{"as it should be", []answerOf{first, good("data: three\n\n"), no}, 0, ""},
		{"another event", []answerOf{first, good("data: 3\n\n"), no}, 5, `message "3" came instead of message "three"`},
		{"another type", []answerOf{{"text/html", "data: one\n\n", 200}}, 1, `type "text/html"`},
		{"another status", []answerOf{no}, 1, "204 No Content"},
		{"a refusal", []answerOf{{"application/problem+json", `{"detail":"This run is over."}`, 410}}, 1, "410 Gone: This run is over."},
		{"a refusal later", []answerOf{first, no}, 4, `error "2" came instead of open`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			asked := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				a := test.answers[min(asked, len(test.answers)-1)]
				if got := r.Header.Get("Last-Event-ID"); asked == 0 && got != "" || asked > 0 && got != "7" {
					t.Errorf("request %d says Last-Event-ID %q", asked+1, got)
				}
				asked++
				w.Header().Set("Content-Type", a.kind)
				w.WriteHeader(a.status)
				_, _ = w.Write([]byte(a.body))
			}))
			defer server.Close()
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			s := newStream(t.Context(), server.Client(), server.URL)
			defer s.close()
			for _, r := range rows {
				err := s.check(ctx, r)
				if r.step != test.step && err != nil {
					t.Fatalf("row %d: %v", r.step, err)
				}
				if r.step == test.step {
					if err == nil || !strings.Contains(err.Error(), test.why) {
						t.Fatalf("row %d: got %v, want … %s", r.step, err, test.why)
					}
					return
				}
			}
		})
	}
}
