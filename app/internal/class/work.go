package class

import "wirewalk/lessons"

// Work is what there is to do in a class: the rows of its lessons' walkthroughs
// and their graded questions. It does not change, and many may use it at once.
type Work struct {
	rows      map[string]int // by slug
	questions map[questionOf]bool
	size      int // rows and questions
}

// WorkOf is the work of a class with these lessons.
func WorkOf(of []*lessons.Lesson) *Work {
	w := &Work{rows: map[string]int{}, questions: map[questionOf]bool{}}
	for _, l := range of {
		if l.Script != nil {
			w.rows[l.Slug] = len(l.Script.Steps)
			w.size += len(l.Script.Steps)
		}
		for _, q := range l.Graded() {
			w.questions[questionOf{l.Slug, q.ID}] = true
			w.size++
		}
	}
	return w
}
