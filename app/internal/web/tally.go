package web

import (
	"net/http"
	"regexp"
	"sync"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
)

// mostTallies bounds the tallies that are kept, of which the oldest gives way: a
// class with a hundred races each takes a few hundred KiB.
const mostTallies = 4000

// tallyMark is what a tally may be called. Who wants one to themselves makes it up
// at random.
var tallyMark = regexp.MustCompile(`^[a-z0-9]{8,24}$`)

// tallies are what crossed under each mark.
type tallies struct {
	mu    sync.Mutex
	of    map[string]*live.Weight
	marks []string // in the order in which they came
}

func newTallies() *tallies { return &tallies{of: map[string]*live.Weight{}} }

func (t *tallies) find(mark string) *live.Weight {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.of[mark]
}

func (t *tallies) make(mark string) *live.Weight {
	t.mu.Lock()
	defer t.mu.Unlock()
	if w := t.of[mark]; w != nil {
		return w
	}
	if len(t.marks) >= mostTallies {
		delete(t.of, t.marks[0])
		t.marks = t.marks[1:]
	}
	w := new(live.Weight)
	t.of[mark] = w
	t.marks = append(t.marks, mark)
	return w
}

// weigh adds a request to the tally of its mark, ?w=…, until over, if it has one.
func (s *Server) weigh(c echo.Context) (over func()) {
	mark := c.QueryParam("w")
	if !tallyMark.MatchString(mark) {
		return func() {}
	}
	return live.Weigh(c.Request(), s.tallies.make(mark))
}

// tally is what liveTally answers.
type tally struct {
	Requests int64 `json:"requests"`
	Up       int64 `json:"up"`   // bytes from the client
	Down     int64 `json:"down"` // bytes to the client
}

// liveTally tells how many bytes crossed under a mark, for any client of any
// origin: GET /live/tally?w=…. It reads no cookie.
func (s *Server) liveTally(c echo.Context) error {
	anyOrigin(c)
	w := s.tallies.find(c.QueryParam("w"))
	if w == nil {
		return problem(http.StatusNotFound, "Nothing was counted",
			"No request with that mark has come here: /live/burst?n=100&w=… with 8 to 24 small letters and digits.")
	}
	c.Response().Header()["Cache-Control"] = noStore
	return c.JSON(http.StatusOK, tally{w.Requests(), w.Up(), w.Down()})
}
