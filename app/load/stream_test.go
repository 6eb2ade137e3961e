package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestStream serves whole answers, so that all of it has happened when the rows
// are checked.
func TestStream(t *testing.T) {
	rows := scripts["sse-stream"].rows[1:]
	tests := []struct {
		name, kind, body string
		status           int
		step             int // the row that differs, 0: none does
		why              string
	}{
		{"as it should be", "text/event-stream", "data: one\n\ndata: two\n\ndata: three\n\n", 200, 0, ""},
		{"another event", "text/event-stream", "data: one\n\ndata: 2\n\n", 200, 4, `"2" arrived instead of "two"`},
		{"another type", "text/html", "data: one\n\n", 200, 2, `type "text/html"`},
		{"another status", "text/event-stream", "", 204, 2, "204 No Content"},
		{"a refusal", "application/problem+json", `{"detail":"This run is over."}`, 410, 2, "410 Gone: This run is over."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", test.kind)
				w.WriteHeader(test.status)
				_, _ = w.Write([]byte(test.body))
			}))
			defer server.Close()
			s := newStream(t.Context(), server.Client(), server.URL)
			defer s.close()
			for _, r := range rows {
				err := s.check(t.Context(), r)
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
