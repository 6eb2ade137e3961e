package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
)

// failure is a step that failed: which, where it was noticed, and why. Two that
// are equal are counted together, so no part of it names a student or a port.
type failure struct {
	step int    // 0: before the first
	kind string // one of the kinds below
	why  string
}

// The kinds of failure, by where they were noticed.
const (
	onStart   = "start"   // the run was not made, or its trace not opened
	onPost    = "post"    // the answer to the step's POST
	onTrace   = "trace"   // the trace ended, or its step event did not come
	onOver    = "over"    // the run ended before its script
	onConn    = "conn"    // the connection under study did something else
	onSeen    = "seen"    // what the page saw was not taken
	onTimeout = "timeout" // nothing happened for as long as a student waits
	onJoin    = "join"    // a student did not get into the class
	onClass   = "class"   // a page did not hear of the class
	onVote    = "vote"    // a vote was not taken, or not counted once
	onLead    = "lead"    // the instructor could not go on
	onHub     = "hub"     // the bare hub, which is none of the program's
)

func (f *failure) Error() string {
	return fmt.Sprintf("row %d, %s: %s", f.step, f.kind, f.why)
}

// bare is the reason within err without the addresses around it.
func bare(err error) string {
	for {
		var u *url.Error
		var o *net.OpError
		switch {
		case errors.As(err, &u):
			err = u.Err
		case errors.As(err, &o):
			return o.Op + ": " + o.Err.Error()
		default:
			return err.Error()
		}
	}
}
