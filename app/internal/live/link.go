package live

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// link lets a tapped connection be frozen: nothing crosses it then, in neither
// direction, and nobody is told, as where a cable is out. TCP knows nothing of it.
// What the client sends stays outside, its end too. What this server writes is
// written, as far as it can tell, and waits here; so does its own end. Deadlines
// fire as ever. At the thaw all of that crosses, in order.
type link struct {
	sink sink

	mu      sync.Mutex
	thawed  chan struct{} // closed at the thaw; nil: it is not frozen
	moved   chan struct{} // closed and replaced with a deadline, or a Close
	readBy  time.Time
	writeBy time.Time
	in      []byte // what arrived and was not read
	inErr   error  // what comes after it
	out     []byte // what was written and has not left
	thawing bool   // out is on its way
	closed  bool   // this server has closed it
}

// mayFreeze makes the tap's connection one that can be frozen. S is shown what was
// held when it crosses, whoever has claimed the tap by then.
func (t *tap) mayFreeze(s sink) {
	l := t.link.Load()
	if l == nil {
		t.link.Store(&link{sink: s, moved: make(chan struct{})})
		return
	}
	l.mu.Lock()
	l.sink = s
	l.mu.Unlock()
}

// freeze freezes the connection until thaw. What is being written leaves.
func (t *tap) freeze() {
	l := t.link.Load()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.thawed == nil && !l.closed {
		l.thawed = make(chan struct{})
	}
}

// thaw lets what was held cross, and returns when it has left. Where the client
// had ended the connection meanwhile, what this server wrote reaches nobody: its
// length is returned.
func (t *tap) thaw() (lost int) {
	l := t.link.Load()
	l.mu.Lock()
	if l.thawed == nil || l.thawing {
		l.mu.Unlock()
		return 0
	}
	l.thawing = true
	out, s := l.out, l.sink
	l.out = nil
	if l.inErr != nil {
		out, lost = nil, len(out)
	}
	l.mu.Unlock()
	if len(out) > 0 {
		// The deadline of what was held has long passed.
		_ = t.Conn.SetWriteDeadline(time.Now().Add(WriteWait))
		_, _ = t.send(s, out)
	}
	l.mu.Lock()
	close(l.thawed)
	l.thawed, l.thawing = nil, false
	closed := l.closed
	l.mu.Unlock()
	if closed {
		t.endPutOff()
	}
	return lost
}

// endPutOff is the Close that came while the link was frozen. What the client has
// sent meanwhile is read by nobody; left unread, it would make the end a reset,
// before which what was held may be lost.
func (t *tap) endPutOff() {
	t.endedHere(false)
	_ = t.CloseWrite()
	go func() {
		_ = t.Conn.SetReadDeadline(time.Now().Add(goodbyeWait))
		_, _ = io.Copy(io.Discard, t.Conn)
		_ = t.Conn.Close()
	}()
}

// receive reads what may arrive: what was held first.
func (t *tap) receive(b []byte) (int, error) {
	l := t.link.Load()
	if l != nil && l.holds() {
		return l.read(b)
	}
	n, err := t.Conn.Read(b)
	if l = t.link.Load(); l == nil { // it may be there since the Read began
		return n, err
	}
	return l.arrive(b, n, err)
}

func (l *link) holds() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed || len(l.in) > 0 || l.inErr != nil
}

// arrive hands on what a Read of the connection has put into b, at the thaw where
// the link is frozen.
func (l *link) arrive(b []byte, n int, err error) (int, error) {
	l.mu.Lock()
	silent := n == 0 && errors.Is(err, os.ErrDeadlineExceeded)
	if !l.closed && (l.thawed == nil || silent) {
		l.mu.Unlock()
		return n, err
	}
	if !silent {
		l.in, l.inErr = append(l.in, b[:n]...), err
	}
	l.mu.Unlock()
	return l.read(b)
}

// read reads what is held, when the link is not frozen.
func (l *link) read(b []byte) (n int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.thawed != nil && !l.closed {
		if err = l.wait(l.readBy); err != nil {
			return 0, err
		}
	}
	if l.closed {
		return 0, net.ErrClosed
	}
	n = copy(b, l.in)
	l.in = l.in[n:]
	if len(l.in) == 0 {
		l.in, err = nil, l.inErr
	}
	return n, err
}

// write holds b back where the link is frozen; held is false where it may leave.
// More than MaxHeld waits for the thaw, as at a full buffer.
func (l *link) write(b []byte) (held bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for !l.closed && l.thawed != nil {
		if !l.thawing && len(l.out)+len(b) <= MaxHeld {
			l.out = append(l.out, b...)
			return true, nil
		}
		if err = l.wait(l.writeBy); err != nil {
			return true, err
		}
	}
	if l.closed {
		return true, net.ErrClosed
	}
	return false, nil
}

// wait waits for the thaw, a Close, or another deadline; it returns an error when
// by has come. l.mu is held, and not meanwhile.
func (l *link) wait(by time.Time) error {
	thawed, moved := l.thawed, l.moved
	l.mu.Unlock()
	defer l.mu.Lock()
	var due <-chan time.Time
	if !by.IsZero() {
		timer := time.NewTimer(time.Until(by))
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-thawed:
	case <-moved:
	case <-due:
		return os.ErrDeadlineExceeded
	}
	return nil
}

// move tells who waits to look again. l.mu is held.
func (l *link) move() {
	close(l.moved)
	l.moved = make(chan struct{})
}

// close puts a Close off until the thaw; it reports false where nothing is frozen.
// For this server the connection is over at once.
func (l *link) close(conn net.Conn) (putOff bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
		return true
	case l.thawed == nil:
		return false
	}
	l.closed = true
	l.move()
	_ = conn.SetReadDeadline(time.Unix(1, 0)) // who reads is told
	return true
}

// frozen reports whether nothing crosses.
func (l *link) frozen() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.thawed != nil
}

// SetReadDeadline is net.Conn's; it fires on a frozen link too.
func (t *tap) SetReadDeadline(at time.Time) error {
	if l := t.link.Load(); l != nil && !l.setDeadlines(&at, nil) {
		return net.ErrClosed
	}
	return t.Conn.SetReadDeadline(at)
}

// SetWriteDeadline is net.Conn's; it fires on a frozen link too.
func (t *tap) SetWriteDeadline(at time.Time) error {
	if l := t.link.Load(); l != nil && !l.setDeadlines(nil, &at) {
		return net.ErrClosed
	}
	return t.Conn.SetWriteDeadline(at)
}

// SetDeadline is net.Conn's; it fires on a frozen link too.
func (t *tap) SetDeadline(at time.Time) error {
	if l := t.link.Load(); l != nil && !l.setDeadlines(&at, &at) {
		return net.ErrClosed
	}
	return t.Conn.SetDeadline(at)
}

// setDeadlines notes those that are not nil; it reports false where this server
// has closed the link, whose end has deadlines of its own.
func (l *link) setDeadlines(read, write *time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	if read != nil {
		l.readBy = *read
	}
	if write != nil {
		l.writeBy = *write
	}
	l.move()
	return true
}
