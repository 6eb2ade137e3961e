package main

import (
	"log"
	"net/http"

	"github.com/gorilla/websocket"
)

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func main() {
	log.Fatal(http.ListenAndServe("localhost:8080", http.HandlerFunc(play)))
}

func play(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	conn.WriteMessage(websocket.TextMessage, []byte("Anna joined"))
	for {
		_, message, err := conn.ReadMessage()
		if err != nil {
			return
		}
		log.Printf("%s", message)
		if string(message) == "You start" {
			conn.WriteMessage(websocket.TextMessage, []byte("Ben joined"))
			conn.WriteMessage(websocket.BinaryMessage, []byte{0xc8, 0x00, 0x96, 0x00})
			conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, "restart"))
		}
	}
}
