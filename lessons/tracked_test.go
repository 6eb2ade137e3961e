package lessons_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"wirewalk/lessons"
)

func TestTrackedAsTheSource(t *testing.T) {
	got := course(t).Script("websocket-protocol").Tracked(lessons.CountFrames)
	// The source's six snapshots (before, after 4, 5, 6, 9, 10) and the values
	// that follow for the steps between.
	var want []lessons.Values
	for _, v := range [][7]string{
		{"Connecting", "none", "None", "None", "0", "0", "0"},
		{"Connecting", "0 CONNECTING", "None", "None", "0", "1", "0"},
		{"Connecting", "0 CONNECTING", "None", "None", "0", "1", "0"},
		{"Connecting", "0 CONNECTING", "None", "None", "0", "1", "0"},
		{"Open", "1 OPEN", "None", "None", "0", "1", "0"},
		{"Open", "1 OPEN", "Hello", "None", "0", "1", "1"},
		{"Open", "1 OPEN", "Hello", "Welcome", "1", "1", "1"},
		{"Open", "1 OPEN", "How are you?", "Welcome", "1", "1", "2"},
		{"Open", "1 OPEN", "How are you?", "Good, thanks!", "2", "1", "2"},
		{"Closing", "2 CLOSING", "Close frame", "Good, thanks!", "2", "1", "2"},
		{"Closed", "3 CLOSED", "Close frame", "Close frame", "2", "1", "2"},
	} {
		want = append(want, lessons.Values{
			"state": v[0], "readyState": v[1], "sent": v[2], "received": v[3], "messages": v[4], "connections": v[5], "sends": v[6], "lastEventId": "none",
		})
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// chat is a WebSocket's script with a row of each kind that a tracker tells
// apart.
func chat() *lessons.Script {
	sent := func(st lessons.Step, cell string, state int) lessons.Step {
		st.Row.Sent, st.ReadyState = cell, state
		return st
	}
	got := func(st lessons.Step, cell string, state int) lessons.Step {
		st.Actor, st.Row.Received, st.ReadyState = lessons.Server, cell, state
		return st
	}
	return numbered(lessons.WebSocket,
		sent(lessons.Step{Actor: lessons.Browser, Action: lessons.Connect}, "request", 0),
		sent(lessons.Step{Actor: lessons.Browser, Action: lessons.Send, Text: "x", Throws: "InvalidStateError"}, "too early", 0),
		got(lessons.Step{Action: lessons.Accept}, "101", 1),
		sent(lessons.Step{Actor: lessons.Browser, Action: lessons.Send, Text: "Hi"}, "Hi", 1),
		got(lessons.Step{Action: lessons.Fragment, Text: "He"}, "He", 1),
		got(lessons.Step{Action: lessons.Ping, Text: "?"}, "ping", 1),
		got(lessons.Step{Action: lessons.Fragment, Text: "llo", FIN: true}, "llo", 1),
		sent(lessons.Step{Actor: lessons.Browser, Action: lessons.Close, Code: 1000}, "close", 2),
		sent(lessons.Step{Actor: lessons.Browser, Action: lessons.Send, Text: "y"}, "too late", 2),
		got(lessons.Step{Action: lessons.AckClose}, "close too", 3),
	)
}

func TestTrackedByWhatIsCounted(t *testing.T) {
	ws, sse := chat(), walk()
	for _, c := range []struct {
		script   *lessons.Script
		counting lessons.Counting
		step     int
		want     lessons.Values // those that are told
	}{
		{ws, lessons.CountHTTP, 0, lessons.Values{"state": "Connecting", "readyState": "none", "sent": "None", "received": "None", "lastEventId": "none", "messages": "0", "connections": "0"}},
		{ws, lessons.CountHTTP, 2, lessons.Values{"sent": "request", "readyState": "0 CONNECTING", "connections": "1"}},
		{ws, lessons.CountHTTP, 3, lessons.Values{"received": "101", "state": "Open", "readyState": "1 OPEN"}},
		{ws, lessons.CountHTTP, 10, lessons.Values{"sent": "close", "received": "close too", "state": "Closed", "readyState": "3 CLOSED"}},
		{ws, lessons.CountFrames, 3, lessons.Values{"sent": "None", "received": "None"}},
		{ws, lessons.CountFrames, 5, lessons.Values{"sent": "Hi", "received": "He", "messages": "0"}},
		{ws, lessons.CountFrames, 6, lessons.Values{"received": "ping", "messages": "0"}},
		{ws, lessons.CountFrames, 9, lessons.Values{"sent": "close", "received": "llo", "messages": "1", "sends": "1", "state": "Closing", "readyState": "2 CLOSING"}},
		{ws, lessons.CountMessages, 6, lessons.Values{"received": "He"}},
		{ws, lessons.CountMessages, 10, lessons.Values{"sent": "Hi", "received": "llo", "messages": "1", "lastEventId": "none"}},
		{sse, lessons.CountMessages, 3, lessons.Values{"readyState": "1 OPEN", "lastEventId": "none", "messages": "0", "connections": "1", "sent": "None"}},
		{sse, lessons.CountMessages, 4, lessons.Values{"lastEventId": "none", "messages": "1"}},
		{sse, lessons.CountMessages, 6, lessons.Values{"lastEventId": "1", "messages": "3"}},
		{sse, lessons.CountMessages, 10, lessons.Values{"state": "Connecting", "readyState": "0 CONNECTING", "lastEventId": "2", "messages": "4", "connections": "1"}},
		{sse, lessons.CountMessages, 15, lessons.Values{"lastEventId": "4", "messages": "6", "connections": "2", "received": "the two missed"}},
		{sse, lessons.CountMessages, 16, lessons.Values{"state": "Closed", "readyState": "2 CLOSED", "lastEventId": "4"}},
		{sse, lessons.CountMessages, 17, lessons.Values{"readyState": "0 CONNECTING", "lastEventId": "none", "messages": "6", "connections": "3"}},
		{sse, lessons.CountMessages, 18, lessons.Values{"lastEventId": "5", "messages": "7", "received": "the two missed"}},
		{sse, lessons.CountHTTP, 18, lessons.Values{"received": "200"}},
		{sse, lessons.CountMessages, 21, lessons.Values{"state": "Closed", "readyState": "2 CLOSED", "connections": "4", "messages": "7"}},
	} {
		all := c.script.Tracked(c.counting)
		if len(all) != len(c.script.Steps)+1 {
			t.Fatalf("%s: %d items", c.script.Protocol, len(all))
		}
		for from, want := range c.want {
			if got := all[c.step][from]; got != want {
				t.Errorf("%s, %s, step %d: %s is %q, want %q", c.script.Protocol, c.counting, c.step, from, got, want)
			}
		}
	}
}

func TestTrackedHasEveryVariable(t *testing.T) {
	want := slices.Sorted(slices.Values(lessons.Variables()))
	if len(want) != 8 {
		t.Errorf("variables %v", want)
	}
	for _, s := range []*lessons.Script{chat(), walk(), numbered(lessons.EventStream)} {
		for _, counting := range lessons.Countings() {
			for n, values := range s.Tracked(counting) {
				if got := slices.Sorted(maps.Keys(values)); !slices.Equal(got, want) {
					t.Errorf("%s, %s, step %d: %v", s.Protocol, counting, n, got)
				}
				for from, value := range values {
					if value == "" {
						t.Errorf("%s, %s, step %d: %s is empty", s.Protocol, counting, n, from)
					}
				}
			}
		}
	}
	if n := len(lessons.Countings()); n != 3 {
		t.Errorf("%d ways to count", n)
	}
}
