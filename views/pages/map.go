package pages

import (
	"slices"
	"strconv"

	"wirewalk/lessons"
)

// place is where a lesson stands in the course, from 1, and how many lessons
// there are; 0 where it is in none.
func place(all []*lessons.Lesson, l *lessons.Lesson) (n, of int) {
	return slices.Index(all, l) + 1, len(all)
}

// inCourse is the course of one lesson's page; a page may be shown without one.
func (p LessonProps) inCourse() []*lessons.Lesson {
	if p.Course == nil {
		return nil
	}
	return p.Course.Lessons()
}

// neighbour is the lesson so many places further on in the course, or back
// where by is negative; nil beyond its ends.
func (p LessonProps) neighbour(by int) *lessons.Lesson {
	all := p.inCourse()
	n, _ := place(all, p.Lesson)
	if at := n - 1 + by; n > 0 && at >= 0 && at < len(all) {
		return all[at]
	}
	return nil
}

// lessonFacts is the line below a lesson's title: "Lesson 2 of 7 · 10 minutes ·
// 10 steps".
func lessonFacts(all []*lessons.Lesson, l *lessons.Lesson) string {
	facts := ""
	if n, of := place(all, l); n > 0 {
		facts = lessonNumber(n) + " of " + strconv.Itoa(of) + " · "
	}
	facts += counted(l.Minutes, "minute")
	if l.Script != nil {
		facts += " · " + counted(len(l.Script.Steps), "step")
	}
	return facts
}

// counted is a number with what is counted: "1 minute", "2 minutes".
func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}

func lessonNumber(n int) string { return "Lesson " + strconv.Itoa(n) }

// builtOn are the places of the lessons that l builds on, in the order of the
// course.
func builtOn(all []*lessons.Lesson, l *lessons.Lesson) []int {
	var places []int
	for i, other := range all {
		if slices.Contains(l.BuildsOn, other.Slug) {
			places = append(places, i+1)
		}
	}
	return places
}

// between is what stands between the items of a list in a sentence: before the
// i-th of n, from 0.
func between(i, n int) string {
	switch {
	case i == 0:
		return ""
	case i == n-1:
		return " and "
	}
	return ", "
}

func lessonURL(l *lessons.Lesson) string { return l.Path() }
