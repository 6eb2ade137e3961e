package live

import (
	"errors"
	"sync"

	"golang.org/x/time/rate"
)

// Errors of a Board.
var (
	ErrBoardFull = errors.New("live: too many rooms or readers")
	ErrNoReaders = errors.New("live: nobody reads this room")
	ErrTooFast   = errors.New("live: too many messages in this room")
)

const (
	// MaxBoardMessage bounds one message, of bytes: a sentence or ten.
	MaxBoardMessage = 1 << 10

	// MaxBoardRooms and MaxBoardReaders bound the board, so that strangers cannot
	// take what a class needs: its rooms with ten readers each take 100 MB, and half
	// of the descriptors that a small server allows a process. MaxRoomReaders is a
	// student with all their windows, and bounds what one message costs.
	MaxBoardRooms   = 1000
	MaxBoardReaders = 10 * MaxBoardRooms
	MaxRoomReaders  = 16

	// boardRate and boardBurst are more than a person types, and what a short
	// script sends in a row.
	boardRate  = 20
	boardBurst = 40

	// boardQueue is how far a reader may fall behind: a whole burst.
	boardQueue = boardBurst
)

// Board is a small bulletin board for any client of any Origin: what is
// published in a room goes to all who read there, and is kept nowhere. A room
// is made by its first reader and gone with its last. It reads no cookie.
type Board struct {
	runs *Runs

	mu      sync.Mutex
	rooms   map[string]*room
	readers int
}

type room struct {
	readers map[*Reader]struct{}
	pace    *rate.Limiter
}

// NewBoard returns an empty board that ends when rs shuts down.
func NewBoard(rs *Runs) *Board { return &Board{runs: rs, rooms: map[string]*room{}} }

// Reader is one who reads a room. One goroutine may use it.
type Reader struct {
	board *Board
	name  string
	to    mailbox
	queue queue // the same, of who takes messages out of it; nil: an outbox sends them
}

// mailbox is what a reader's messages are put into. It is used with the board
// locked, so that it must not wait.
type mailbox interface {
	put(message []byte) bool // false: its reader does not keep up
	drop()                   // called once, where put was false
	leave()                  // called once: nothing more is put
}

// queue is the mailbox of who takes the messages out of it.
type queue chan []byte

func (q queue) put(message []byte) bool {
	select {
	case q <- message:
		return true
	default:
		return false
	}
}

func (q queue) drop()  {}
func (q queue) leave() { close(q) }

// Join makes a reader of a room, who must Leave. It returns ErrBoardFull while
// the bounds of the board or of the room are met.
func (b *Board) Join(name string) (*Reader, error) {
	q := make(queue, boardQueue)
	r, err := b.join(name, q)
	if err != nil {
		return nil, err
	}
	r.queue = q
	return r, nil
}

func (b *Board) join(name string, to mailbox) (*Reader, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	in := b.rooms[name]
	switch {
	case b.readers >= MaxBoardReaders,
		in == nil && len(b.rooms) >= MaxBoardRooms,
		in != nil && len(in.readers) >= MaxRoomReaders:
		return nil, ErrBoardFull
	case in == nil:
		in = &room{readers: map[*Reader]struct{}{}, pace: rate.NewLimiter(boardRate, boardBurst)}
		b.rooms[name] = in
	}
	r := &Reader{board: b, name: name, to: to}
	in.readers[r] = struct{}{}
	b.readers++
	return r, nil
}

// Messages are what is published, from Join on. The channel is closed when the
// reader has left, or was dropped because it did not keep up.
func (r *Reader) Messages() <-chan []byte { return r.queue }

// Leave ends the reading. It may be called twice.
func (r *Reader) Leave() {
	r.board.mu.Lock()
	defer r.board.mu.Unlock()
	r.board.drop(r)
}

// drop takes r out of its room. b.mu is held.
func (b *Board) drop(r *Reader) {
	in := b.rooms[r.name]
	if in == nil {
		return
	}
	if _, there := in.readers[r]; !there {
		return
	}
	delete(in.readers, r)
	r.to.leave()
	b.readers--
	if len(in.readers) == 0 {
		delete(b.rooms, r.name)
	}
}

// Publish hands a message, which nobody may change afterwards, to all readers of
// a room. It returns ErrNoReaders or, where there are too many in a row,
// ErrTooFast.
func (b *Board) Publish(name string, message []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	in := b.rooms[name]
	switch {
	case in == nil:
		return ErrNoReaders
	case !in.pace.AllowN(b.runs.now(), 1):
		return ErrTooFast
	}
	for r := range in.readers {
		if !r.to.put(message) { // it does not read, and would hold up the others
			r.to.drop()
			b.drop(r)
		}
	}
	return nil
}
