package web

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/class"
	"wirewalk/app/internal/live"
	"wirewalk/app/internal/metrics"
	"wirewalk/app/internal/store"
	"wirewalk/app/internal/stream"
)

// readState reads what everyone is told, and tells it.
func (r *room) readState(ctx context.Context, dirty map[bus.Note]bool) error {
	r.mu.Lock()
	old := r.view
	r.mu.Unlock()
	view := &classView{here: len(r.s.rooms.here(r.code))}
	if old != nil {
		view.class, view.answered = old.class, old.answered
	}
	if old == nil || classMoved(dirty) {
		of, err := r.s.store.Class(ctx, r.code)
		if errors.Is(err, store.ErrNotFound) {
			r.end()
			return err
		}
		if err != nil {
			return err
		}
		view.class = of
	}
	if a := view.class.Asked(); a != nil {
		n, err := r.s.store.CountVotes(ctx, r.code, a.N, a.Round())
		if err != nil {
			return err
		}
		view.answered = n
	}
	return r.tell(view)
}

// classMoved reports whether the class itself is to be read.
func classMoved(dirty map[bus.Note]bool) bool {
	return dirty[bus.Note{Kind: noteClass}] || dirty[bus.Note{Kind: noteGone}] || dirty[bus.Note{Kind: bus.Everything}]
}

// tell gives everyone who follows the state, unless it is what they have.
func (r *room) tell(view *classView) error {
	data, err := json.Marshal(r.s.classState(view))
	if err != nil {
		return err
	}
	state := stream.Encode("", "class", data)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.view != nil {
		r.act(r.view.class, view.class)
	}
	r.view = view
	poke(r.shares) // it may have a plug now
	if slices.Equal(r.state, state) {
		return nil
	}
	if r.state == nil {
		close(r.ready)
	}
	r.state = state
	r.publish(state)
	return nil
}

// publish tells who follows. r.mu is held.
func (r *room) publish(e stream.Encoded) {
	r.alive.Reset(stream.KeepAlive)
	for range r.hub.Publish(e) {
		r.s.metrics.Dropped(metrics.Behind)
	}
}

// keepOpen keeps the streams of who follows, until ctx ends or the server shuts down.
func (r *room) keepOpen(ctx context.Context) {
	defer r.alive.Stop()
	for {
		select {
		case <-r.alive.C:
			r.mu.Lock()
			r.publish(stream.StillHere)
			r.mu.Unlock()
		case <-r.s.runs.Done():
			r.hub.Close()
			return
		case <-ctx.Done():
			return
		}
	}
}

// act does on this instance's own connections what was decided between two
// readings of a class. r.mu is held.
func (r *room) act(before, now *class.Class) {
	old, plug := before.Plug, now.Plug
	if old != nil && (plug == nil || plug.N != old.N) {
		r.s.plugs.PutAway(plugName(r.code, old.N))
	}
	if plug != nil && !plug.Pulled.IsZero() && (old == nil || old.N != plug.N || old.Pulled.IsZero()) {
		r.s.plugs.Pull(plugName(r.code, plug.N))
	}
}

// goneEvent says that there is no such class any more.
var goneEvent = stream.Encode("", "gone", nil)

// end tells everyone who follows that the class is no more.
func (r *room) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.gone {
		return
	}
	r.gone = true
	if r.view != nil {
		r.act(r.view.class, &class.Class{}) // its plug is gone with it
	}
	r.s.jams.PutAway(live.JamHall(r.code))
	if r.state == nil {
		close(r.ready)
	}
	r.state = goneEvent
	r.publish(r.state)
	close(r.changed)
	r.changed = make(chan struct{})
}

// followRoom returns the state now, and a subscriber of what comes after it.
func followRoom[S any](ctx context.Context, r *room, subscribe func(*stream.Hub) (S, error)) (state stream.Encoded, sub S, err error) {
	select {
	case <-r.ready:
	case <-ctx.Done():
		return nil, sub, ctx.Err()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	sub, err = subscribe(r.hub)
	return r.state, sub, err
}
