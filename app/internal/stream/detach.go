package stream

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

// ErrAttached says that a stream cannot go on without net/http.
var ErrAttached = errors.New("stream: the connection is net/http's to the end")

// connection is what a detached stream needs of a net.Conn.
type connection interface {
	io.ReadWriteCloser
	SetWriteDeadline(t time.Time) error
}

// Detach takes a stream that has begun away from net/http, whose buffers and deep
// goroutine are most of what a silent stream costs. They are given back when the
// handler of r returns, which it is to do at once. The Writer goes on as before, in
// one goroutine that need not be the handler's, while another is in Left; it must be
// ended. Detach returns ErrAttached, with nothing changed, where r is not of
// HTTP/1.1, whose chunks are written here, or w does not give its connection away.
func (s *Writer) Detach(r *http.Request) error {
	if r.ProtoMajor != 1 || r.ProtoMinor != 1 || r.Method == http.MethodHead {
		return ErrAttached
	}
	conn, _, err := s.rc.Hijack()
	if err != nil {
		return errors.Join(ErrAttached, err)
	}
	s.w, s.rc, s.conn = nil, nil, conn
	return nil
}

// Left returns when the page of a detached stream has left, or when the stream was
// ended. A page has nothing to say on it; one that does has left too.
func (s *Writer) Left() {
	var b [1]byte
	_, _ = s.conn.Read(b[:])
}

// End ends a detached stream and its connection, after what was flushed: with the
// last chunk, so that whoever reads knows that it is whole (RFC 9112 §7.1). Where a
// Flush has failed it is not, and gets none.
func (s *Writer) End() {
	if !s.torn {
		_ = s.conn.SetWriteDeadline(time.Now().Add(WriteWait))
		_, _ = io.WriteString(s.conn, "0\r\n\r\n")
	}
	_ = s.conn.Close()
}

// dueSlack is how much less than WriteWait a chunk may have: a class hears several in
// a row, and to move the deadline for each costs a tenth of sending it.
const dueSlack = 2 * time.Second

// chunkRoom has the place of the longest head of a chunk, before its data.
const chunkRoom = "7fffffff\r\n"

// flushChunk sends what was added as one chunk, in one write. It is shallow, and so is
// what it calls before that: a goroutine that sends one event and ends is done before
// it needs more than the stack it began with, which costs a sixth of all.
func (s *Writer) flushChunk() error {
	if s.buf == nil {
		return nil
	}
	if err := s.renew(); err != nil {
		return err
	}
	_, err := s.conn.Write(s.chunk())
	s.torn = s.torn || err != nil
	s.sent()
	return err
}

// renew moves the end of the time for writing, where it comes near.
func (s *Writer) renew() error {
	now := time.Now()
	if s.due.Sub(now) >= WriteWait-dueSlack {
		return nil
	}
	s.due = now.Add(WriteWait)
	return s.conn.SetWriteDeadline(s.due)
}

// chunk is what was added, as a chunk (RFC 9112 §7.1).
func (s *Writer) chunk() []byte {
	size := strconv.FormatInt(int64(s.buf.Len()-len(chunkRoom)), 16) + "\r\n"
	s.buf.WriteString("\r\n")
	chunk := s.buf.Bytes()[len(chunkRoom)-len(size):]
	copy(chunk, size)
	return chunk
}
