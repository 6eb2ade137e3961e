package main

import (
	"log"
	"net/http"

	"github.com/gorilla/websocket"
)

// Pages of this host may connect, and no others: that is what gorilla checks
// where CheckOrigin is not set.
var upgrader websocket.Upgrader

func main() {
	http.HandleFunc("/", serve)
	log.Print("wss://localhost:8080")
	log.Fatal(http.ListenAndServeTLS("localhost:8080", "cert.pem", "key.pem", nil))
}

func serve(w http.ResponseWriter, r *http.Request) {
	if !websocket.IsWebSocketUpgrade(r) {
		w.Write([]byte("You trust this certificate now. Open the WebSocket.\n"))
		return
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the answer has been written
	}
	defer ws.Close()
	if ws.WriteMessage(websocket.TextMessage, []byte("Welcome")) != nil {
		return
	}
	for {
		kind, data, err := ws.ReadMessage()
		if err != nil {
			log.Print(err)
			return
		}
		if kind == websocket.TextMessage {
			ws.WriteMessage(kind, append([]byte("Server received: "), data...))
		}
	}
}
