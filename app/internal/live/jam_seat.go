package live

import (
	"net/http"
	"slices"
	"time"

	"golang.org/x/time/rate"

	"wirewalk/app/internal/music"
)

// JamSeat is the place of one visitor's page at a jam. Any goroutine may use it.
type JamSeat struct {
	ID string

	jams    *Jams
	jam     *jam
	visitor string
	person  string
	player  int // its number in the room
	record  *pairRecord
	posted  Weight

	// Under jams.mu.

	readers [2]*JamReader // by socketSide and streamSide; nil: not connected
	pace    *rate.Limiter
	rest    *time.Timer // gives it up; runs while nothing is connected
	idle    *time.Timer // gives it up; begins anew with each note
	over    bool
}

// there reports whether the seat has a connection. Jams.mu is held.
func (s *JamSeat) there() bool { return s.readers != [2]*JamReader{} }

// Play plays the pad of that name. It returns ErrJamPad where there is none,
// ErrJamFast or ErrJamCrowd where the player or the room plays too much, ErrJamAlone
// where the seat has no connection that would hear it, or ErrJamOver.
func (s *JamSeat) Play(name string) error { return s.play(music.Pad(name)) }

func (s *JamSeat) play(pad music.Note, known bool) error {
	now := s.jams.runs.now()
	s.jams.mu.Lock()
	defer s.jams.mu.Unlock()
	switch {
	case s.over:
		return ErrJamOver
	case !s.there():
		return ErrJamAlone
	case !s.pace.AllowN(now, 1): // what is no note counts as well
		return ErrJamFast
	case !known:
		return ErrJamPad
	case !s.jam.pace.AllowN(now, 1):
		return ErrJamCrowd
	}
	s.idle.Reset(JamIdle)
	beat, late := s.jam.beats.Nearest(now)
	s.jam.tell("", func(number int) any {
		return struct {
			Number int     `json:"number"`
			Player int     `json:"player"`
			Play   string  `json:"play"`
			Beat   int     `json:"beat"`
			Late   float64 `json:"late"`
		}{number, s.player, pad.String(), beat, millis(late)}
	})
	return nil
}

// rested gives the seat up that nobody came back to.
func (s *JamSeat) rested() {
	s.jams.mu.Lock()
	defer s.jams.mu.Unlock()
	if !s.there() { // or a connection was as quick as the timer
		s.giveUp(ErrJamOver)
	}
}

// idled gives the seat up at which nobody plays.
func (s *JamSeat) idled() {
	s.jams.mu.Lock()
	defer s.jams.mu.Unlock()
	s.giveUp(errJamIdle)
}

// giveUp ends both connections and takes the seat out of its room. Jams.mu is
// held.
func (s *JamSeat) giveUp(why error) {
	if s.over {
		return
	}
	s.over = true
	j, in := s.jams, s.jam
	s.rest.Stop()
	s.idle.Stop()
	in.seats = without(in.seats, s)
	if len(in.seats) == 0 {
		j.halls[in.hall] = without(j.halls[in.hall], in)
		if len(j.halls[in.hall]) == 0 {
			delete(j.halls, in.hall)
		}
	}
	if j.byVisitor[s.visitor] = without(j.byVisitor[s.visitor], s); len(j.byVisitor[s.visitor]) == 0 {
		delete(j.byVisitor, s.visitor)
	}
	j.seats--
	was := s.there()
	for _, r := range s.readers {
		if r != nil {
			r.end(why)
		}
	}
	if was {
		in.changed()
	}
}

func without[E comparable](all []E, one E) []E {
	return slices.DeleteFunc(slices.Clone(all), func(e E) bool { return e == one })
}

// Record puts on record what crosses in answer to a request of this seat, until
// release. Where it cannot be, the seat plays on without.
func (s *JamSeat) Record(req *http.Request) (release func()) { return s.watch(req, PairStream) }

func (s *JamSeat) watch(req *http.Request, side PairSide) (release func()) {
	line, err := s.record.watch(req, side)
	if err != nil {
		return func() {}
	}
	return line.release
}

// Weigh counts a post of this seat and its answer, as Weigh does.
func (s *JamSeat) Weigh(req *http.Request) (over func()) { return Weigh(req, &s.posted) }

// Posted is what the posts of this seat and their answers weigh.
func (s *JamSeat) Posted() *Weight { return &s.posted }

// Crossed is what crossed at this seat, in order, as far as it is kept.
func (s *JamSeat) Crossed() []PairEvent { return s.record.all() }
