package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/metrics"
	"wirewalk/app/internal/store"
	"wirewalk/views/pages"
)

// explain is the one place where an error becomes a status, something to read
// and the error of the log line. Nothing of an unexpected error is shown.
func (s *Server) explain(w http.ResponseWriter, r *http.Request, err error) {
	rec := recorderOf(w)
	rec.err = err
	if rec.status != 0 {
		return // the answer has begun; the log line tells the rest
	}
	if r.Context().Err() != nil && errors.Is(err, context.Canceled) {
		rec.status = statusGone
		return
	}
	f := classify(err)
	switch f.status {
	case http.StatusTooManyRequests:
		s.metrics.Dropped(metrics.TooOften)
	case http.StatusServiceUnavailable:
		s.metrics.Dropped(metrics.Full)
	}
	if f.status < http.StatusInternalServerError {
		// The status says it all, unless there is a cause behind it.
		rec.err = f.cause
	}
	h := rec.Header()
	h["Cache-Control"] = noStore
	h.Set(requestIDField, rec.id)
	if f.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(int((f.retry+time.Second-1)/time.Second)))
	}
	body, contentType := s.written(r, f)
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	rec.WriteHeader(f.status)
	if r.Method != http.MethodHead {
		_, _ = rec.Write(body)
	}
}

// statusGone is only for the log: the client left before the answer.
const statusGone = 499

// classify finds what the visitor may know of err.
func classify(err error) *failure {
	var f *failure
	var tooLarge *http.MaxBytesError
	var he *echo.HTTPError
	switch {
	case errors.Is(err, store.ErrFull):
		return problem(http.StatusInsufficientStorage, "This server's disk is full",
			"What you sent is not stored, and nothing else is lost. Tell your instructor; when there is room again, send it once more.").because(err)
	case errors.As(err, &tooLarge): // before what a handler made of it
		return problem(http.StatusRequestEntityTooLarge, "That was too much at once",
			"A request may carry at most "+strconv.FormatInt(tooLarge.Limit>>10, 10)+" KiB. Send less and try again.")
	case errors.As(err, &f):
		return f
	case errors.As(err, &he) && he.Code == http.StatusNotFound:
		return notFound()
	case errors.As(err, &he) && he.Code == http.StatusMethodNotAllowed:
		return problem(he.Code, "This address does not take that kind of request",
			"The Allow field of the answer lists what it takes.")
	case errors.As(err, &he) && he.Code >= 400 && he.Code < 500:
		return problem(he.Code, http.StatusText(he.Code),
			"This server could not read the request. Go back, reload the page and try again.").because(he.Internal)
	}
	return problem(http.StatusInternalServerError, "Something broke on this server",
		"It is not your doing, and it has been written to the log. Reload the page to try again.").because(err)
}

// written returns the body that tells of f, and its type.
func (s *Server) written(r *http.Request, f *failure) (body []byte, contentType string) {
	if !wantsProblem(r) {
		body, err := render(forWhom(r), pages.Problem(pages.ProblemProps{Status: f.status, Title: f.title, Text: f.detail}))
		if err == nil {
			return body, htmlType
		}
		s.log.LogAttrs(r.Context(), slog.LevelError, "a problem page cannot be rendered", errorAttr(err))
		return []byte(f.title + "\n\n" + f.detail + "\n"), "text/plain; charset=utf-8"
	}
	members := map[string]any{}
	maps.Copy(members, f.members)
	members["type"] = "about:blank"
	members["title"] = f.title
	members["status"] = f.status
	members["detail"] = f.detail
	body, err := json.Marshal(members)
	if err != nil {
		s.log.LogAttrs(r.Context(), slog.LevelError, "a problem cannot be written as JSON", errorAttr(err))
		body = []byte(`{"type":"about:blank","status":` + strconv.Itoa(f.status) + `}`)
	}
	return body, "application/problem+json"
}

// wantsProblem tells a script, which wants problem+json, from a reader, who
// wants a page.
func wantsProblem(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	switch {
	case strings.Contains(accept, "json"), r.Header.Get(fragmentField) != "":
		return true
	case strings.Contains(accept, "text/html"):
		return false
	}
	return r.URL.Path == "/runs" || strings.HasPrefix(r.URL.Path, "/runs/") || strings.HasPrefix(r.URL.Path, livePrefix)
}
