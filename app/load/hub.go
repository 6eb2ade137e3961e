package main

import (
	"fmt"
	"io"
	"net/http"
	"sync"
)

// bareHub is the least that hands an event to everyone who reads an event
// stream: net/http, a mutex and a channel each. It knows no class, checks
// nothing and stores nothing, so it is what a fan-out costs on this machine.
type bareHub struct {
	mu    sync.Mutex
	rooms map[string]map[chan []byte]struct{} // by what stands behind the question mark
}

func newBareHub() *bareHub { return &bareHub{rooms: map[string]map[chan []byte]struct{}{}} }

// hubQueue is how many events a reader may be behind. Nobody is: the next one
// comes when everybody has the last.
const hubQueue = 16

// What is posted where, and the name of the event that comes of it.
const (
	hubTells = "/class" // readers read it
	hubAsks  = "/moves" // and post to hubTold at once, as a page does whose row happens
	hubTold  = "/told"
)

// ServeHTTP streams to whoever gets, and sends them what somebody posts.
func (h *bareHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		data, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if r.URL.Path != hubTold {
			h.publish(r.URL.RawQuery, fmt.Appendf(nil, "event: %s\ndata: %s\n\n", r.URL.Path[1:], data))
		}
		w.WriteHeader(http.StatusNoContent)
		return
	}
	events := h.enter(r.URL.RawQuery)
	defer h.leave(r.URL.RawQuery, events)
	w.Header().Set("Content-Type", "text/event-stream")
	rc := http.NewResponseController(w)
	if rc.Flush() != nil {
		return
	}
	for {
		select {
		case e := <-events:
			if _, err := w.Write(e); err != nil || rc.Flush() != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}

func (h *bareHub) enter(room string) chan []byte {
	events := make(chan []byte, hubQueue)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rooms[room] == nil {
		h.rooms[room] = map[chan []byte]struct{}{}
	}
	h.rooms[room][events] = struct{}{}
	return events
}

func (h *bareHub) leave(room string, events chan []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.rooms[room], events)
}

func (h *bareHub) publish(room string, e []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for events := range h.rooms[room] {
		select {
		case events <- e:
		default:
		}
	}
}
