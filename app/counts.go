package main

import (
	"wirewalk/app/internal/live"
	"wirewalk/app/internal/metrics"
)

// count has what happens in runs counted, before the first of them, and returns
// what counts the connections of their listener.
func count(m *metrics.Metrics, runs *live.Runs) *live.Connections {
	runs.Began, runs.Stepped = m.RunBegan, m.Stepped
	runs.Ended = func(reason live.Reason) { m.RunEnded(string(reason)) }
	runs.Silent = func() { m.Dropped(metrics.Silent) }
	conns := &live.Connections{Slow: func() { m.Dropped(metrics.Slow) }}
	m.Connections("all", conns.Open)
	m.Connections("websocket", conns.Sockets)
	m.Runs("live", func() int64 { now, _ := runs.Count(); return int64(now) })
	m.Runs("over", func() int64 { _, over := runs.Count(); return int64(over) })
	return conns
}
