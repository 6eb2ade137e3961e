package main

import (
	"strings"
	"testing"
)

// The table is Markdown, a target that is missed says by how much, and what failed
// stands below it.
func TestTable(t *testing.T) {
	var b table
	b.beside("pages a second", "%.0f", 900, 1000, "bare", atLeast(0.95, "≥ 0.95"))
	b.beside("p99, ms", "%.1f", 10.04, 10, "hub", atMost(1, "≤ 1"))
	b.within("memory, KB", "%.1f", 45, 0, "", atMost(30, "≤ 30"))
	b.within("failed", "%.0f", 1, 0, "", atMost(0, "none"))
	b.within("p50, ms", "%.1f", 5, 4, "hub", goal{})
	b.note("It is %d.", 4)
	b.bad = append(b.bad, "the fourth")
	var out strings.Builder
	b.print(&out)
	const want = `|                | Wirewalk | beside it | ratio | target |               |
|----------------|----------|-----------|-------|--------|---------------|
| pages a second | 900      | 1000 bare | 0.90  | ≥ 0.95 | missed by 5 % |
| p99, ms        | 10.0     | 10.0 hub  | 1.00  | ≤ 1    | reached       |
| memory, KB     | 45.0     |           |       | ≤ 30   | missed by 50 % |
| failed         | 1        |           |       | none   | missed        |
| p50, ms        | 5.0      | 4.0 hub   | 1.25  |        |               |

It is 4.

failed: the fourth
`
	if squeeze(out.String()) != squeeze(want) {
		t.Errorf("got\n%s", out.String())
	}
	if b.good() {
		t.Error("something failed, but all is good")
	}
}

// squeeze leaves of many spaces or hyphens one.
func squeeze(text string) string {
	for _, c := range []string{"  ", "--"} {
		for strings.Contains(text, c) {
			text = strings.ReplaceAll(text, c, c[:1])
		}
	}
	return text
}
