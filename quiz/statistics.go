package quiz

import "math"

// MinCompared is the least number of people whose answers are said to tell
// anything about a question: below ten, one person more or less turns the sign
// of a correlation.
const MinCompared = 10

// FirstTry is what a person answered to a question at the first try, beside
// what became of the first tries of the same person at other questions.
type FirstTry struct {
	Given
	Others      int // how many other questions they answered
	OthersRight int // how many of those were right at the first try
}

// Statistics says how a question did, from the first tries at it.
type Statistics struct {
	// N is how many people answered. Who did not is not counted at all.
	N int
	// Difficulty is the proportion that was right at the first try, from 0 to 1: the
	// higher, the easier. A question that nearly everyone gets right or wrong (above
	// 0.9, below 0.2) tells little about anybody. It is 0 where N is.
	Difficulty float64
	// Discrimination is the corrected item-total correlation (point-biserial): how
	// far those who were right here were right elsewhere too. It is Pearson's
	// correlation of this question's point with the share of the other questions
	// that the person got right, of those that they answered; this question is no
	// part of the share, or it would agree with itself. It lies between -1 and 1, in
	// practice between -0.3 and 0.7: from 0.3 the question tells those who know from
	// those who do not, about 0 it tells nothing, and below 0 those who know most
	// get it wrong, so look at its text or its key. Its standard error is about
	// 1/sqrt(Compared): with 25 people, 0.2.
	Discrimination float64
	// Discriminates is false where there is not enough to say so: fewer than
	// MinCompared people, or all of them with the same point or the same share.
	// Discrimination is 0 then, and means nothing.
	Discriminates bool
	// Compared is how many people Discrimination speaks of: those of N who answered
	// other questions as well.
	Compared int
	// Counts are the answers of the first tries.
	Counts Counts
}

// Statistics works out how the question did. Each of tries is another person's.
func (q Question) Statistics(tries []FirstTry) Statistics {
	s := Statistics{N: len(tries)}
	given := make([]Given, len(tries))
	var points, shares []float64
	for i, t := range tries {
		given[i] = t.Given
		if t.Others <= 0 {
			continue
		}
		point := 0.0
		if t.Right {
			point = 1
		}
		points = append(points, point)
		shares = append(shares, float64(t.OthersRight)/float64(t.Others))
	}
	s.Counts = q.Count(given)
	if s.N > 0 {
		s.Difficulty = float64(s.Counts.Right) / float64(s.N)
	}
	if s.Compared = len(points); s.Compared >= MinCompared {
		s.Discrimination, s.Discriminates = correlation(points, shares)
	}
	return s
}

// correlation is Pearson's, and false where either side does not vary.
func correlation(a, b []float64) (float64, bool) {
	if constant(a) || constant(b) {
		return 0, false
	}
	meanA, meanB := mean(a), mean(b)
	var ab, aa, bb float64
	for i := range a {
		da, db := a[i]-meanA, b[i]-meanB
		ab, aa, bb = ab+da*db, aa+da*da, bb+db*db
	}
	return min(1, max(-1, ab/math.Sqrt(aa*bb))), true
}

// constant compares the values themselves: their variance is seldom exactly 0,
// since a mean is rounded.
func constant(values []float64) bool {
	for _, v := range values {
		if v != values[0] {
			return false
		}
	}
	return true
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
