package web

import (
	"net/http"
	"time"
)

// NewLab returns the handler of the lab origin, for labs that would starve or
// attack the lessons if they shared one. It sets no cookie and reads none.
func NewLab() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, "ok\n")
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusNotFound, "There is nothing at this address.\n\n"+
			"This port is kept apart for labs, and none of them lives here. The lessons are on this server's main address.\n")
	})
	return mux
}

func plain(w http.ResponseWriter, status int, text string) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeWait))
	h := w.Header()
	h["Cache-Control"] = noStore
	h["Content-Security-Policy"] = nothing
	h["X-Content-Type-Options"] = noSniff
	h["Referrer-Policy"] = sameOrigin
	h.Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text))
}
