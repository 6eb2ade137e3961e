package pages

import (
	"cmp"
	"slices"
	"strings"

	"wirewalk/lessons"
)

// glossary is the terms of all lessons in the order of the alphabet.
func glossary(all []*lessons.Lesson) []lessons.Entry {
	entries := lessons.Glossary(all)
	slices.SortStableFunc(entries, func(a, b lessons.Entry) int {
		return cmp.Compare(strings.ToLower(a.Term.Word), strings.ToLower(b.Term.Word))
	})
	return entries
}
