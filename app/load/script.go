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
	leave          // close(1000)
)

// readyState is what the browser's object says (WHATWG WebSockets §3.1; an
// EventSource, HTML §9.2.2, has the first two and is never closed here).
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
	seen  string // the event that JavaScript gets, if any
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
		{step: 4, state: open, seen: "open"},
		{step: 5, act: send, text: "Hello", state: open},
		{step: 6, hears: "Welcome", state: open, seen: "message"},
		{step: 7, act: send, text: "How are you?", state: open},
		{step: 8, hears: "Good, thanks!", state: open, seen: "message"},
		{step: 9, act: leave, state: closing},
		{step: 10, state: closed, seen: "close"},
	}},
	"sse-stream": {id: "sse-stream", protocol: "event-stream", open: 2, rows: []row{
		{step: 1, act: connect, state: connecting},
		{step: 2, state: open, seen: "open"},
		{step: 3, hears: "one", state: open, seen: "message"},
		{step: 4, hears: "two", state: open, seen: "message"},
		{step: 5, hears: "three", state: open, seen: "message"},
		{step: 6, state: connecting, seen: "error"}, // the end: an EventSource would ask again
	}},
}

func scriptIDs() []string { return slices.Sorted(maps.Keys(scripts)) }
