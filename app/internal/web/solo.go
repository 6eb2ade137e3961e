package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/music"
)

const (
	// mostSolos bounds the solo's listeners, so that strangers cannot take the
	// descriptors that a class needs.
	mostSolos = 2000
	// soloMost is the note after which the solo counts from 1 again: a day of it.
	// An id above it was never sent.
	soloMost = 72_000
	// soloUsual, soloSlowest and soloFastest are beats a minute. The longest note
	// at the slowest has 3 s, so no stream is ever silent for long.
	soloUsual, soloSlowest, soloFastest = 100, 40, 240
	// seatMost bounds the name of a seat; a page's has 16 letters.
	seatMost = 32
)

// solo is the public solo: who listens.
type solo struct {
	lent *live.Lent

	mu    sync.Mutex
	seats map[string]*seat // by name; at most one a listener
}

// seat is a listener who can ask to be cut off.
type seat struct {
	cut  chan struct{} // closed to cut
	once sync.Once
}

// tone is the data of one event.
type tone struct {
	Note  string  `json:"note"`
	Beats float64 `json:"beats"`
}

// liveSolo plays a melody for any client of any origin, a note an event, from
// the first or after Last-Event-ID: GET /live/solo. It reads no cookie. With
// ?tempo=60 it plays so many beats a minute; with ?seat=any-name the connection
// can be cut by POST /live/solo/cut with the same seat, as a network would.
func (s *Server) liveSolo(c echo.Context) error {
	tempo, err := soloTempo(c.QueryParam("tempo"))
	if err != nil {
		return err
	}
	name, err := seatName(c.QueryParam("seat"))
	if err != nil {
		return err
	}
	give, lent := s.solos.lent.Take(addressIn(c))
	if !lent {
		return problem(http.StatusServiceUnavailable, "Every seat is taken",
			"The solo plays for as many people as this server lends to it. Try again in a moment.").after(busyRetry)
	}
	defer give()
	sits := s.solos.sit(name)
	defer s.solos.leave(name, sits)

	out, err := startPublic(c)
	if err != nil {
		return nil // the client has left
	}
	last, known := numberOf(c.Request().Header.Get("Last-Event-ID"), 1, soloMost)
	if !known {
		last = 0
	}
	due := time.Now()
	next := time.NewTimer(0)
	defer next.Stop()
	for number := last%soloMost + 1; ; number = number%soloMost + 1 {
		select {
		case <-next.C:
		case <-sits.cut:
			panic(http.ErrAbortHandler) // ends the connection in the middle of the body
		case <-s.runs.Done():
			return nil
		case <-c.Request().Context().Done():
			return nil
		}
		now := music.Solo(number)
		data, err := json.Marshal(tone{now.Note.String(), now.Beats})
		if err != nil {
			return err
		}
		out.Event(strconv.Itoa(number), "", data)
		if out.Flush() != nil {
			return nil
		}
		due = due.Add(now.Lasts(tempo))
		next.Reset(time.Until(due))
	}
}

// cutSolo cuts the connection of a listener, who comes back by itself: POST
// /live/solo/cut?seat=… Whoever knows the seat may do so.
func (s *Server) cutSolo(c echo.Context) error {
	if !s.solos.cut(c.QueryParam("seat")) {
		return problem(http.StatusNotFound, "Nobody sits there",
			"No stream of the solo with that seat is open on this server. Start the solo, then cut it.")
	}
	return c.NoContent(http.StatusNoContent)
}

// sit takes the seat of that name; whoever had it keeps listening and cannot be
// cut any more. An empty name is nobody's.
func (so *solo) sit(name string) *seat {
	taken := &seat{cut: make(chan struct{})}
	if name == "" {
		return taken
	}
	so.mu.Lock()
	defer so.mu.Unlock()
	if so.seats == nil {
		so.seats = map[string]*seat{}
	}
	so.seats[name] = taken
	return taken
}

func (so *solo) leave(name string, taken *seat) {
	so.mu.Lock()
	defer so.mu.Unlock()
	if so.seats[name] == taken {
		delete(so.seats, name)
	}
}

func (so *solo) cut(name string) bool {
	so.mu.Lock()
	taken := so.seats[name]
	so.mu.Unlock()
	if taken == nil {
		return false
	}
	taken.once.Do(func() { close(taken.cut) })
	return true
}

func soloTempo(tempo string) (int, error) {
	if tempo == "" {
		return soloUsual, nil
	}
	n, err := strconv.Atoi(tempo)
	if err != nil || n < soloSlowest || n > soloFastest {
		return 0, problem(http.StatusBadRequest, "No such tempo",
			"The solo has "+strconv.Itoa(soloUsual)+" beats a minute, or with ?tempo=60 as many as that says; tempo is a whole number from "+
				strconv.Itoa(soloSlowest)+" to "+strconv.Itoa(soloFastest)+".")
	}
	return n, nil
}

func seatName(name string) (string, error) {
	if len(name) > seatMost {
		return "", problem(http.StatusBadRequest, "No such seat",
			"A seat is any name of at most "+strconv.Itoa(seatMost)+" bytes.")
	}
	return name, nil
}
