package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"time"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/class"
	"wirewalk/app/internal/live"
	"wirewalk/app/internal/store"
)

// Peers are the other instances: what each alone can know of a class, it shares
// with them. See bus.Redis.
type Peers interface {
	Share(class string, share []byte)
	Others(class string) [][]byte
	Hears() bool // whether what they say comes just now
}

// sharedRoom is what an instance knows of a class that stands in no store.
type sharedRoom struct {
	People []string          `json:"people"`         // who is connected to it
	Plug   string            `json:"plug,omitempty"` // the name of what is plugged in
	Lamps  []live.PlugPerson `json:"lamps,omitempty"`
}

// sharedRooms are those of the other instances.
type sharedRooms []sharedRoom

// plugs are how a plug stands on each of them.
func (all sharedRooms) plugs(name string) (states []live.PlugState) {
	for _, of := range all {
		if of.Plug == name {
			states = append(states, live.PlugState{People: of.Lamps})
		}
	}
	return states
}

// elsewhere is what the other instances share of a class.
func (s *Server) elsewhere(code string) (all sharedRooms) {
	if s.peers == nil {
		return nil
	}
	for _, data := range s.peers.Others(code) {
		var of sharedRoom
		if err := json.Unmarshal(data, &of); err != nil {
			s.log.LogAttrs(context.Background(), slog.LevelWarn, "what another instance shares is not understood", errorAttr(err))
			continue
		}
		all = append(all, of)
	}
	return all
}

// share tells the other instances who is here and how the lamps of the plug stand,
// whenever that changes, at most each countsEvery, until ctx ends.
func (r *room) share(ctx context.Context) {
	var last []byte
	defer r.s.rooms.unshare(r)
	for ctx.Err() == nil {
		of, lamp := r.shared()
		data, err := json.Marshal(of)
		if err != nil {
			r.s.log.LogAttrs(ctx, slog.LevelError, "who is connected cannot be shared", errorAttr(err))
		} else if !bytes.Equal(data, last) {
			last = data
			r.s.peers.Share(r.code, data)
		}
		select {
		case <-r.shares:
		case <-lamp:
		case <-ctx.Done():
			return
		}
		select {
		case <-time.After(countsEvery):
		case <-ctx.Done():
		}
	}
}

// shared is what is shared now; lamp is closed when a lamp of the plug has changed.
func (r *room) shared() (of sharedRoom, lamp <-chan struct{}) {
	for id := range r.present() {
		of.People = append(of.People, id)
	}
	slices.Sort(of.People)
	r.mu.Lock()
	view := r.view
	r.mu.Unlock()
	if view == nil || view.class.Plug == nil {
		return of, nil
	}
	of.Plug = plugName(r.code, view.class.Plug.N)
	state, lamp := r.s.plugs.Watch(of.Plug)
	of.Lamps = state.People
	return of, lamp
}

// unshare takes back what a room shared, unless there is another of the same class.
func (rs *rooms) unshare(r *room) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if now := rs.of[r.code]; now == nil || now == r {
		rs.s.peers.Share(r.code, nil)
	}
}

// audit ends what streams here to people of the class who are in it no more, or
// have gone on in another browser: whenever somebody was put out on some instance,
// or that may have been missed. It does so until ctx ends.
func (r *room) audit(ctx context.Context) {
	for {
		select {
		case <-r.audits:
		case <-ctx.Done():
			return
		}
		if err := r.within(ctx, nil, r.putOutStale); err != nil && ctx.Err() == nil {
			r.s.log.LogAttrs(ctx, slog.LevelError, "who is out could not be read; it is tried again", slog.String("class", r.code), errorAttr(err))
			poke(r.audits)
		}
		select {
		case <-time.After(countsEvery):
		case <-ctx.Done():
			return
		}
	}
}

func (r *room) putOutStale(ctx context.Context, _ map[bus.Note]bool) error {
	people, err := r.s.store.People(ctx, r.code)
	if err != nil {
		return err
	}
	if _, err := r.s.store.Class(ctx, r.code); errors.Is(err, store.ErrNotFound) {
		return nil // everybody is told that it is deleted: see end
	}
	moves := make(map[string]int, len(people))
	for _, p := range people {
		moves[p.ID] = p.Moves
	}
	r.s.tethers.cutStale(r.code, moves)
	r.s.jams.PutOutUnless(live.JamHall(r.code), func(person string) bool {
		_, there := moves[person]
		return there
	})
	r.s.classRuns.end(func(p *class.Person) bool {
		now, there := moves[p.ID]
		return p.Class == r.code && (!there || p.Moves < now)
	})
	return nil
}

// heed hears the notes of no class.
func (s *Server) heed(n bus.Note) {
	ctx, cancel := context.WithTimeout(context.Background(), readWait)
	defer cancel()
	if n.Kind == noteKeep {
		if p := s.classRuns.whose(n.ID); p != nil {
			if run, err := s.runs.Get(n.ID); err == nil {
				s.classRuns.save(run, p)
			}
		}
		return
	}
	for _, session := range s.tethers.held("") {
		if errors.Is(s.store.Session(ctx, session), store.ErrNotFound) {
			s.tethers.cut("", session)
		}
	}
}
