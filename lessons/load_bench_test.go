package lessons_test

import (
	"testing"

	"wirewalk/lessons"
)

// The program reads its lessons before it shows the first page.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := lessons.Load(lessons.Content()); err != nil {
			b.Fatal(err)
		}
	}
}
