package class_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"wirewalk/app/internal/class"
)

const alphabet = "CDFGHJKMNPRTVWXY3479"

func TestReadCode(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"CDFG3479", "CDFG3479"},
		{"cdfg3479", "CDFG3479"},
		{"CDFG-3479", "CDFG3479"},
		{" cdfg 34 79\n", "CDFG3479"},
		{"C.D.F.G_3479", "CDFG3479"},
		{"CDFG\u20103479", "CDFG3479"},
		{"CDFG\u20143479", "CDFG3479"},
		{"CDFG\u22123479", "CDFG3479"},
		{"\ufeffCDFG\u00a03479\u200b", "CDFG3479"},
		{"ＣＤＦＧ－３４７９", "CDFG3479"},
		{"ｃｄｆｇ　３４７９", "CDFG3479"},
		{"0O6uQo3D", "DDGVDD3D"},

		{"", ""},
		{"CDFG347", ""},
		{"CDFG34799", ""},
		{"CDFG3478", ""},
		{"CDFG347I", ""},
		{"CDFG347!", ""},
		{"CDFG\xff479", ""},
		{"CDFGЗ479", ""}, // a Cyrillic letter
		{strings.Repeat(" ", 100) + "CDFG3479", ""},
	} {
		if got := class.ReadCode(c.typed); got != c.want {
			t.Errorf("%q is read as %q, want %q", c.typed, got, c.want)
		}
	}
	if class.ReadMoveCode("cdf-347") != "CDF347" || class.ReadMoveCode("CDFG3479") != "" || class.ReadCode("CDF347") != "" {
		t.Error("a person's code and a class's are taken for each other")
	}
}

// A new code is read back in whatever way it is typed.
func TestNewCodesAreReadBack(t *testing.T) {
	wide := func(code string) string {
		return strings.Map(func(r rune) rune { return r + '！' - '!' }, code)
	}
	apart := func(code string) string { return strings.Join(strings.Split(code, ""), " ") }
	alike := strings.NewReplacer("D", "0", "G", "6", "V", "U").Replace
	for _, kind := range []struct {
		name   string
		make   func() string
		read   func(string) string
		length int
	}{
		{"class", class.NewCode, class.ReadCode, 8},
		{"person", class.NewMoveCode, class.ReadMoveCode, 6},
	} {
		for range 200 {
			code := kind.make()
			if len(code) != kind.length || strings.Trim(code, alphabet) != "" {
				t.Fatalf("%q is no code of a %s", code, kind.name)
			}
			for _, typed := range []string{
				code, strings.ToLower(code), class.ShowCode(code), " " + class.ShowCode(code) + "\r\n", apart(code), apart(wide(code)),
				wide(strings.ToLower(code)), alike(code), strings.ToLower(alike(code)), strings.ReplaceAll(code, "D", "Q"), strings.ReplaceAll(code, "D", "o"),
			} {
				if got := kind.read(typed); got != code {
					t.Fatalf("%q, typed as %q, is read as %q", code, typed, got)
				}
			}
		}
	}
}

func TestShowCode(t *testing.T) {
	for code, want := range map[string]string{"CDFG3479": "CDFG-3479", "CDF347": "CDF-347"} {
		if got := class.ShowCode(code); got != want {
			t.Errorf("%s is shown as %s, want %s", code, got, want)
		}
	}
}

// Every letter comes up, and none more than another beyond chance: of 16,000,
// 800 each and a standard deviation of 28.
func TestCodesAreEven(t *testing.T) {
	seen := map[string]bool{}
	letters := map[rune]int{}
	for range 2000 {
		code := class.NewCode()
		if seen[code] {
			t.Fatalf("%s came twice", code)
		}
		seen[code] = true
		for _, r := range code {
			letters[r]++
		}
	}
	for _, r := range alphabet {
		if n := letters[r]; n < 800-6*28 || n > 800+6*28 {
			t.Errorf("%c came %d times in 16,000", r, n)
		}
	}
}

func FuzzReadCode(f *testing.F) {
	for _, typed := range []string{"CDFG-3479", "0o6u", "ＣＤＦＧ３４７９", "\u200bC\xff", "cdf 347"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for length, read := range map[int]func(string) string{8: class.ReadCode, 6: class.ReadMoveCode} {
			code := read(typed)
			if code == "" {
				continue
			}
			if utf8.RuneCountInString(code) != length || strings.Trim(code, alphabet) != "" || read(code) != code {
				t.Errorf("%q is read as %q", typed, code)
			}
		}
	})
}
