package parts

import (
	"strconv"
	"strings"

	"wirewalk/lessons"
)

// layout says how a script's table is drawn. A "ladder" has a column for each
// side; "lanes" has one for the wire and one for what JavaScript has of it; a
// variant's table is "brief": it has the wire alone.
func layout(s *lessons.Script) string {
	switch {
	case s.Columns.Wire != "":
		return "lanes"
	case s.Columns.Sent != "":
		return "ladder"
	}
	return "brief"
}

// columns are a table's headings; a variant's are the page's to name.
func columns(s *lessons.Script) lessons.Columns {
	if layout(s) == "brief" {
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

// direction is what a screen reader hears before what crosses.
func direction(s *lessons.Step) string {
	if s.Actor == lessons.Browser {
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

// initialLamp is the lamp before anything happened.
const initialLamp = "no connection yet"

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
