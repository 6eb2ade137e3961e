package main

import (
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// chat is what gorilla/websocket's own chat example is, with rooms: a hub with a
// goroutine, and two for each connection, with the example's buffers, queue and
// deadlines. What anybody sends goes to everyone in the room.
type chat struct {
	upgrader websocket.Upgrader

	mu    sync.Mutex
	rooms map[string]*chatHub // by what stands behind the question mark
}

// The chat example's own values.
const (
	chatBuffer    = 1 << 10 // of each direction
	chatQueue     = 256     // messages to one reader
	chatWriteWait = 10 * time.Second
	chatPongWait  = 60 * time.Second
	chatPing      = chatPongWait * 9 / 10
	chatMessage   = 512
)

func newChat() *chat {
	return &chat{
		upgrader: websocket.Upgrader{ReadBufferSize: chatBuffer, WriteBufferSize: chatBuffer},
		rooms:    map[string]*chatHub{},
	}
}

// ServeHTTP brings whoever comes into a room.
func (c *chat) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// The example registers after its 101, so that who has that may miss what is sent
	// at once. Here everyone who is let in is waited for.
	client := &chatClient{hub: c.room(r.URL.RawQuery), send: make(chan []byte, chatQueue)}
	client.hub.register <- client
	var err error
	if client.conn, err = c.upgrader.Upgrade(w, r, nil); err != nil {
		client.hub.unregister <- client
		return // it has been answered
	}
	go client.write()
	go client.read()
}

func (c *chat) room(name string) *chatHub {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.rooms[name]
	if h == nil {
		h = &chatHub{broadcast: make(chan []byte), register: make(chan *chatClient), unregister: make(chan *chatClient)}
		c.rooms[name] = h
		go h.run()
	}
	return h
}

type chatHub struct {
	broadcast            chan []byte
	register, unregister chan *chatClient
}

func (h *chatHub) run() {
	clients := map[*chatClient]bool{}
	gone := func(c *chatClient) {
		if clients[c] {
			delete(clients, c)
			close(c.send)
		}
	}
	for {
		select {
		case c := <-h.register:
			clients[c] = true
		case c := <-h.unregister:
			gone(c)
		case message := <-h.broadcast:
			for c := range clients {
				select {
				case c.send <- message:
				default:
					gone(c)
				}
			}
		}
	}
}

type chatClient struct {
	hub  *chatHub
	conn *websocket.Conn
	send chan []byte
}

func (c *chatClient) read() {
	defer func() {
		c.hub.unregister <- c
		_ = c.conn.Close()
	}()
	c.conn.SetReadLimit(chatMessage)
	_ = c.conn.SetReadDeadline(time.Now().Add(chatPongWait))
	c.conn.SetPongHandler(func(string) error { return c.conn.SetReadDeadline(time.Now().Add(chatPongWait)) })
	for {
		_, message, err := c.conn.ReadMessage()
		if err != nil {
			return
		}
		c.hub.broadcast <- message
	}
}

func (c *chatClient) write() {
	ping := time.NewTicker(chatPing)
	defer ping.Stop()
	defer c.conn.Close()
	for {
		select {
		case message, more := <-c.send:
			_ = c.conn.SetWriteDeadline(time.Now().Add(chatWriteWait))
			if !more {
				_ = c.conn.WriteMessage(websocket.CloseMessage, nil)
				return
			}
			if c.conn.WriteMessage(websocket.TextMessage, message) != nil {
				return
			}
		case <-ping.C:
			_ = c.conn.SetWriteDeadline(time.Now().Add(chatWriteWait))
			if c.conn.WriteMessage(websocket.PingMessage, nil) != nil {
				return
			}
		}
	}
}
