package main

import (
	"maps"
	"slices"
)

// action is what the browser does in a row; none is the server's row.
type action int

const (
	none    action = iota
	connect        // new WebSocket(url) or new EventSource(url)
	send           // a text message
	leave          // close(1000), or eventSource.close()
	read           // nothing: code is read, perhaps before there is a connection
)

// readyState is what a WebSocket says (WHATWG WebSockets §3.1).
type readyState int

const (
	connecting readyState = iota
	open
	closing
	closed
)

// row is one row of a script, with what must hold after it on the connection.
type row struct {
	step  int
	act   action
	text  string // sent
	hears string // a message that arrives
	state readyState
	seen  string  // the event that JavaScript gets of a WebSocket, if any
	sees  []sight // the events that it gets of an event stream, in order
	asks  string  // the options of what a class is asked before it, a letter each; "": nothing
}

// script is what a page walks. It is written down here, not read from the
// program, so that the walk also checks that the program keeps to it.
type script struct {
	id       string
	protocol string
	rows     []row
	open     int // the first step after which the connection is open
}

// scripts by id.
var scripts = map[string]script{
	"websocket-protocol": {id: "websocket-protocol", protocol: "websocket", open: 4, rows: []row{
		{step: 1, act: connect, state: connecting},
		{step: 2, state: connecting},
		{step: 3, state: connecting},
		{step: 4, state: open, seen: "open", asks: "ABCD"},
		{step: 5, act: send, text: "Hello", state: open, asks: "ABCD"},
		{step: 6, hears: "Welcome", state: open, seen: "message", asks: "ABC"},
		{step: 7, act: send, text: "How are you?", state: open},
		{step: 8, hears: "Good, thanks!", state: open, seen: "message"},
		{step: 9, act: leave, state: closing, asks: "ABCD"},
		{step: 10, state: closed, seen: "close"},
	}},
	"websocket-instead-of-sse": {id: "websocket-instead-of-sse", protocol: "websocket", open: 1, rows: []row{
		{step: 1, act: connect, state: open, seen: "open", asks: "ABC"},
		{step: 2, hears: "Hello Client!", state: open, seen: "message"},
		{step: 3, hears: "The soup is ready", state: open, seen: "message"},
		{step: 4, act: send, text: "Two bowls, please", state: open},
		{step: 5, act: leave, state: closed, seen: "close", asks: "ABCD"},
	}},
	"sse-stream": {id: "sse-stream", protocol: "event-stream", open: 3, rows: []row{
		{step: 1, act: connect},
		{step: 2},
		{step: 3, sees: []sight{{kind: "open"}}},
		{step: 4, sees: []sight{{"message", "This is message 0"}}},
		{step: 5, sees: []sight{{"message", "This is message 1"}}},
		{step: 6, sees: []sight{{kind: "ping"}}, asks: "ABCD"},
		{step: 7, sees: []sight{{kind: "message"}}},
		{step: 8, asks: "ABCD"},
		{step: 9},
		{step: 10, sees: []sight{lostForNow}, asks: "ABCD"},
		{step: 11},
		{step: 12},
		{step: 13, asks: "ABCD"},
		{step: 14, sees: []sight{{kind: "open"}}},
		{step: 15, sees: []sight{{"message", "This is message 3"}, {"message", "This is message 4"}}},
		{step: 16, act: leave},
		{step: 17, act: connect, asks: "ABCD"},
		{step: 18, sees: []sight{{kind: "open"}, {"message", "This is message 5"}}},
		{step: 19, sees: []sight{lostForNow}},
		{step: 20},
		{step: 21, sees: []sight{lostForGood}, asks: "ABCD"},
	}},
}

func scriptIDs() []string { return slices.Sorted(maps.Keys(scripts)) }
