package live

import (
	"bytes"
	"net"
	"time"
)

// tail keeps back the last n bytes of one Write until release returns nil.
type tail struct {
	n       int
	release func() error
	watch   bool // nobody else reads meanwhile
}

// Write shows b to whoever claimed the connection, then sends it. Where nobody did,
// an answer is under way and the request's head is let go.
func (t *tap) Write(b []byte) (int, error) {
	t.weighDown(len(b))
	if t.through.Load() {
		return t.Conn.Write(b)
	}
	return t.writeSeen(b)
}

// writeSeen is Write where somebody may see what crosses. It stands apart so that
// whoever passes through fits into the stack with which a goroutine begins.
func (t *tap) writeSeen(b []byte) (int, error) {
	if l := t.link.Load(); l != nil {
		if held, err := l.write(b); err != nil {
			return 0, err
		} else if held {
			return len(b), nil
		}
	}
	t.mu.Lock()
	if t.muted {
		t.mu.Unlock()
		return 0, net.ErrClosed
	}
	s, tl, join, edit := t.sink, t.tail, t.join, t.edit
	t.tail, t.join, t.edit = nil, false, nil
	if s == nil {
		t.drop()
	}
	if s != nil && join {
		t.first = bytes.Clone(b)
	}
	t.mu.Unlock()
	switch {
	case s == nil:
		return t.Conn.Write(b)
	case join:
		return len(b), nil
	case edit != nil:
		if _, err := t.send(s, edit(b)); err != nil {
			return 0, err
		}
		return len(b), nil
	case tl == nil || len(b) <= tl.n:
		return t.send(s, b)
	}
	cut := len(b) - tl.n
	n, err := t.send(s, b[:cut])
	if err != nil {
		return n, err
	}
	stop := func() {}
	if tl.watch {
		stop = t.watch()
	}
	err = tl.release()
	stop()
	if err != nil {
		return n, err
	}
	// The deadline of the part before has long passed.
	_ = t.Conn.SetWriteDeadline(time.Now().Add(WriteWait))
	m, err := t.send(s, b[cut:])
	return n + m, err
}

// send shows b and lets it leave, after what waits for it.
func (t *tap) send(s sink, b []byte) (int, error) {
	t.sending.Lock()
	t.mu.Lock()
	closed, first := t.closed, t.first
	t.first = nil
	t.mu.Unlock()
	if closed {
		t.sending.Unlock()
		return 0, net.ErrClosed
	}
	var afters []func()
	out := b
	if first != nil {
		afters = append(afters, s.write(first))
		out = append(first, b...)
	}
	afters = append(afters, s.write(b))
	n, err := t.Conn.Write(out)
	t.sending.Unlock()
	for _, after := range afters {
		if after != nil {
			after()
		}
	}
	return max(0, n-len(first)), err
}

// CloseWrite lets net/http say that no more comes while it still reads, so that
// a refusal reaches a client that has not finished sending.
func (t *tap) CloseWrite() error {
	if l := t.link.Load(); l != nil && l.frozen() {
		return nil
	}
	if half, ok := t.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// keepBack makes the next Write hold back its last n bytes until release
// returns nil; if it returns an error, Write fails with it. Where watch is true
// the tap reads ahead meanwhile, so that the client's end is noticed: only where
// nobody else reads, as net/http does during every response of its own.
func (t *tap) keepBack(n int, watch bool, release func() error) {
	t.mu.Lock()
	t.tail = &tail{n, release, watch}
	t.mu.Unlock()
}

// joinNext makes the next Write wait, so that it leaves in one piece with the
// one after it.
func (t *tap) joinNext() {
	t.mu.Lock()
	t.join = true
	t.mu.Unlock()
}

// mute makes every further Write fail, without a byte.
func (t *tap) mute() {
	t.mu.Lock()
	t.muted = true
	t.mu.Unlock()
}

// rewriteNext makes what edit returns leave instead of the next Write.
func (t *tap) rewriteNext(edit func([]byte) []byte) {
	t.mu.Lock()
	t.edit = edit
	t.mu.Unlock()
}

// writePlainly takes keepBack, joinNext and rewriteNext back, whose Write has not
// come.
func (t *tap) writePlainly() {
	t.mu.Lock()
	t.tail, t.join, t.edit = nil, false, nil
	t.mu.Unlock()
}
