package parts

import "wirewalk/lessons"

// tracked gives the tracker's values after step n (0: before the first), by
// way of counting, in the order state, sent, received.
func tracked(s *lessons.Script, n int) map[string]lessons.Values {
	of := map[string]lessons.Values{}
	for _, c := range lessons.Countings() {
		of[string(c)] = s.Tracked(c)[n]
	}
	return of
}

// valueOf picks a variable's value.
func valueOf(v lessons.Variable, values lessons.Values) string {
	switch v.From {
	case "sent":
		return values[1]
	case "received":
		return values[2]
	}
	return values[0]
}
