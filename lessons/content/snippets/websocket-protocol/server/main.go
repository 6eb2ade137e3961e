package main

import (
	"log"
	"net/http"

	"github.com/gorilla/websocket"
)

var replies = map[string]string{
	"Hello":        "Welcome",
	"How are you?": "Good, thanks!",
}

// Pages of any origin may connect: enough to learn with. Without CheckOrigin only
// those of this host may.
var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func main() {
	log.Fatal(http.ListenAndServe("localhost:8080", http.HandlerFunc(talk)))
}

func talk(w http.ResponseWriter, r *http.Request) {
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the answer has been written
	}
	defer ws.Close()
	for {
		kind, data, err := ws.ReadMessage()
		if err != nil {
			return
		}
		if reply := replies[string(data)]; reply != "" {
			ws.WriteMessage(kind, []byte(reply))
		}
	}
}
