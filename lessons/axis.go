package lessons

import (
	"slices"
	"time"

	"wirewalk/lessons/wire"
)

// Moment is one point on the time axis of a WebSocket's run: something that one
// end noticed, and the state of either end after it.
type Moment struct {
	Step int
	Side wire.Endpoint // the end that noticed it
	What Happening
	Data string // of a message its text, of a Close event its code
	// At is the time since the request by that end's clock: since the object was
	// made in the page, since the first byte of the request came to the server. It
	// is never less than that of the moment before.
	At time.Duration
	// Client and Server are the states after it, in the standard's words; empty
	// where that end has none yet.
	Client, Server string

	by wire.Endpoint // whose bytes or end it is
}

// Happening is what a Moment is.
type Happening string

const (
	// At the client's end.
	Made    Happening = "made"    // the constructor has run
	Opened  Happening = "opened"  // open was fired
	Fired   Happening = "fired"   // message was fired
	Failed  Happening = "failed"  // error was fired
	Shut    Happening = "shut"    // close was fired
	Changed Happening = "changed" // readyState was read, and is another
	// At the server's end.
	Requested Happening = "requested" // the request has come
	Accepted  Happening = "accepted"  // the whole 101 is out
	Spoke     Happening = "spoke"     // a message is out
	Heard     Happening = "heard"     // a message has come
	SaidBye   Happening = "said-bye"  // a Close frame is out
	HeardBye  Happening = "heard-bye" // a Close frame has come
	Ended     Happening = "ended"     // the TCP connection is over
)

// ReadyState is the client's state after it, as JavaScript has it; -1 where there
// is none yet.
func (m Moment) ReadyState() int { return slices.Index(socketStates, m.Client) }

// Axis puts what both ends noticed in rec into one order. The two clocks have
// nothing in common but the request, at which both are set to zero; so the order
// of what one end notices is measured, and between the ends a cause comes before
// its effect. It is empty where the recording has no request.
func Axis(rec *wire.Recording) []Moment {
	if rec == nil {
		return nil
	}
	servers := serverMoments(rec)
	if len(servers) == 0 {
		return nil
	}
	clients := clientMoments(rec)
	var all []Moment
	done := map[Happening]int{}
	var last Moment
	for len(clients)+len(servers) > 0 {
		lane := &servers
		switch {
		case len(servers) == 0:
			lane = &clients
		case len(clients) == 0:
		case waits(clients[0], servers, done):
		case waits(servers[0], clients, done), clients[0].At <= servers[0].At:
			lane = &clients
		}
		m := (*lane)[0]
		*lane = (*lane)[1:]
		if m.Side == wire.Client {
			m.Server = last.Server
		} else {
			m.Client = last.Client
		}
		m.At = max(m.At, last.At)
		done[m.What]++
		all = append(all, m)
		last = m
	}
	return all
}

// waits reports whether m's cause is still to come at the other end. What is
// fired there is counted: the third message event is the effect of the third
// message.
func waits(m Moment, other []Moment, done map[Happening]int) bool {
	among := func(is func(o Moment) bool) bool { return slices.ContainsFunc(other, is) }
	switch m.What {
	case Requested:
		return done[Made] == 0
	case Opened:
		return among(func(o Moment) bool { return o.What == Accepted })
	case Fired:
		return done[Spoke] <= done[Fired] && among(func(o Moment) bool { return o.What == Spoke })
	case Shut:
		return among(func(o Moment) bool { return o.What == Ended && o.by == wire.Server })
	case HeardBye:
		return done[SaidBye] == 0 && among(func(o Moment) bool { return o.What == Changed && o.Client == socketStates[2] })
	}
	return false
}

// clientMoments are those of the page, whose object begins as CONNECTING.
func clientMoments(rec *wire.Recording) []Moment {
	now := Moment{Step: firstStep(rec), Side: wire.Client, What: Made, Client: socketStates[0]}
	all := []Moment{now}
	whats := map[string]Happening{"open": Opened, "message": Fired, "error": Failed, "close": Shut, "state": Changed}
	for _, s := range rec.Seen {
		what, known := whats[s.Type]
		if !known || s.ReadyState < 0 || s.ReadyState >= len(socketStates) {
			continue
		}
		state := socketStates[s.ReadyState]
		if what == Changed && state == now.Client {
			continue
		}
		now = Moment{Step: s.Step, Side: wire.Client, What: what, Data: s.Data, At: max(now.At, time.Duration(s.At*float64(time.Millisecond))), Client: state}
		all = append(all, now)
	}
	return all
}

// serverMoments are those that the taped events tell. The server is OPEN when it
// has sent its 101 (RFC 6455 §4.2.2), CLOSING from the first Close frame on
// either way (§7.1.3), and CLOSED with the end of TCP (§7.1.4).
func serverMoments(rec *wire.Recording) []Moment {
	var all []Moment
	var zero time.Duration
	state, status := "", 0
	var message []byte
	for i := range rec.Events {
		ev := &rec.Events[i]
		var what Happening
		data := ""
		switch {
		case ev.Kind == wire.KindRequestLine && ev.From == wire.Client && state == "":
			zero, what, state = ev.At, Requested, socketStates[0]
		case ev.Status != nil:
			status = ev.Status.Code
		case ev.Kind == wire.KindHeadEnd && ev.From == wire.Server && status == 101:
			what, state = Accepted, socketStates[1]
		case ev.Frame != nil && ev.Frame.Opcode == wire.OpClose:
			what = map[wire.Endpoint]Happening{wire.Client: HeardBye, wire.Server: SaidBye}[ev.From]
			state = socketStates[2]
		case ev.Frame != nil && !ev.Frame.Opcode.Control():
			if ev.Frame.Opcode != wire.OpContinuation {
				message = nil
			}
			message = append(message, ev.Frame.Payload...)
			if ev.Frame.FIN {
				what = map[wire.Endpoint]Happening{wire.Client: Heard, wire.Server: Spoke}[ev.From]
				data = string(message)
			}
		case (ev.Kind == wire.KindEnd || ev.Kind == wire.KindReset) && state != socketStates[3]:
			what, state = Ended, socketStates[3]
		}
		if what != "" && state != "" {
			all = append(all, Moment{by: ev.From, Step: ev.Step, Side: wire.Server, What: what, Data: data, At: max(0, ev.At-zero), Server: state})
		}
	}
	return all
}

func firstStep(rec *wire.Recording) int {
	for i := range rec.Events {
		if rec.Events[i].Request != nil {
			return rec.Events[i].Step
		}
	}
	return 0
}
