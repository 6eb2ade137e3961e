package main

import (
	"log"
	"net/http"

	"github.com/gorilla/websocket"
)

// Pages of any origin may connect: enough to learn with. Without CheckOrigin only
// those of this host may.
var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func main() {
	log.Fatal(http.ListenAndServe("localhost:8080", http.HandlerFunc(answer)))
}

func answer(w http.ResponseWriter, r *http.Request) {
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the answer has been written
	}
	defer ws.Close()
	for {
		_, data, err := ws.ReadMessage()
		if err != nil {
			return // closed, lost, or a frame against the rules: this connection only
		}
		log.Printf("Received: %s", data)
		if ws.WriteMessage(websocket.TextMessage, []byte("Hello Client")) != nil {
			return
		}
	}
}
