package pages

import (
	"slices"
	"testing"

	"wirewalk/lessons"
)

func TestAPluralIsNoOtherWord(t *testing.T) {
	term := &lessons.Term{Word: "event stream", Also: []string{"event streams", "SSE", "Event Streams"}}
	if got := alsoCalled(term); !slices.Equal(got, []string{"SSE"}) {
		t.Errorf("a %s is also called %q", term.Word, got)
	}
	if len(term.Also) != 3 {
		t.Error("the term has lost words")
	}
}

// Each letter that a term begins with leads to the first of its terms, once.
func TestGlossaryByLetters(t *testing.T) {
	var entries []lessons.Entry
	for _, word := range []string{"204 No Content", "404", "Base64", "Blob", "bufferedAmount", "cache", "échappement", "état", "Ω"} {
		entries = append(entries, lessons.Entry{Term: &lessons.Term{Word: word}})
	}
	var got []string
	for _, e := range firsts(entries) {
		got = append(got, initial(e)+" "+e.Term.Word)
	}
	if want := []string{"0–9 204 No Content", "B Base64", "C cache", "É échappement", "Ω Ω"}; !slices.Equal(got, want) {
		t.Errorf("the letters are %q, want %q", got, want)
	}
}
