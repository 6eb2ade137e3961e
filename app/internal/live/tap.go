package live

import (
	"bytes"
	"errors"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// sink takes what a claimed connection carries, in order. Its methods must not
// call back into the tap while they hold a lock that a tap's caller may hold.
type sink interface {
	// read is called with bytes from the client, after they arrived. It returns
	// false where they are none of its own, because the response is complete:
	// they begin the next request, and the tap is free again.
	read(b []byte) bool
	// write is called with bytes to the client, before they leave: stamped
	// later, a reply could precede its cause. What it returns, where that is not
	// nil, is called when they have left, and may close the connection.
	write(b []byte) (after func())
	// ended is called once for each end: by the client (reset or not), or here.
	ended(byClient, reset bool)
}

// tap is a connection that remembers the head of the request under way until a
// sink claims it, be that of a run, a pair or a parcel, and from then on shows both
// directions to that.
type tap struct {
	net.Conn

	// through is set for good when a handler needs no tap: Read and Write then
	// cost one atomic load.
	through atomic.Bool

	weight  atomic.Pointer[Weight] // of the exchange under way; nil: it is not weighed
	weighed atomic.Bool            // its handler has returned

	link atomic.Pointer[link] // nil: it cannot be frozen

	sending sync.Mutex // what is shown is shown in the order in which it leaves

	mu     sync.Mutex
	head   *[]byte             // what was read since the last answer, at most MaxHead; nil: nothing
	headAt time.Time           // when its first byte was read
	over   bool                // head was longer than MaxHead
	sink   sink                // nil: not claimed
	early  []byte              // read ahead by watch, for the next Read
	eof    error               // what watch met at the end
	tail   *tail               // what to do with the end of the next Write
	join   bool                // the next Write waits for the one after it
	edit   func([]byte) []byte // what leaves instead of the next Write; nil: the Write
	first  []byte              // the Write that waits
	muted  bool                // nothing more is to be written
	closed bool
}

var heads = sync.Pool{New: func() any { b := make([]byte, 0, 2<<10); return &b }}

// errNoHead means that the connection was not tapped from the request's first
// byte, so that its run could not show it.
var errNoHead = errors.New("live: the request's head was not seen whole")

// Read hands on what arrives, after it has been kept or shown.
func (t *tap) Read(b []byte) (int, error) {
	if t.through.Load() {
		n, err := t.Conn.Read(b)
		t.weighUp(n)
		return n, err
	}
	t.mu.Lock()
	if len(t.early) > 0 {
		n := copy(b, t.early)
		t.early = t.early[n:]
		t.mu.Unlock()
		return n, nil
	}
	if t.eof != nil {
		defer t.mu.Unlock()
		return 0, t.eof
	}
	t.mu.Unlock()
	n, err := t.receive(b)
	t.weighUp(n)
	t.arrived(b[:n], err)
	return n, err
}

func (t *tap) arrived(b []byte, err error) {
	t.mu.Lock()
	s := t.sink
	t.mu.Unlock()
	if len(b) > 0 && (s == nil || !s.read(b)) {
		t.mu.Lock()
		t.keep(b)
		if t.sink == s {
			t.sink = nil
		}
		t.mu.Unlock()
		s = nil
	}
	if s != nil && err != nil && !errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, net.ErrClosed) {
		s.ended(true, errors.Is(err, syscall.ECONNRESET))
	}
}

func (t *tap) keep(b []byte) {
	if t.head == nil {
		t.head = heads.Get().(*[]byte)
		t.headAt = time.Now()
	}
	if len(*t.head)+len(b) > MaxHead {
		t.over = true
		return
	}
	*t.head = append(*t.head, b...)
}

func (t *tap) drop() {
	if t.head != nil {
		*t.head = (*t.head)[:0]
		heads.Put(t.head)
		t.head = nil
	}
	t.over = false
}

// claim gives the head of r, which is the request under way, and the time since
// its first byte to head, and shows s everything that crosses from then on, until
// unclaim. The client must not have sent anything after the head that belongs to
// another request. The tap is locked while head runs, so that no byte can
// overtake it: head must not close the connection.
func (t *tap) claim(r *http.Request, s sink, head func(b []byte, age time.Duration)) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.head == nil || t.over {
		return errNoHead
	}
	start := bytes.LastIndex(*t.head, []byte(r.Method+" "+r.RequestURI+" "+r.Proto+"\r\n"))
	if start < 0 {
		return errNoHead
	}
	head((*t.head)[start:], time.Since(t.headAt))
	t.drop()
	t.sink = s
	return nil
}

// unclaim makes the connection an ordinary one again, ready for its next
// request, if s is still the one that claimed it.
func (t *tap) unclaim(s sink) {
	t.mu.Lock()
	if t.sink == s {
		t.sink = nil
	}
	t.mu.Unlock()
}

// pass makes the tap transparent for good; for handlers that need none.
func (t *tap) pass() {
	t.mu.Lock()
	t.drop()
	t.mu.Unlock()
	t.through.Store(true)
}

// passUnclaimed is pass, unless the connection is shown to somebody.
func (t *tap) passUnclaimed() {
	t.mu.Lock()
	claimed := t.sink != nil
	t.mu.Unlock()
	if !claimed {
		t.pass()
	}
}

// watch reads ahead so that the client's end is noticed while nobody reads;
// stop ends it. What arrives meanwhile is kept for the next Read, up to
// MaxEarly; a client that sends more is left unread.
func (t *tap) watch() (stop func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf := make([]byte, 512)
		for {
			n, err := t.Conn.Read(buf)
			timeout := errors.Is(err, os.ErrDeadlineExceeded)
			t.mu.Lock()
			t.early = append(t.early, buf[:n]...)
			full := len(t.early) > MaxEarly
			if err != nil && !timeout {
				t.eof = err
			}
			t.mu.Unlock()
			t.arrived(buf[:n], err)
			if err != nil || full {
				return
			}
		}
	}()
	return func() {
		_ = t.Conn.SetReadDeadline(time.Unix(1, 0))
		<-done
		_ = t.Conn.SetReadDeadline(time.Time{})
	}
}
