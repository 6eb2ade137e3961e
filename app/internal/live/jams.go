package live

import (
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"wirewalk/app/internal/music"
)

// Errors of Jams.
var (
	ErrJamsFull = errors.New("live: too many seats at jams, or shutting down")
	ErrJamSeats = errors.New("live: too many seats of one visitor")
	ErrJamOver  = errors.New("live: the seat was given up")
	ErrJamAlone = errors.New("live: the seat has no connection")
	ErrJamPad   = errors.New("live: no pad has that name")
	ErrJamCrowd = errors.New("live: too many notes in a room")
	ErrJamFast  = errors.New("live: too many notes of one player")
	errJamIdle  = errors.New("live: nobody has played at this seat for a while")
	errJamOut   = errors.New("live: whose seat it is belongs there no more")
	errJamSlow  = errors.New("live: the connection does not keep up")
	errJamTaken = errors.New("live: a newer connection of the same seat took the place")
	errJamLeft  = errors.New("live: the connection ended from its own side")
)

// Jams are rooms in which people play pads together. Each page has a seat, with a
// number by which the room knows it, one WebSocket and one event stream. Whatever
// is played at a seat goes to both connections of every seat in the room, the
// player's own too: {"number":128,"player":3,"play":"E4","beat":17,"late":-42.1},
// with the beat of the room that it was nearest to when it reached this server,
// and how many milliseconds after that beat. When somebody comes or goes, all are
// told with {"number":129,"players":[1,3,4]}; who comes first gets
// {"you":3,"players":[1,3,4],"beat":17,"in":230.4}, with the next beat and the
// milliseconds until then.
//
// A room is made by who finds none with room, and gone with the last seat. It is
// safe for use by many goroutines.
type Jams struct {
	runs *Runs

	mu        sync.Mutex
	halls     map[JamHall][]*jam
	byVisitor map[string][]*JamSeat
	seats     int
}

// NewJams returns an empty set that ends when rs shuts down.
func NewJams(rs *Runs) *Jams {
	return &Jams{runs: rs, halls: map[JamHall][]*jam{}, byVisitor: map[string][]*JamSeat{}}
}

// JamHall is who plays with each other: those of a class, by its code, or "" for
// everybody who is in none.
type JamHall string

// most is how many seats a room of the hall has.
func (h JamHall) most() int {
	if h == "" {
		return MaxJamPlayers
	}
	return MaxJamClass
}

// jam is one room. It is under Jams.mu.
type jam struct {
	hall  JamHall
	beats music.Beats
	pace  *rate.Limiter
	seats []*JamSeat
	last  int          // the newest message's number
	kept  []JamMessage // the newest of those that have a number
}

// JamMessage is what a connection at a jam is sent. Nobody may change its data.
type JamMessage struct {
	Number int    // from 1; 0: it is for this connection alone
	Event  string // what an event stream calls it; "" of a note
	Data   []byte
}

// Seat gives the page of a visitor a seat in a room of that hall. Whose it is in a
// class may be put out by that name; "" is nobody's. The seat is given up where no
// connection is made, or none is left, for JamRest. It returns ErrJamsFull or
// ErrJamSeats while the bounds are met.
func (j *Jams) Seat(hall JamHall, visitor, person string) (*JamSeat, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if own := j.byVisitor[visitor]; len(own) >= MaxJamSeatsPerVisitor {
		// A page that was left may not be missed yet.
		i := slices.IndexFunc(own, func(s *JamSeat) bool { return !s.there() })
		if i < 0 {
			return nil, ErrJamSeats
		}
		own[i].giveUp(errJamLeft)
	}
	if j.seats >= MaxJamSeats || j.runs.ctx.Err() != nil {
		return nil, ErrJamsFull
	}
	now := j.runs.now()
	in := j.room(hall, now)
	s := &JamSeat{
		ID: newID(), jams: j, jam: in, visitor: visitor, person: person, player: in.free(),
		pace: rate.NewLimiter(JamRate, JamBurst), record: newPairRecord(j.runs),
	}
	s.rest = time.AfterFunc(JamRest, func() { s.rested() })
	s.idle = time.AfterFunc(JamIdle, func() { s.idled() })
	in.seats = append(in.seats, s)
	j.byVisitor[visitor] = append(j.byVisitor[visitor], s)
	j.seats++
	return s, nil
}

// room is the first of the hall that has a free seat. j.mu is held.
func (j *Jams) room(hall JamHall, now time.Time) *jam {
	for _, in := range j.halls[hall] {
		if len(in.seats) < hall.most() {
			return in
		}
	}
	in := &jam{hall: hall, beats: music.Beats{Began: now}, pace: rate.NewLimiter(JamRoomRate, JamRoomBurst)}
	j.halls[hall] = append(j.halls[hall], in)
	return in
}

// free is the smallest number from 1 that no seat has.
func (in *jam) free() int {
	n := 1
	for slices.ContainsFunc(in.seats, func(s *JamSeat) bool { return s.player == n }) {
		n++
	}
	return n
}

// Get returns the seat with this id, nil where it is not the visitor's, or given
// up.
func (j *Jams) Get(visitor, id string) *JamSeat {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, s := range j.byVisitor[visitor] {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// PutOut gives up every seat of a person, because they belong there no more.
func (j *Jams) PutOut(person string) {
	j.putOut(func(s *JamSeat) bool { return person != "" && s.person == person })
}

// PutOutUnless gives up every seat of a hall whose person does not belong there.
func (j *Jams) PutOutUnless(hall JamHall, belongs func(person string) bool) {
	j.putOut(func(s *JamSeat) bool { return s.jam.hall == hall && !belongs(s.person) })
}

// PutAway gives up every seat of a hall.
func (j *Jams) PutAway(hall JamHall) { j.putOut(func(s *JamSeat) bool { return s.jam.hall == hall }) }

func (j *Jams) putOut(whose func(*JamSeat) bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []*JamSeat
	for _, own := range j.byVisitor {
		for _, s := range own {
			if whose(s) {
				out = append(out, s)
			}
		}
	}
	for _, s := range out {
		s.giveUp(errJamOut)
	}
}

// players are the numbers of those who are there.
func (in *jam) players() []int {
	all := []int{}
	for _, s := range in.seats {
		if s.there() {
			all = append(all, s.player)
		}
	}
	slices.Sort(all)
	return all
}

// tell sends a message to everybody in the room, with its number, and keeps it.
func (in *jam) tell(event string, of func(number int) any) {
	in.last++
	data, err := json.Marshal(of(in.last))
	if err != nil {
		return // nothing that is told can fail
	}
	m := JamMessage{in.last, event, data}
	// What was handed out is never written over: it is left behind.
	in.kept = append(in.kept, m)
	if len(in.kept) > KeepJam {
		in.kept = in.kept[1:]
	}
	var slow []*JamReader
	for _, s := range in.seats {
		for _, r := range s.readers {
			if r != nil && !r.push(m) {
				slow = append(slow, r)
			}
		}
	}
	for _, r := range slow {
		r.end(errJamSlow)
	}
}

// changed tells everybody who is there now.
func (in *jam) changed() {
	in.tell("players", func(number int) any {
		return struct {
			Number  int   `json:"number"`
			Players []int `json:"players"`
		}{number, in.players()}
	})
}
