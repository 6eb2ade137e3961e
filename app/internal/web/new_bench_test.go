package web

import (
	"log/slog"
	"testing"
	"time"

	"wirewalk/app/internal/live"
)

// The program renders its pages before it shows the first one.
func BenchmarkNew(b *testing.B) {
	course := realCourse(b)
	for b.Loop() {
		if _, err := New(Options{Course: course, Runs: live.NewRuns(time.Now), Now: time.Now, LabPort: 8081, Log: slog.New(slog.DiscardHandler)}); err != nil {
			b.Fatal(err)
		}
	}
}
