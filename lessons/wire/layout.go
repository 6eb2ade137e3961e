package wire

import (
	"strings"
	"unicode/utf8"
)

// layout lays fields over the bytes of an event, one after the other, so that
// no bit is left out and none is named twice.
type layout struct {
	b      []byte
	bit    int
	fields []Field
}

// rest returns the bytes that have no field yet.
func (l *layout) rest() []byte { return l.b[l.bit/8:] }

// bits names the next n bits.
func (l *layout) bits(n int, name, value, meaning, ref string) {
	if n == 0 {
		return
	}
	l.fields = append(l.fields, Field{Name: name, Bit: l.bit, Bits: n, Value: value, Meaning: meaning, Ref: ref})
	l.bit += n
}

// bytes names the next n bytes with their text as the value.
func (l *layout) bytes(n int, name, meaning, ref string) {
	l.bits(8*n, name, text(l.rest()[:n]), meaning, ref)
}

// raw names the next n bytes with their hexadecimal digits as the value.
func (l *layout) raw(n int, name, meaning, ref string) {
	l.bits(8*n, name, digits(l.rest()[:n]), meaning, ref)
}

// text is b as a Field's Value: valid UTF-8, at most maxValue bytes and an
// ellipsis.
func text(b []byte) string {
	if len(b) <= maxValue {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	n := maxValue
	for n > maxValue-utf8.UTFMax && !utf8.RuneStart(b[n]) {
		n--
	}
	return strings.ToValidUTF8(string(b[:n]), "\uFFFD") + "…"
}

// digits is b as spaced hexadecimal digits, cut like text.
func digits(b []byte) string {
	const hexDigits = "0123456789abcdef"
	const most = maxValue / 3
	kept := b[:min(len(b), most)]
	out := make([]byte, 0, 3*len(kept)+len("…"))
	for i, c := range kept {
		if i > 0 {
			out = append(out, ' ')
		}
		out = append(out, hexDigits[c>>4], hexDigits[c&15])
	}
	if len(b) > most {
		out = append(out, "…"...)
	}
	return string(out)
}
