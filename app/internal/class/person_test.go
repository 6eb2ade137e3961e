package class_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"wirewalk/app/internal/class"
)

const (
	joiner    = "\u200d"
	nonJoiner = "\u200c"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, typed, want string }{
		{"as it is", "Ann Lee", "Ann Lee"},
		{"white space", " \t Ann \r\n  Lee\u00a0\u2028\u3000", "Ann Lee"},
		{"a blank of Braille", "\u2800Ann\u2800Lee", "Ann Lee"},
		{"control characters", "A\x00n\x1bn\u009f", "Ann"},
		{"turned around", "\u202eAnn\u2066 Lee\u200f", "Ann Lee"},
		{"hidden", "A\u00ad\u200b\u2060\ufeffnn", "Ann"},
		{"letters that show nothing", "A\u3164\u115f\uffa0\u034fnn", "Ann"},
		{"tags", "Ann\U000e0041\U000e007f", "Ann"},
		{"of private use", "Ann\ue000\U00100000", "Ann"},
		{"no characters", "Ann\ufffe\uffff\U0001ffff", "Ann"},
		{"not UTF-8", "A\xffn\xc3n\xed\xa0\x80", "Ann"},
		{"what stands for it", "A\ufffdnn", "Ann"},
		{"joiners within a word", "نمی" + nonJoiner + "خواهم 👩" + joiner + "💻", "نمی" + nonJoiner + "خواهم 👩" + joiner + "💻"},
		{"joiners at the end of one", joiner + "Ann" + nonJoiner + " " + joiner + " Lee", "Ann Lee"},
		{"variants of a character", "葛\U000e0100 ❤\ufe0f", "葛\U000e0100 ❤\ufe0f"},
		{"nothing", "\u200b \t", ""},
	} {
		got := class.Clean(c.typed)
		if got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.name, c.typed, got, c.want)
		}
		if again := class.Clean(got); again != got {
			t.Errorf("%s: %q becomes %q the second time", c.name, got, again)
		}
	}
}

