package main

import (
	"log"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// Pages of any origin may connect: enough to learn with. Without CheckOrigin only
// those of this host may.
var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func main() {
	log.Fatal(http.ListenAndServe("localhost:8080", http.HandlerFunc(greet)))
}

func greet(w http.ResponseWriter, r *http.Request) {
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the answer has been written
	}
	defer ws.Close()
	go func() {
		ws.WriteMessage(websocket.TextMessage, []byte("Hello Client!"))
		time.Sleep(time.Second)
		ws.WriteMessage(websocket.TextMessage, []byte("The soup is ready"))
	}()
	for {
		_, data, err := ws.ReadMessage()
		if err != nil {
			return
		}
		log.Printf("received: %s", data)
	}
}
