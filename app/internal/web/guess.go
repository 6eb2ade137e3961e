package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"
)

// What a wrong code costs. A room is one address: three hundred people join from
// it within a minute, and one in ten mistypes the code twice. So an address only
// slows down, and who is refused is the visitor, or whoever tries many personal
// codes of one class.
const (
	// wrongBurst and wrongRate are for one visitor: twenty mistypings in a row,
	// then six a minute. At that rate, a class's code is not found in a lifetime.
	wrongBurst = 20
	wrongRate  = rate.Limit(0.1)
	// addressWrongBurst and addressWrongRate are for one address, after which each
	// wrong code is answered late, at most by wrongDelay.
	addressWrongBurst = 150
	addressWrongRate  = rate.Limit(2)
	wrongDelay        = 3 * time.Second
	// moveBurst and moveRate are for the personal codes of one class.
	moveBurst = 60
	moveRate  = rate.Limit(0.5)
	// signInBurst and signInRate are for one visitor at the sign-in.
	signInBurst = 20
	signInRate  = rate.Limit(0.2)
)

// guesses count wrong codes.
type guesses struct {
	visitors  *limiters // of classes and people, by visitor
	signIns   *limiters // of instructors, by visitor
	addresses *limiters // all of them, by address
	moves     *limiters // of people, by class
}

func newGuesses() guesses {
	return guesses{
		visitors:  newLimiters(wrongRate, wrongBurst),
		addresses: newLimiters(addressWrongRate, addressWrongBurst),
		moves:     newLimiters(moveRate, moveBurst),
		signIns:   newLimiters(signInRate, signInBurst),
	}
}

// mayGuess refuses a visitor who typed too many wrong codes.
func (s *Server) mayGuess(c echo.Context) error {
	if wait := s.guesses.visitors.wait(s.now(), s.knownVisitor(c)); wait > 0 {
		return tooManyGuesses(wait)
	}
	return nil
}

// guessedWrong counts a wrong code. Who brings no visitor's key is given one, also
// by a GET, or the next wrong code could not be told to be theirs. Where many came
// from one address, it takes its time, and nobody is refused for it.
func (s *Server) guessedWrong(c echo.Context, by *limiters) {
	visitor := s.visitor(c)
	by.take(s.now(), visitor)
	wait := s.guesses.addresses.owe(s.now(), addressIn(c), wrongDelay)
	if wait == 0 {
		return
	}
	select {
	case <-time.After(wait):
	case <-c.Request().Context().Done():
	}
}

func tooManyGuesses(wait time.Duration) *failure {
	return problem(http.StatusTooManyRequests, "Too many codes that do not fit",
		"Wait a minute, then look at the code again before you type it. The link or the QR code on the screen needs no typing.").after(wait)
}
