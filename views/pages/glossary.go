package pages

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

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

// alsoCalled are the other words for a term. Its plural is none.
func alsoCalled(t *lessons.Term) []string {
	return slices.DeleteFunc(slices.Clone(t.Also), func(also string) bool {
		rest, found := strings.CutPrefix(strings.ToLower(also), strings.ToLower(t.Word))
		return found && (rest == "s" || rest == "es")
	})
}

// firsts are of sorted entries the first of each initial.
func firsts(entries []lessons.Entry) []lessons.Entry {
	return slices.CompactFunc(slices.Clone(entries), func(a, b lessons.Entry) bool { return initial(a) == initial(b) })
}

// initial is the letter under which a term is looked up, "0–9" for digits and signs.
func initial(e lessons.Entry) string {
	first, _ := utf8.DecodeRuneInString(strings.ToUpper(e.Term.Word))
	if first < 'A' {
		return "0–9"
	}
	return string(first)
}
