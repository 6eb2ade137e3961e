package wire

import "unicode/utf8"

// utf8Check checks text that comes in pieces; a piece may end inside a
// character.
type utf8Check struct {
	part [utf8.UTFMax]byte // a character that is not whole yet
	n    int               // bytes of it
	bad  bool
}

// write takes the next piece and reports whether the text can still be UTF-8.
func (c *utf8Check) write(b []byte) bool {
	for c.n > 0 && len(b) > 0 && !c.bad {
		c.part[c.n] = b[0]
		c.n++
		b = b[1:]
		if utf8.FullRune(c.part[:c.n]) {
			c.bad = !utf8.Valid(c.part[:c.n])
			c.n = 0
		}
	}
	if c.bad {
		return false
	}
	whole := len(b)
	for back := 1; back < utf8.UTFMax && back <= len(b); back++ {
		if tail := b[len(b)-back:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				whole = len(b) - back
				c.n = copy(c.part[:], tail)
			}
			break
		}
	}
	c.bad = !utf8.Valid(b[:whole])
	return !c.bad
}

// end reports whether the text, now at its end, is UTF-8.
func (c *utf8Check) end() bool { return !c.bad && c.n == 0 }
