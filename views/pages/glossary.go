package pages

import (
	"cmp"
	"slices"
	"strings"

	"wirewalk/lessons"
)

// entry is a term and the lesson that uses it first.
type entry struct {
	Term   lessons.Term
	Lesson *lessons.Lesson
}

// glossary gathers the terms of all lessons, each once, where it comes first.
func glossary(all []*lessons.Lesson) []entry {
	var entries []entry
	known := map[string]bool{}
	for _, l := range all {
		for _, t := range l.Terms {
			if id := TermID(t.Word); !known[id] {
				known[id] = true
				entries = append(entries, entry{t, l})
			}
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Compare(strings.ToLower(a.Term.Word), strings.ToLower(b.Term.Word))
	})
	return entries
}

// TermID is the fragment of a term on the glossary's page: lower-case letters
// and digits, with hyphens between words.
func TermID(word string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(word) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			gap = false
			continue
		}
		gap = true
	}
	return b.String()
}
