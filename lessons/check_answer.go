package lessons

import (
	"regexp"
	"slices"
	"strings"
)

var (
	// localPath is a path that leads nowhere but to this server.
	localPath = regexp.MustCompile(`^/([!-.0-~][!-~]*)?$`)
	// unasked is a field of the 101 that agrees on one thing.
	unasked = regexp.MustCompile(`^(Sec-WebSocket-Protocol|Sec-WebSocket-Extensions): [A-Za-z0-9._-]+$`)
)

// redirects reports whether the step's answer leads elsewhere (RFC 9110 §15.4).
func (st *Step) redirects() bool {
	return st.Action == Answer && slices.Contains([]int{301, 302, 303, 307, 308}, st.Status)
}

// response checks what an answer to a request has beside its status. An accept has
// at most one fault, so that there is one reason for what follows.
func (c *checker) response(at string, st *Step) {
	if st.redirects() && st.Location != "" && !localPath.MatchString(st.Location) {
		c.say(at+".location", "write a path, such as /live/echo", "%q leads away from this server", st.Location)
	}
	if st.Action != Accept {
		return
	}
	if st.Without != "" {
		c.oneOf(at+".without", "header field of a 101", st.Without, []string{"Upgrade", "Connection", "Sec-WebSocket-Accept"})
	}
	switch {
	case st.With == "":
	case !unasked.MatchString(st.With):
		c.say(at+".with", `write "Sec-WebSocket-Protocol: chat" or "Sec-WebSocket-Extensions: x-shout"`, "%q agrees on nothing that a browser could be asked for", st.With)
	case strings.HasSuffix(st.With, " permessage-deflate"):
		c.say(at+".with", "name an extension that no browser knows", "browsers offer permessage-deflate")
	}
	var faults []string
	for _, f := range []struct {
		key string
		has bool
	}{{"wrongAccept", st.WrongAccept}, {"without", st.Without != ""}, {"with", st.With != ""}} {
		if f.has {
			faults = append(faults, f.key)
		}
	}
	if len(faults) > 1 {
		c.say(at+"."+faults[1], "keep one of them", "%s both say what is wrong with this accept", strings.Join(faults, " and "))
	}
}
