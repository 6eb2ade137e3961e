package live

import (
	"bytes"
	"strings"

	"wirewalk/lessons"
)

// faulty is the head of a 101 with the fault that an accept gives it.
func faulty(head []byte, step lessons.Step) []byte {
	var out []byte
	for line := range bytes.Lines(head) {
		name, _, isField := bytes.Cut(line, []byte(":"))
		if isField && strings.EqualFold(string(name), step.Without) {
			continue
		}
		if end := len(bytes.TrimSpace(line)) == 0; end && step.With != "" {
			out = append(out, step.With+"\r\n"...)
		}
		out = append(out, line...)
	}
	return out
}
