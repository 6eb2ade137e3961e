package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// table is what make bench prints, as Markdown that can be read as it stands.
type table struct {
	lines []line
	notes []string
	bad   []string // what went wrong; a target that is missed did not
}

// line is one thing that was measured. Where something is missing, it is "".
type line struct{ what, ours, theirs, ratio, target, verdict string }

// goal is what a measured number is to reach.
type goal struct {
	text string
	most bool // at most; otherwise at least
	is   float64
}

func atLeast(is float64, text string) goal { return goal{text: text, is: is} }
func atMost(is float64, text string) goal  { return goal{text: text, most: true, is: is} }

// verdict says whether a number reaches it, as exactly as it is printed, and by
// how much it does not.
func (g goal) verdict(got float64) string {
	if g.text == "" {
		return ""
	}
	short := g.is - got
	if g.most {
		short = -short
	}
	if short <= 0.005*g.is {
		return "reached"
	}
	if g.is == 0 {
		return "missed"
	}
	return fmt.Sprintf("missed by %.0f %%", 100*short/g.is)
}

// beside adds a line on which the ratio to the yardstick is judged.
func (t *table) beside(what, format string, ours, theirs float64, yardstick string, g goal) {
	ratio := ours / theirs
	t.lines = append(t.lines, line{what, fmt.Sprintf(format, ours), fmt.Sprintf(format, theirs) + " " + yardstick,
		fmt.Sprintf("%.2f", ratio), g.text, g.verdict(ratio)})
}

// within adds a line on which the number itself is judged; theirs stands beside it,
// unless it is 0.
func (t *table) within(what, format string, ours, theirs float64, yardstick string, g goal) {
	l := line{what: what, ours: fmt.Sprintf(format, ours), target: g.text, verdict: g.verdict(ours)}
	if theirs != 0 {
		l.theirs, l.ratio = fmt.Sprintf(format, theirs)+" "+yardstick, fmt.Sprintf("%.2f", ours/theirs)
	}
	t.lines = append(t.lines, l)
}

func (t *table) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

func (t *table) good() bool { return len(t.bad) == 0 }

func (t *table) print(w io.Writer) {
	rows := [][]string{{"", "Wirewalk", "beside it", "ratio", "target", ""}, nil}
	for _, l := range t.lines {
		rows = append(rows, []string{l.what, l.ours, l.theirs, l.ratio, l.target, l.verdict})
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for n, row := range rows {
		fmt.Fprint(w, "|")
		for i, width := range widths {
			if n == 1 {
				fmt.Fprint(w, strings.Repeat("-", width+2), "|")
				continue
			}
			fmt.Fprint(w, " ", row[i], strings.Repeat(" ", width-utf8.RuneCountInString(row[i])), " |")
		}
		fmt.Fprintln(w)
	}
	if len(t.notes) > 0 {
		fmt.Fprintln(w)
	}
	for _, note := range t.notes {
		fmt.Fprintln(w, note)
	}
	for _, bad := range t.bad {
		fmt.Fprintln(w, "\nfailed:", bad)
	}
}
