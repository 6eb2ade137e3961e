package pages

import (
	"fmt"
	"strings"

	"wirewalk/lessons"
)

// walkDepth is how deep a walk is looked at from the start: it is about code.
const walkDepth = "code"

// walkSheets are the style sheets of a walk's page besides what every page has.
var walkSheets = []string{"css/course.css"}

// walkFacts is the line below a walk's title: "Code 2 of 4 · 11 rows".
func walkFacts(l *lessons.Lesson, w *lessons.Walk) string {
	for i := range l.Walks {
		if &l.Walks[i] == w {
			return fmt.Sprintf("Code %d of %d · %d rows", i+1, len(l.Walks), len(w.Script.Steps))
		}
	}
	return ""
}

// neighbour is the walk so many places after w, nil where there is none.
func neighbour(l *lessons.Lesson, w *lessons.Walk, by int) *lessons.Walk {
	for i := range l.Walks {
		if to := i + by; &l.Walks[i] == w && to >= 0 && to < len(l.Walks) {
			return &l.Walks[to]
		}
	}
	return nil
}

// listed says whose the first samples of a walk's listing are, "server browser".
func listed(w *lessons.Walk) string {
	var sides []string
	for _, s := range w.Sides() {
		sides = append(sides, s.Role)
	}
	return strings.Join(sides, " ")
}
