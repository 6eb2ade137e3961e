package parts

import (
	"cmp"
	"strconv"
	"time"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// whoseMoment is the end that noticed it.
func whoseMoment(m lessons.Moment) string {
	if m.Side == wire.Client {
		return "Your browser"
	}
	return "This server"
}

// momentText says what happened at that end.
func momentText(m lessons.Moment) string {
	switch m.What {
	case lessons.Made:
		return "new WebSocket(…)"
	case lessons.Opened:
		return "open event"
	case lessons.Fired:
		return "message event: " + shortQuote(m.Data)
	case lessons.Failed:
		return "error event"
	case lessons.Shut:
		return "close event"
	case lessons.Changed:
		return "readyState is now " + strconv.Itoa(m.ReadyState())
	case lessons.Requested:
		return "the request is here"
	case lessons.Accepted:
		return "the whole 101 is sent"
	case lessons.Spoke:
		return "sends " + shortQuote(m.Data)
	case lessons.Heard:
		return "gets " + shortQuote(m.Data)
	case lessons.SaidBye:
		return "sends a Close frame"
	case lessons.HeardBye:
		return "gets a Close frame"
	}
	return "the TCP connection ends"
}

// momentAt is when it was, in milliseconds.
func momentAt(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64)
}

// sinceBefore is the time from the moment before, in words that fit a cell; ""
// where there is none between them.
func sinceBefore(m, last lessons.Moment) string {
	d := m.At - last.At
	switch {
	case d == 0:
		return ""
	case d >= time.Second:
		return "+" + strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
	}
	return "+" + momentAt(d)
}

// lampTurn is the class of one end's lamp: it stands out where it turns.
func lampTurn(now, before string) string {
	if now == before {
		return "same"
	}
	return "turns"
}

// before is the moment before the i-th, the zero one before the first.
func before(all []lessons.Moment, i int) lessons.Moment {
	if i == 0 {
		return lessons.Moment{}
	}
	return all[i-1]
}

// noLamp stands where an end has no connection yet.
func noLamp(state string) string { return cmp.Or(state, "none yet") }

// axisLamp is serverLamp, and "none" before there is a state.
func axisLamp(state string) string { return serverLamp(cmp.Or(state, lessons.NoConnection)) }
