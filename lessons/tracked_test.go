package lessons_test

import (
	"reflect"
	"testing"

	"wirewalk/lessons"
)

func TestTrackedAsTheSource(t *testing.T) {
	s := course(t).Script("websocket-protocol")
	got := s.Tracked(lessons.CountFrames)
	// The source's six snapshots (before, after 4, 5, 6, 9, 10) and the values
	// that follow for the steps between.
	want := []lessons.Values{
		{"Connecting", "None", "None"},
		{"Connecting", "None", "None"},
		{"Connecting", "None", "None"},
		{"Connecting", "None", "None"},
		{"Open", "None", "None"},
		{"Open", "Hello", "None"},
		{"Open", "Hello", "Welcome"},
		{"Open", "How are you?", "Welcome"},
		{"Open", "How are you?", "Good, thanks!"},
		{"Closing", "Close frame", "Good, thanks!"},
		{"Closed", "Close frame", "Close frame"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestTrackedOtherwise(t *testing.T) {
	c := course(t)
	ws, sse := c.Script("websocket-protocol"), c.Script("sse-stream")
	for _, want := range []struct {
		script   *lessons.Script
		counting lessons.Counting
		step     int
		values   lessons.Values
	}{
		{ws, lessons.CountHTTP, 0, lessons.Values{"Connecting", "None", "None"}},
		{ws, lessons.CountHTTP, 1, lessons.Values{"Connecting", "Upgrade request", "None"}},
		{ws, lessons.CountHTTP, 3, lessons.Values{"Connecting", "Upgrade request", "101 Switching Protocols"}},
		{ws, lessons.CountHTTP, 5, lessons.Values{"Open", "Hello", "101 Switching Protocols"}},
		{ws, lessons.CountHTTP, 10, lessons.Values{"Closed", "Close frame", "Close frame"}},
		{ws, lessons.CountMessages, 4, lessons.Values{"Open", "None", "None"}},
		{ws, lessons.CountMessages, 10, lessons.Values{"Closed", "How are you?", "Good, thanks!"}},
		{sse, lessons.CountFrames, 6, lessons.Values{"Connecting", "None", "three"}},
		{sse, lessons.CountHTTP, 6, lessons.Values{"Connecting", "GET request", "end of response"}},
	} {
		if got := want.script.Tracked(want.counting)[want.step]; got != want.values {
			t.Errorf("%s %s step %d: %v, want %v", want.script.ID, want.counting, want.step, got, want.values)
		}
	}
	if n := len(lessons.Countings()); n != 3 {
		t.Errorf("%d ways to count", n)
	}
}
