package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
)

// bareHub is the least that hands an event to everyone who reads an event
// stream: net/http, a mutex and a channel each. It knows no class, checks
// nothing and stores nothing, so it is what a fan-out costs on this machine.
type bareHub struct {
	mu      sync.Mutex
	readers map[chan []byte]struct{}
}

// hubQueue is how many events a reader may be behind. Nobody is: the next one
// comes when everybody has the last.
const hubQueue = 16

// serveBareHub is the command --bare-hub, which runs beside the program that is
// measured, in a process of its own as that is. It says its address, and ends
// with its standard input.
func serveBareHub(stdin io.Reader, stdout io.Writer) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	h := &bareHub{readers: map[chan []byte]struct{}{}}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: patience}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	if _, err := fmt.Fprintf(stdout, "http://%s\n", l.Addr()); err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, stdin)
	err = srv.Close()
	<-ended
	return err
}

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
			h.publish(fmt.Appendf(nil, "event: %s\ndata: %s\n\n", r.URL.Path[1:], data))
		}
		w.WriteHeader(http.StatusNoContent)
		return
	}
	events := h.enter()
	defer h.leave(events)
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

func (h *bareHub) enter() chan []byte {
	events := make(chan []byte, hubQueue)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.readers[events] = struct{}{}
	return events
}

func (h *bareHub) leave(events chan []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.readers, events)
}

func (h *bareHub) publish(e []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for events := range h.readers {
		select {
		case events <- e:
		default:
		}
	}
}
