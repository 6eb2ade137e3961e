package web

import (
	"math/rand/v2"
	"net/http"
	"regexp"
	"strconv"
)

// requestIDField names a request in the log of every program that it passes. What
// could not be answered as it was asked says it, so that whoever tells of it can be
// helped.
const requestIDField = "X-Request-Id"

var knownRequestID = regexp.MustCompile(`^[A-Za-z0-9._=+/-]{8,64}$`)

// requestID is what a proxy in front called the request, or a number at random. It
// says nothing of who asked.
func requestID(r *http.Request) string {
	if id := r.Header.Get(requestIDField); knownRequestID.MatchString(id) {
		return id
	}
	return strconv.FormatUint(rand.Uint64(), 36)
}
