package main

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

func main() {
	http.Handle("/", http.FileServer(http.Dir(".")))
	http.HandleFunc("/events", events)
	fmt.Println(http.ListenAndServe("localhost:8080", nil))
}

func events(w http.ResponseWriter, r *http.Request) {
	last := r.Header.Get("Last-Event-ID")
	if last == "5" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	send := func(text string) {
		fmt.Fprint(w, text)
		http.NewResponseController(w).Flush()
	}
	switch {
	case last != "":
		send(": back\n\n")
		kept := []string{"1", "2", "3", "4"}
		for _, id := range kept[slices.Index(kept, last)+1:] {
			send("id: " + id + "\ndata: This is message " + id + "\n\n")
		}
		<-r.Context().Done()
	case r.URL.Query().Get("part") == "2":
		send("retry: 1000\n\nid: 5\ndata: This is message 5\n\n")
	default:
		send(": open\n\n")
		send("data: This is message 0\n\n")
		send("id: 1\ndata: This is message 1\n\n")
		now := time.Now().UTC().Format(time.RFC3339)
		send("event: ping\ndata: {\"time\":\"" + now + "\"}\n\n")
		send("id: 2\ndata: This is message 2\ndata: in two lines\n\n")
		send(": still here\n\n")
		send("retry: 2000\n\n")
		panic(http.ErrAbortHandler)
	}
}
