package parts

import (
	"maps"

	"wirewalk/lessons"
)

// countings are the ways to count what a tracker of this script offers. Of an
// event stream there is one: its variables count no frames.
func countings(s *lessons.Script) []lessons.Counting {
	if s.Protocol == lessons.WebSocket {
		return lessons.Countings()
	}
	return []lessons.Counting{lessons.CountFrames}
}

// tracked gives the values of the lesson's variables after step n (0: before
// the first), by way of counting. One that counts the same as frames do is left
// out: the page looks there then.
func tracked(s *lessons.Script, l *lessons.Lesson, n int) map[string]map[string]string {
	of := map[string]map[string]string{}
	for _, c := range countings(s) {
		values, after := map[string]string{}, s.Tracked(c)[n]
		for _, v := range l.Tracker.Variables {
			values[v.From] = after[v.From]
		}
		of[string(c)] = values
	}
	for c, values := range of {
		if c != string(lessons.CountFrames) && maps.Equal(values, of[string(lessons.CountFrames)]) {
			delete(of, c)
		}
	}
	return of
}
