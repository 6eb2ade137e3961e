package parts

import (
	"slices"
	"strconv"
	"strings"

	"wirewalk/lessons"
)

// codeBlock is a whole sample as a block that scrolls by itself. It is written
// by hand, because white space between elements counts inside pre. Each line
// holds its own line end, so that what is copied is what was written. The style
// sheet counts its lines, as nothing is left out.
func codeBlock(lines []lessons.HTML) string {
	var b strings.Builder
	b.WriteString(`<pre class="code" tabindex="0"><code>`)
	for _, line := range lines {
		b.WriteString(`<span class="line">` + string(line) + "\n</span>")
	}
	b.WriteString(`</code></pre>`)
	return b.String()
}

// around is how many lines are shown on either side of one that is lit.
const around = 1

// litLines is the part of a sample around the lines that run now. What is left
// out is a sign of its own.
func litLines(lines []lessons.HTML, lit []int) string {
	var b strings.Builder
	b.WriteString(`<pre class="code"><code>`)
	gap := false
	for i, line := range lines {
		n := i + 1
		if !slices.ContainsFunc(lit, func(l int) bool { return l-around <= n && n <= l+around }) {
			gap = true
			continue
		}
		if gap {
			b.WriteString(`<span class="gap">⋯</span>`)
			gap = false
		}
		writeLine(&b, n, line, slices.Contains(lit, n))
	}
	if gap {
		b.WriteString(`<span class="gap">⋯</span>`)
	}
	b.WriteString(`</code></pre>`)
	return b.String()
}

func writeLine(b *strings.Builder, n int, line lessons.HTML, lit bool) {
	b.WriteString(`<span class="line`)
	if lit {
		b.WriteString(` lit`)
	}
	b.WriteString(`" data-line="` + strconv.Itoa(n) + `">` + string(line) + "\n</span>")
}

// lineNumbers says which lines a piece explains: "line 2", "lines 2–4".
func lineNumbers(lines []int) string {
	switch len(lines) {
	case 0:
		return ""
	case 1:
		return "line " + strconv.Itoa(lines[0])
	}
	return "lines " + strconv.Itoa(slices.Min(lines)) + "–" + strconv.Itoa(slices.Max(lines))
}