func TestCleanName(t *testing.T) {
	for _, c := range []struct{ name, typed, want string }{
		{"a name", "  Ann   Lee ", "Ann Lee"},
		{"one letter", "X", "X"},
		{"a number", "42", "42"},
		{"emoji", "🦊", "🦊"},
		{"the longest", strings.Repeat("é", class.MaxName), strings.Repeat("é", class.MaxName)},
		{"four marks", "a" + strings.Repeat("\u0301", 4) + "b", "a" + strings.Repeat("\u0301", 4) + "b"},
		{"Tibetan", "བསྒྲུབས", "བསྒྲུབས"},
		{"a formula", "=1+1", "=1+1"}, // a table's matter

		{"nothing", "", ""},
		{"too long", strings.Repeat("é", class.MaxName+1), ""},
		{"punctuation alone", "...", ""},
		{"invisible", "\u3164\u200d", ""},
		{"blank", "\u2800", ""},
		{"marks alone", "\u0301\u0301", ""},
		{"five marks", "a" + strings.Repeat("\u0301", 5), ""},
		{"five marks with joiners between", "a" + strings.Repeat("\u0301"+joiner, 4) + "\u0301", ""},
	} {
		got, err := class.CleanName(c.typed)
		if got != c.want || errors.Is(err, class.ErrNoName) != (c.want == "") {
			t.Errorf("%s: %q becomes %q, %v; want %q", c.name, c.typed, got, err, c.want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	for _, typed := range []string{
		"Ann Lee", "\u202eAnn", "A\xffnn", "a" + strings.Repeat("\u0301", 9), "👩" + joiner + "💻", nonJoiner, "\u3164",
		strings.Repeat("é", 41), "A" + strings.Repeat(" ", 60) + "B", "\u1680\u2003x\u0085", "=cmd|' /C calc'!A0",
	} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		name, err := class.CleanName(typed)
		if err != nil {
			if name != "" || !errors.Is(err, class.ErrNoName) {
				t.Errorf("%q is refused with %q, %v", typed, name, err)
			}
			return
		}
		if !utf8.ValidString(name) {
			t.Errorf("%q becomes %q: not UTF-8", typed, name)
		}
		if n := utf8.RuneCountInString(name); n == 0 || n > class.MaxName {
			t.Errorf("%q becomes %q: %d characters", typed, name, n)
		}
		for _, r := range name {
			if unicode.In(r, unicode.Cc, unicode.Cf) && string(r) != joiner && string(r) != nonJoiner {
				t.Errorf("%q becomes %q: it has %U", typed, name, r)
			}
		}
		if again, err := class.CleanName(name); err != nil || again != name {
			t.Errorf("%q becomes %q, and then %q, %v", typed, name, again, err)
		}
		if clean := class.Clean(name); clean != name {
			t.Errorf("%q becomes %q, and that is not clean: %q", typed, name, clean)
		}
	})
}

func TestUnique(t *testing.T) {
	in := func(names ...string) func(string) bool {
		return func(name string) bool {
			for _, n := range names {
				if class.SameName(n) == class.SameName(name) {
					return true
				}
			}
			return false
		}
	}
	long := strings.Repeat("é", class.MaxName)
	family := strings.Repeat("👩"+joiner, 19) + "👩x" // cut, it would end in a joiner
	for _, c := range []struct {
		name  string
		taken func(string) bool
		want  string
	}{
		{"Ann", in(), "Ann"},
		{"Ann", in("Bob"), "Ann"},
		{"Ann", in("Ann"), "Ann 2"},
		{"Ann", in("ANN", "ann 2", "Ann 4"), "Ann 3"},
		{"Ann", in("An" + joiner + "n"), "Ann 2"},
		{long, in(long), strings.Repeat("é", class.MaxName-2) + " 2"},
		{"Anna" + strings.Repeat(" b", 18), in("Anna" + strings.Repeat(" b", 18)), "Anna" + strings.Repeat(" b", 17) + " 2"}, // not two spaces
		{family, in(family), strings.Repeat("👩"+joiner, 18) + "👩 2"},
	} {
		got := class.Unique(c.name, c.taken)
		if got != c.want {
			t.Errorf("%q becomes %q, want %q", c.name, got, c.want)
		}
		if utf8.RuneCountInString(got) > class.MaxName || class.Clean(got) != got {
			t.Errorf("%q becomes %q, which is no name", c.name, got)
		}
	}
}

// A whole hall of one name.
func TestUniqueOfMany(t *testing.T) {
	taken := map[string]bool{}
	for range class.MaxPeople {
		name := class.Unique(strings.Repeat("n", class.MaxName), func(name string) bool { return taken[class.SameName(name)] })
		if taken[name] || utf8.RuneCountInString(name) > class.MaxName {
			t.Fatalf("%q is taken or too long", name)
		}
		taken[class.SameName(name)] = true
	}
}

func TestSameName(t *testing.T) {
	for _, same := range [][2]string{
		{"Ann", "aNN"}, {"ÉMILE", "émile"}, {"ΝΊΚΟΣ", "Νίκος"}, {"An" + joiner + "n", "An" + nonJoiner + "n"}, {"\u212aim", "Kim"},
	} {
		if class.SameName(same[0]) != class.SameName(same[1]) {
			t.Errorf("%q and %q are two names", same[0], same[1])
		}
	}
	for _, two := range [][2]string{{"Ann", "Anne"}, {"Émile", "Emile"}, {"Ann 2", "Ann2"}} {
		if class.SameName(two[0]) == class.SameName(two[1]) {
			t.Errorf("%q and %q are one name", two[0], two[1])
		}
	}
}

func TestCleanIdentifier(t *testing.T) {
	for _, c := range []struct {
		asks        class.Identifier
		typed, want string
	}{
		{class.Email, " Ann.Lee@Example.ORG ", "ann.lee@example.org"},
		{class.Email, "ann+lee@mail.example.org", "ann+lee@mail.example.org"},
		{class.Email, "+ann@example.org", "+ann@example.org"},
		{class.Email, "an" + joiner + "n@exam\u200bple.org", "ann@example.org"},
		{class.Email, "josé@exämple.org", "josé@exämple.org"},
		{class.Email, strings.Repeat("a", class.MaxIdentifier-12) + "@example.org", strings.Repeat("a", class.MaxIdentifier-12) + "@example.org"},
		{class.Email, strings.Repeat("a", class.MaxIdentifier-11) + "@example.org", ""},
		{class.Email, strings.Repeat("Ⱥ", (class.MaxIdentifier-12)/2) + "@example.org", ""}, // three bytes each in lower case
		{class.Email, "ann", ""},
		{class.Email, "ann@example", ""},
		{class.Email, "@example.org", ""},
		{class.Email, "ann@", ""},
		{class.Email, "ann@lee@example.org", ""},
		{class.Email, "ann@example.", ""},
		{class.Email, "ann,lee@example.org", ""},
		{class.Email, `"ann"@example.org`, ""},
		{class.Email, "ann;lee@example.org", ""},
		{class.Email, "=cmd()@example.org", ""},
		{class.Email, "", ""},

		{class.StudentNumber, " 12 345\u00a06 ", "123456"},
		{class.StudentNumber, "s0012345", "s0012345"},
		{class.StudentNumber, "2026/DT-1.7_b", "2026/DT-1.7_b"},
		{class.StudentNumber, "0042", "0042"},
		{class.StudentNumber, "12" + nonJoiner + "34", "1234"},
		{class.StudentNumber, "-1", ""},
		{class.StudentNumber, "=1", ""},
		{class.StudentNumber, "12,3", ""},
		{class.StudentNumber, "١٢٣", ""},
		{class.StudentNumber, strings.Repeat("1", class.MaxIdentifier), strings.Repeat("1", class.MaxIdentifier)},
		{class.StudentNumber, strings.Repeat("1", class.MaxIdentifier+1), ""},
		{class.StudentNumber, " ", ""},

		{class.Identifier("passport"), "123", ""},
	} {
		got, err := c.asks.CleanIdentifier(c.typed)
		if got != c.want || errors.Is(err, class.ErrNoIdentifier) != (c.want == "") {
			t.Errorf("%s %q becomes %q, %v; want %q", c.asks, c.typed, got, err, c.want)
		}
		if err == nil {
			if again, err := c.asks.CleanIdentifier(got); err != nil || again != got {
				t.Errorf("%s %q becomes %q, and then %q, %v", c.asks, c.typed, got, again, err)
			}
		}
	}
	if got, err := class.NoIdentifier.CleanIdentifier("ann@example.org"); got != "" || err != nil {
		t.Errorf("a class that asks for none keeps %q, %v", got, err)
	}
}

func TestAdmit(t *testing.T) {
	c := newClass(t)
	for people, want := range map[int]error{0: nil, class.MaxPeople - 1: nil, class.MaxPeople: class.ErrFull, class.MaxPeople + 1: class.ErrFull} {
		refused(t, c, want, fmt.Sprintf("joining %d people", people), func() error { return c.Admit(people) })
	}
	done(t, c.Lead(lesson(t, protocol), at(1)))
	if err := c.Admit(3); err != nil {
		t.Errorf("joining late: %v", err)
	}
}
