package lessons

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is something wrong in a lesson's file.
type Problem struct {
	File       string // as it was opened: "websocket-protocol.yaml"
	Line       int    // from 1
	Message    string
	Suggestion string // what may have been meant; may be empty
}

// String is the problem on one line: "file:line: message; suggestion".
func (p Problem) String() string {
	s := fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
	if p.Suggestion != "" {
		s += "; " + p.Suggestion
	}
	return s
}

// Problems is everything wrong with a set of lessons, by file and line.
type Problems []Problem

// Error is one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}
