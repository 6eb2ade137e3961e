package parts

import (
	"strconv"
	"strings"

	"wirewalk/lessons"
)

// columns are a table's headings; a variant's are the page's to name.
func columns(s *lessons.Script) lessons.Columns {
	if s.Columns.Form() == lessons.Brief {
		return lessons.Columns{Step: "Step", Action: "What happens", Wire: "On the wire"}
	}
	return s.Columns
}

// side is the side of the wire that acts: "sent" is the browser's, "received"
// the server's.
func side(s *lessons.Step) string {
	if s.Actor == lessons.Browser {
		return "sent"
	}
	return "received"
}

// leg is one message of a row in which the source has another word.
type leg struct{ side, text string }

// legs are those messages: the actor's, then the answer.
func legs(s *lessons.Step) []leg {
	var all []leg
	of := side(s)
	for _, text := range s.Row.Crosses {
		all = append(all, leg{of, text})
		of = map[string]string{"sent": "received", "received": "sent"}[of]
	}
	return all
}

// direction is what a screen reader hears before what crosses from that side.
func direction(side string) string {
	if side == "sent" {
		return "browser to server: "
	}
	return "server to browser: "
}

// dot says on which side of the ladder a step without a message happens:
// "sent" is the browser's lifeline, "received" the server's, "" where the step
// has a message and therefore an arrow.
func dot(s *lessons.Step) string {
	switch {
	case s.Row.Sent != "" || s.Row.Received != "":
		return ""
	case s.Action == lessons.FinishAccept:
		return "sent" // the server only lets go; it is the browser that opens
	}
	return side(s)
}

// noConnection is the word of a lamp before anything happened.
const noConnection = "no connection yet"

// lampState gives the lamp's state for a readyState. An event stream has three
// states, of which the last is CLOSED (WHATWG HTML §9.2.2); a WebSocket has
// four. Before there is an object it has none.
func lampState(protocol lessons.Protocol, readyState int) string {
	if readyState == lessons.NoObject {
		return "none"
	}
	if protocol == lessons.EventStream && readyState == 2 {
		readyState = 3
	}
	return strconv.Itoa(readyState)
}

// serverLamp gives the lamp's state for the server's view of a step.
func serverLamp(state string) string {
	switch strings.ToUpper(state) {
	case strings.ToUpper(lessons.NoConnection):
		return "none"
	case "CONNECTING":
		return "0"
	case "OPEN":
		return "1"
	case "CLOSING":
		return "2"
	}
	return "3"
}
