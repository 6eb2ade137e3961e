package lessons

import (
	"slices"
	"strings"
)

// didYouMean suggests the word of known that is nearest to got. Where none is
// near, or several are equally, it lists the words if there are few.
func didYouMean(got string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	// A word of which more than a third is different is another word.
	best, distance, tie := "", len(got)/3+2, false
	for _, k := range known {
		d := editDistance(strings.ToLower(got), strings.ToLower(k))
		switch {
		case d < distance && d < len(got):
			best, distance, tie = k, d, false
		case d == distance:
			tie = true
		}
	}
	if best != "" && !tie {
		return `did you mean "` + best + `"?`
	}
	// More than this many is no help on one line.
	const few = 12
	if len(known) > few {
		return ""
	}
	known = slices.Clone(known)
	slices.Sort(known)
	return "known: " + strings.Join(known, ", ")
}

// editDistance counts the insertions, deletions, substitutions and swaps of
// neighbours that turn a into b (optimal string alignment).
func editDistance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last := make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		now := make([]int, len(t)+1)
		now[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last = last, now
	}
	return last[len(t)]
}
