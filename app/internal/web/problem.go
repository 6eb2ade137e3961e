package web

import (
	"fmt"
	"net/http"
	"time"
)

// failure is an error whose title and detail the visitor may read. Handlers
// return it, or any other error, which the visitor then does not get to see.
type failure struct {
	status  int
	title   string         // a few words
	detail  string         // a sentence that says what to do next
	members map[string]any // further members of the problem+json
	retry   time.Duration  // for Retry-After; 0: none
	cause   error          // for the log alone
}

// problem returns an error that is shown to the visitor, as a page or as
// problem+json (RFC 9457). The detail is a sentence fit to show.
func problem(status int, title, detail string) *failure {
	return &failure{status: status, title: title, detail: detail}
}

// with adds a member to the problem+json.
func (f *failure) with(name string, value any) *failure {
	if f.members == nil {
		f.members = map[string]any{}
	}
	f.members[name] = value
	return f
}

// because keeps the cause, which only the log says.
func (f *failure) because(err error) *failure {
	f.cause = err
	return f
}

// after sets Retry-After, in whole seconds, rounded up.
func (f *failure) after(d time.Duration) *failure {
	f.retry = d
	return f
}

// Error is for the log.
func (f *failure) Error() string {
	if f.cause == nil {
		return fmt.Sprintf("%d %s", f.status, f.title)
	}
	return fmt.Sprintf("%d %s: %v", f.status, f.title, f.cause)
}

// Unwrap returns the cause.
func (f *failure) Unwrap() error { return f.cause }

func notFound() *failure {
	return problem(http.StatusNotFound, "There is nothing at this address",
		"The link may be old, or a letter may be missing. All lessons are one step away.")
}
