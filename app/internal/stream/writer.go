// Package stream writes event streams (WHATWG HTML §9.2).
package stream

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

const (
	// WriteWait bounds every write: a page that does not read is dropped, and
	// comes back by itself.
	WriteWait = 10 * time.Second

	// KeepAlive is how long a stream stays silent before a comment is due, so
	// that intermediaries keep it (HTML §9.2.7).
	KeepAlive = 15 * time.Second

	// retryFloor and retrySpread make the pages of a class come back spread over
	// a while when this server restarts.
	retryFloor  = time.Second
	retrySpread = 2 * time.Second
)

// Writer is one event stream being written. One goroutine may use it.
type Writer struct {
	w   http.ResponseWriter
	rc  *http.ResponseController
	buf bytes.Buffer
}

// Start writes the head of the response and a jittered retry field.
func Start(w http.ResponseWriter) (*Writer, error) {
	return StartRetry(w, retryFloor+rand.N(retrySpread))
}

// StartRetry is Start for a page that is to come back after retry.
func StartRetry(w http.ResponseWriter, retry time.Duration) (*Writer, error) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	s := &Writer{w: w, rc: http.NewResponseController(w)}
	w.WriteHeader(http.StatusOK)
	s.buf.WriteString("retry: " + strconv.FormatInt(retry.Milliseconds(), 10) + "\n\n")
	return s, s.Flush()
}

// Event adds an event to what the next Flush sends, as Encode writes it.
func (s *Writer) Event(id, name string, data []byte) {
	s.buf.Write(appendEvent(s.buf.AvailableBuffer(), id, name, data))
}

// Raw adds what was encoded before to what the next Flush sends.
func (s *Writer) Raw(e Encoded) { s.buf.Write(e) }

// Comment adds a comment, which no page sees.
func (s *Writer) Comment(text string) { s.buf.WriteString(": " + text + "\n\n") }

// Flush sends what was added, within WriteWait.
func (s *Writer) Flush() error {
	if err := s.rc.SetWriteDeadline(time.Now().Add(WriteWait)); err != nil {
		return err
	}
	if _, err := s.w.Write(s.buf.Bytes()); err != nil {
		return err
	}
	s.buf.Reset()
	return s.rc.Flush()
}
