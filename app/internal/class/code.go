package class

import (
	"crypto/rand"
	"strings"
	"unicode"
)

const (
	// alphabet has no two that are taken for each other when they are read from a
	// screen at the back of a room, and no vowel, so that no word comes up.
	alphabet = "CDFGHJKMNPRTVWXY3479"
	// codeLength letters are 34 random bits: a class that is open for a day is not
	// found by guessing at the rates that web allows.
	codeLength = 8
	// moveLength letters are 25 random bits, of one class.
	moveLength = 6
)

// NewCode returns the code of a new class.
func NewCode() string { return random(codeLength) }

// NewMoveCode returns a code with which a person goes on on another device.
func NewMoveCode() string { return random(moveLength) }

// ShowCode writes a code as it is shown, in two halves: "CDFG-3479".
func ShowCode(code string) string {
	return code[:len(code)/2] + "-" + code[len(code)/2:]
}

// ReadCode understands a code as people type it: in any case, with spaces,
// hyphens, dots and what comes along when it is copied, in the full-width letters
// of an East Asian keyboard, with one that only looks like a letter of the
// alphabet. It returns "" for what can be no class's code.
func ReadCode(typed string) string { return readCode(typed, codeLength) }

// ReadMoveCode is ReadCode for a person's code.
func ReadMoveCode(typed string) string { return readCode(typed, moveLength) }

// meant is the letter of the alphabet that one which is no code's looks like.
func meant(r rune) rune {
	switch r {
	case '0', 'O', 'Q':
		return 'D'
	case '6':
		return 'G'
	case 'U':
		return 'V'
	}
	return r
}

// fullWidth is how far the full-width form of a character lies behind it.
const fullWidth = '！' - '!'

func readCode(typed string, length int) string {
	if len(typed) > 8*length { // each letter of three bytes, a space as wide beside it, and more
		return ""
	}
	var b strings.Builder
	for _, r := range typed {
		if r >= '！' && r <= '～' {
			r -= fullWidth
		}
		if unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Cf) || strings.ContainsRune("_.\u2212", r) {
			continue
		}
		r = meant(unicode.ToUpper(r))
		if !strings.ContainsRune(alphabet, r) {
			return ""
		}
		b.WriteRune(r)
	}
	if b.Len() != length {
		return ""
	}
	return b.String()
}

// random returns n letters of the alphabet, each as likely as the others.
func random(n int) string {
	const whole = 256 / len(alphabet) * len(alphabet)
	code := make([]byte, 0, n)
	for b := make([]byte, 1); len(code) < n; {
		_, _ = rand.Read(b) // never fails, crypto/rand
		if int(b[0]) < whole {
			code = append(code, alphabet[int(b[0])%len(alphabet)])
		}
	}
	return string(code)
}
