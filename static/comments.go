package static

import (
	"bytes"
	"path"
	"regexp"
)

// withoutComments is a style sheet or a script as it is served. A tenth of a
// first visit would be comments, which stay where the code is read, and so does
// the indentation. Lines keep their numbers.
func withoutComments(name string, b []byte) []byte {
	switch path.Ext(name) {
	case ".css":
		b = sheetComment.ReplaceAllFunc(b, func(c []byte) []byte {
			return bytes.Repeat([]byte("\n"), bytes.Count(c, []byte("\n")))
		})
		return indent.ReplaceAll(b, nil)
	case ".js":
		return scriptWithoutComments(b)
	}
	return b
}

var (
	sheetComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	indent       = regexp.MustCompile(`(?m)^[ \t]+`)
)

// scriptWithoutComments empties the lines that are comments and nothing else, and
// takes the indentation of the others. A comment on a line with code stays, so that
// no string has to be understood, unless it began on a line before.
func scriptWithoutComments(b []byte) []byte {
	var out []byte
	inBlock := false
	for line := range bytes.Lines(b) {
		line = bytes.TrimLeft(line, " \t")
		if inBlock {
			var ends bool
			_, line, ends = bytes.Cut(line, []byte("*/"))
			line = bytes.TrimLeft(line, " \t")
			inBlock = !ends
		} else if rest, begins := bytes.CutPrefix(line, []byte("/*")); begins {
			_, after, ends := bytes.Cut(rest, []byte("*/"))
			if len(bytes.TrimSpace(after)) == 0 {
				line = nil
			}
			inBlock = !ends
		}
		if len(line) == 0 || bytes.HasPrefix(line, []byte("//")) {
			line = []byte("\n")
		}
		out = append(out, line...)
	}
	return out
}
