package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

var (
	mu     sync.Mutex
	open   = map[chan string]bool{}
	number int
)

func post(w http.ResponseWriter, r *http.Request) {
	line, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1000))
	if err != nil {
		http.Error(w, "too long", http.StatusRequestEntityTooLarge)
		return
	}
	w.WriteHeader(http.StatusNoContent)
	mu.Lock()
	defer mu.Unlock()
	number++
	text := strings.Join(strings.Fields(string(line)), " ")
	for stream := range open {
		select {
		case stream <- fmt.Sprintf("id: %d\ndata: %s\n\n", number, text):
		default: // whoever does not keep up misses it
		}
	}
}

func follow(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, ": open\n\n")
	events := make(chan string, 16)
	mu.Lock()
	open[events] = true
	mu.Unlock()
	for r.Context().Err() == nil {
		http.NewResponseController(w).Flush()
		select {
		case event := <-events:
			fmt.Fprint(w, event)
		case <-r.Context().Done():
		}
	}
	mu.Lock()
	delete(open, events)
	mu.Unlock()
}

func main() {
	http.HandleFunc("POST /lines", post)
	http.HandleFunc("GET /lines", follow)
	http.Handle("/", http.FileServer(http.Dir("public")))
	fmt.Println(http.ListenAndServe("localhost:8080", nil))
}
