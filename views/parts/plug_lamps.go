package parts

import "strconv"

// PlugLamp says how one of a student's connections stands.
type PlugLamp string

const (
	PlugNever PlugLamp = "never" // there was none yet
	PlugOpen  PlugLamp = "open"
	PlugLeft  PlugLamp = "left" // closed, and not by the cut
	PlugCut   PlugLamp = "cut"
	PlugBack  PlugLamp = "back" // open again after the cut
)

// lit reports whether the connection is open.
func (l PlugLamp) lit() bool { return l == PlugOpen || l == PlugBack }

// state is the data-state of the lamp: the shape of a readyState.
func (l PlugLamp) state() string {
	switch {
	case l.lit():
		return "1"
	case l == PlugNever:
		return "none"
	}
	return "3"
}

func (l PlugLamp) word() string {
	switch l {
	case PlugOpen:
		return "open"
	case PlugBack:
		return "open again"
	case PlugNever:
		return "not open yet"
	}
	return "closed"
}

// PlugPair is a student's two lamps. Missed is how many missed messages the event
// stream was given when it came back.
type PlugPair struct {
	Socket, Stream PlugLamp
	Missed         int
}

// words is the pair for those who do not see it.
func (p PlugPair) words() string {
	words := "WebSocket " + p.Socket.word() + ", event stream " + p.Stream.word()
	if p.Stream == PlugBack && p.Missed > 0 {
		words += ", " + count(int64(p.Missed), "missed message", "missed messages") + " delivered"
	}
	return words
}

// PlugLampsProps is how a plug stands: a pair for each student, always in the same
// order, without names.
type PlugLampsProps struct{ Pairs []PlugPair }

// plugSizes are how many pairs fit on one screen in each size of plug.css.
var plugSizes = []int{12, 40, 120, 300}

// size is the largest in which all pairs are on one screen.
func (p PlugLampsProps) size() string {
	for _, most := range plugSizes {
		if len(p.Pairs) <= most {
			return strconv.Itoa(most)
		}
	}
	return "more"
}

// totals counts the lamps, a sentence for each side: "WebSockets open: 0 of 31."
// and "Event streams open: 29 of 31, 4 to 9 missed messages delivered."
func (p PlugLampsProps) totals() (sockets, streams string) {
	socketsLit, streamsLit, least, most := 0, 0, -1, 0
	for _, pair := range p.Pairs {
		if pair.Socket.lit() {
			socketsLit++
		}
		if pair.Stream.lit() {
			streamsLit++
		}
		if pair.Stream == PlugBack {
			if least < 0 || pair.Missed < least {
				least = pair.Missed
			}
			most = max(most, pair.Missed)
		}
	}
	of := " of " + strconv.Itoa(len(p.Pairs))
	delivered := ""
	if most > 0 {
		delivered = ", "
		if least < most {
			delivered += strconv.Itoa(least) + " to "
		}
		delivered += count(int64(most), "missed message", "missed messages") + " delivered"
	}
	return "WebSockets open: " + strconv.Itoa(socketsLit) + of + ".",
		"Event streams open: " + strconv.Itoa(streamsLit) + of + delivered + "."
}
