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
	Person         string
	Socket, Stream Lamp
	Missed         int
	After          time.Duration
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
			Socket: who.sides[socketSide].lamp, Stream: who.sides[streamSide].lamp,
			Missed: who.missed, After: who.after,
		})
	}
	return state, pl.changed
}
