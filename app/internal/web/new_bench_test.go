package web

import (
	"log/slog"
	"testing"
	"time"

	"wirewalk/app/internal/live"
)

// A page is rendered when the first asks for it, so this is no part of it.
func BenchmarkNew(b *testing.B) {
	course := realCourse(b)
	for b.Loop() {
		if _, err := New(Options{Course: course, Runs: live.NewRuns(time.Now), Now: time.Now, LabPort: 8081, Log: slog.New(slog.DiscardHandler)}); err != nil {
			b.Fatal(err)
		}
	}
}
