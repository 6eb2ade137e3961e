package lessons

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Entry is a term of the glossary and the lesson that has it first.
type Entry struct {
	Term   *Term
	Lesson *Lesson
}

// Glossary gathers the terms of lessons, each once, in the order of the lessons'
// numbers.
func Glossary(all []*Lesson) []Entry {
	all = slices.SortedStableFunc(slices.Values(all), func(a, b *Lesson) int { return cmp.Compare(a.Number, b.Number) })
	var entries []Entry
	known := map[string]bool{}
	for _, l := range all {
		for i := range l.Terms {
			if id := TermID(l.Terms[i].Word); !known[id] {
				known[id] = true
				entries = append(entries, Entry{&l.Terms[i], l})
			}
		}
	}
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

// GlossaryURL is where a term is explained.
func GlossaryURL(word string) string { return "/glossary#" + TermID(word) }

// terms checks that each term has an address of its own in the glossary.
func (c *checker) terms() {
	first := map[string]string{}
	for i, t := range c.l.Terms {
		at, id := fmt.Sprintf("terms[%d].word", i), TermID(t.Word)
		switch {
		case t.Word == "":
		case id == "":
			c.say(at, "", "the term %q has no letter or digit for its address", t.Word)
		case first[id] != "":
			c.say(at, "call one of them otherwise, or name its spelling under also", "the terms %q and %q have one address, %s", first[id], t.Word, GlossaryURL(t.Word))
		default:
			first[id] = t.Word
		}
	}
}

// forms are the spellings under which a term is met.
func (t *Term) forms() []string { return append([]string{t.Word}, t.Also...) }

// mentions finds terms in running text.
type mentions struct {
	forms []string         // the longest first
	term  map[string]*Term // by form
}

// newMentions are those that a text of l can have: its own, and those of the
// other lessons that mean the same everywhere. Where two have one form, it is
// the lesson's own, and then the earlier.
func newMentions(l *Lesson, entries []Entry) mentions {
	m := mentions{term: map[string]*Term{}}
	add := func(t *Term) {
		for _, form := range t.forms() {
			if m.term[form] == nil {
				m.term[form] = t
				m.forms = append(m.forms, form)
			}
		}
	}
	for i := range l.Terms {
		add(&l.Terms[i])
	}
	for _, e := range entries {
		if e.Lesson == l || !e.Term.Here {
			add(e.Term)
		}
	}
	slices.SortStableFunc(m.forms, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return m
}

// next is the first mention in text at or after from: the bytes where it begins
// and ends, and its term; nil where there is none. A word is met as a whole. A
// form in small letters may begin with a capital, as a sentence does; any other
// is met as it is written.
func (m mentions) next(text string, from int) (start, end int, term *Term) {
	for i := from; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if before, _ := utf8.DecodeLastRuneInString(text[:i]); inWord(r) && !inWord(before) {
			for _, form := range m.forms {
				if end := i + len(form); startsWith(text[i:], form) && !inWord(runeAt(text, end)) {
					return i, end, m.term[form]
				}
			}
		}
		i += size
	}
	return 0, 0, nil
}

// runeAt is the rune of text that begins at byte i; at its end it is no letter.
func runeAt(text string, i int) rune {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return r
}

// inWord reports whether a rune beside a form makes it another word.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_'
}

func startsWith(text, form string) bool {
	if strings.HasPrefix(text, form) {
		return true
	}
	first, size := utf8.DecodeRuneInString(form)
	// The form is written in small letters, which is asked last: it is asked of
	// every term at every letter.
	return len(text) >= len(form) && text[size:len(form)] == form[size:] && unicode.IsLetter(first) &&
		strings.HasPrefix(text, string(unicode.ToUpper(first))) && strings.ToLower(form) == form
}
