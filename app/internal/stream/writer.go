// Package stream writes event streams (WHATWG HTML §9.2).
package stream

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
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
	w    http.ResponseWriter
	rc   *http.ResponseController
	conn connection    // of a stream that was detached; nil: it is net/http's
	due  time.Time     // conn's deadline for writing
	torn bool          // a chunk did not leave whole: nothing may follow it
	buf  *bytes.Buffer // what was added, after room for a chunk's size; nil: nothing was
}

// buffers are those of all streams: one that is silent keeps none.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// keptBuffer is the largest buffer that is kept for others: longer than nearly all
// that is sent at one time.
const keptBuffer = 64 << 10

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
	s.added().WriteString("retry: " + strconv.FormatInt(retry.Milliseconds(), 10) + "\n\n")
	return s, s.Flush()
}

// Event adds an event to what the next Flush sends, as Encode writes it.
func (s *Writer) Event(id, name string, data []byte) {
	buf := s.added()
	buf.Write(appendEvent(buf.AvailableBuffer(), id, name, data))
}

// Raw adds what was encoded before to what the next Flush sends.
func (s *Writer) Raw(e Encoded) { s.added().Write(e) }

// Comment adds a comment, which no page sees.
func (s *Writer) Comment(text string) { s.added().WriteString(": " + text + "\n\n") }

// added is what was added.
func (s *Writer) added() *bytes.Buffer {
	if s.buf == nil {
		s.buf = buffers.Get().(*bytes.Buffer)
		s.buf.WriteString(chunkRoom)
	}
	return s.buf
}

// Flush sends what was added, within WriteWait.
func (s *Writer) Flush() error {
	if s.conn != nil {
		return s.flushChunk()
	}
	if err := s.rc.SetWriteDeadline(time.Now().Add(WriteWait)); err != nil {
		return err
	}
	if s.buf != nil {
		if _, err := s.w.Write(s.buf.Bytes()[len(chunkRoom):]); err != nil {
			return err
		}
		s.sent()
	}
	return s.rc.Flush()
}

// sent lets go of what was added.
func (s *Writer) sent() {
	if s.buf.Cap() <= keptBuffer {
		s.buf.Reset()
		buffers.Put(s.buf)
	}
	s.buf = nil
}
