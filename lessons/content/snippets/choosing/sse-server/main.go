package main

import (
	"fmt"
	"log"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// board keeps what was said, and wakes those who listen.
type board struct {
	mu   sync.Mutex
	last int
	news chan struct{} // closed at the next message
}

func main() {
	b := &board{last: -1, news: make(chan struct{})}
	go b.count()
	http.Handle("/", http.FileServer(http.Dir("public")))
	http.HandleFunc("/sse", b.stream)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}

// count is the one counter and the one timer, however many are listening.
func (b *board) count() {
	for range time.Tick(time.Second) {
		b.mu.Lock()
		b.last++
		close(b.news)
		b.news = make(chan struct{})
		b.mu.Unlock()
	}
}

func (b *board) now() (last int, news <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last, b.news
}

func (b *board) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	rc := http.NewResponseController(w)
	rc.Flush()
	seen, _ := b.now()
	if id, err := strconv.Atoi(r.Header.Get("Last-Event-ID")); err == nil && id < seen {
		seen = max(id, seen-100)
	}
	alive := time.NewTicker(15 * time.Second)
	defer alive.Stop()
	for {
		last, news := b.now()
		for seen < last {
			seen++
			fmt.Fprintf(w, "id: %d\ndata: This is message %d\n\n", seen, seen)
			if seen%5 == 4 {
				fmt.Fprintf(w, "event: ping\ndata: {\"time\":%q}\n\n", time.Now().UTC().Format(time.RFC3339))
			}
		}
		if rc.Flush() != nil {
			return
		}
		select {
		case <-news:
		case <-alive.C:
			fmt.Fprint(w, ": still here\n\n")
		case <-r.Context().Done():
			return // the timer is everybody's, so nothing is left to clear
		}
	}
}
