package parts

// runner is one that takes part in the race, as race.js calls it.
type runner struct{ id, name string }

func runners() []runner {
	return []runner{{"websocket", "WebSocket"}, {"stream", "Event stream"}, {"fetch", "fetch"}, {"none", "Too close to call"}}
}

// mostFetches is what race.js lets fetch run.
const mostFetches = "100"

// measured is what the race was, once: messages, then ms for each way.
func measured() [][]string {
	return [][]string{{"100", "10", "3", "411"}, {"1,000", "58", "8", "2,576"}, {"10,000", "498", "58", "25,649"}}
}

// limit is a delay of the button that lets you wait.
type limit struct{ ms, text string }

func limitsOf() []limit {
	return []limit{{"50", "50 ms"}, {"100", "100 ms"}, {"1000", "1 s"}, {"10000", "10 s"}}
}
