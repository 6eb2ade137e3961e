package web

import (
	"wirewalk/app/internal/live"
	"wirewalk/views/parts"
)

// plugLamps is what the projector shows of a plug: a pair for each person in the
// order of members, which are the ids of those who belong there. Whoever has not
// connected has a pair too.
func plugLamps(state live.PlugState, members []string) parts.PlugLampsProps {
	there := make(map[string]live.PlugPerson, len(state.People))
	for _, p := range state.People {
		there[p.Person] = p
	}
	props := parts.PlugLampsProps{Pairs: make([]parts.PlugPair, 0, len(members))}
	for _, id := range members {
		pair := parts.PlugPair{Socket: parts.PlugNever, Stream: parts.PlugNever}
		if p, connected := there[id]; connected {
			pair = parts.PlugPair{Socket: parts.PlugLamp(p.Socket.Lamp), Stream: parts.PlugLamp(p.Stream.Lamp), Missed: p.Missed}
		}
		props.Pairs = append(props.Pairs, pair)
	}
	return props
}
