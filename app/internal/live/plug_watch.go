package live

import "time"

// Lamp says how one of a person's connections to a plug stands.
type Lamp string

const (
	LampNever Lamp = "never" // there was none yet
	LampOpen  Lamp = "open"
	LampLeft  Lamp = "left" // it ended, and nobody here had cut it
	LampCut   Lamp = "cut"  // Pull cut it
	LampBack  Lamp = "back" // open again after Pull had cut it
)

// PlugState is how a plug stands.
type PlugState struct {
	Pulled time.Time    // zero: it was not, or there is no such plug
	People []PlugPerson // as they came
}

// PlugPerson is a person at a plug. Missed and After are of the first event
// stream after the cut: how many missed messages it was given, and how long
// after the cut it came.
type PlugPerson struct {
	Person string        `json:"person"`
	Socket PlugLamp      `json:"socket"`
	Stream PlugLamp      `json:"stream"`
	Missed int           `json:"missed,omitzero"`
	After  time.Duration `json:"after,omitzero"`
}

// PlugLamp is the lamp of one connection.
type PlugLamp struct {
	Lamp Lamp      `json:"lamp"`
	At   time.Time `json:"at,omitzero"`  // since when it is that
	Cut  bool      `json:"cut,omitzero"` // it was, once
}

// Watch returns how a plug stands. Changed is closed when that may be otherwise;
// where there is no such plug, whenever one is made.
func (p *Plugs) Watch(name string) (state PlugState, changed <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pl := p.byName[name]
	if pl == nil || pl.over {
		return PlugState{}, p.made
	}
	state = PlugState{Pulled: pl.pulled, People: make([]PlugPerson, 0, len(pl.order))}
	for _, who := range pl.order {
		state.People = append(state.People, PlugPerson{
			Person: who.person,
			Socket: who.sides[socketSide].shown(), Stream: who.sides[streamSide].shown(),
			Missed: who.missed, After: who.after,
		})
	}
	return state, pl.changed
}

func (s *side) shown() PlugLamp { return PlugLamp{s.lamp, s.at, s.wasCut} }

// JoinPlugs is how a plug stands at which people are connected to several
// processes, in each of which it stands as all say.
func JoinPlugs(all ...PlugState) PlugState {
	var joined PlugState
	of := map[string]int{} // place in joined.People
	for _, state := range all {
		if joined.Pulled.IsZero() {
			joined.Pulled = state.Pulled
		}
		for _, p := range state.People {
			i, known := of[p.Person]
			if !known {
				of[p.Person] = len(joined.People)
				joined.People = append(joined.People, p)
				continue
			}
			had := &joined.People[i]
			had.Socket, had.Stream = had.Socket.or(p.Socket), had.Stream.or(p.Stream)
			if had.After == 0 {
				had.Missed, had.After = p.Missed, p.After
			}
		}
	}
	return joined
}

// or is the lamp of a person who has been connected to two processes: a connection
// that is open counts, and where none is, what was last.
func (l PlugLamp) or(other PlugLamp) PlugLamp {
	cut := l.Cut || other.Cut
	if !l.lit() && other.lit() || l.lit() == other.lit() && other.At.After(l.At) {
		l = other
	}
	if l.Cut = cut; cut && l.Lamp == LampOpen {
		l.Lamp = LampBack
	}
	return l
}

func (l PlugLamp) lit() bool { return l.Lamp == LampOpen || l.Lamp == LampBack }
