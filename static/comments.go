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
// takes the indentation of the others. A comment behind code stays, so that no
// string has to be understood.
func scriptWithoutComments(b []byte) []byte {
	var out []byte
	inBlock := false
	for line := range bytes.Lines(b) {
		text := bytes.TrimSpace(line)
		begins := bytes.HasPrefix(text, []byte("/*"))
		switch {
		case inBlock || begins:
			inBlock = !bytes.HasSuffix(text, []byte("*/"))
			out = append(out, '\n')
		case bytes.HasPrefix(text, []byte("//")):
			out = append(out, '\n')
		default:
			out = append(out, bytes.TrimLeft(line, " \t")...)
		}
	}
	return out
}
