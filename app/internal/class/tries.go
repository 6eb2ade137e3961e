package class

import (
	"cmp"
	"slices"
)

// tries are the answers of one person to one question that count, in the order
// of their tries: without those that cost no mark, and without what was tried
// after a right one, when the other options are only looked at.
func tries(answers []Answer) []Answer {
	var counted []Answer
	for _, a := range answers {
		if !a.Free {
			counted = append(counted, a)
		}
	}
	slices.SortStableFunc(counted, func(a, b Answer) int {
		return cmp.Or(cmp.Compare(a.Try, b.Try), a.At.Compare(b.At))
	})
	if i := slices.IndexFunc(counted, func(a Answer) bool { return a.Right }); i >= 0 {
		counted = counted[:i+1]
	}
	return counted
}

// questionOf names a question: its id is unique in its lesson alone.
type questionOf struct{ lesson, question string }

// byQuestion sorts answers of one person by what they answer.
func byQuestion(answers []Answer) map[questionOf][]Answer {
	of := map[questionOf][]Answer{}
	for _, a := range answers {
		q := questionOf{a.Lesson, a.Question}
		of[q] = append(of[q], a)
	}
	return of
}
