package quiz

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// MaxWays is how many ways to answer an order, a match or a fill-in Count tells
// apart: as many bars as are read from the back of a room.
const MaxWays = 8

// Given is one answer to a question, as it was graded.
type Given struct {
	Answers []string // as Grade takes them; empty: it is not known what was answered
	Right   bool
}

// Way is one way to answer a question, and how many chose it.
type Way struct {
	// Answers are as Grade takes them. Of a fill-in the text stands for all that
	// Grade takes for the same, as it was typed first. Empty: all right answers to
	// a fill-in that a run decides, which are different for everybody.
	Answers []string
	Right   bool // to answer so is right, or was for everybody who did
	N       int

	key string // the same for answers that are counted together
}

// Counts is how many answered a question in which way.
type Counts struct {
	N     int // how many answered
	Right int // how many of them were right
	// Ways are, of a choice and a predict, all options in their order, of an order
	// and a match the right answer and then the most frequent ones, of a fill-in
	// the most frequent ones, of a click-byte each byte that was clicked, the
	// first first. Those that nobody chose are options, or the right answer of an
	// order or a match.
	Ways    []Way
	Others  int // how many answered in none of Ways
	Unknown int // of how many it is not known what they answered
}

// Count counts answers. Which option is right it knows by the question's key,
// and where a run decides from who was right. Nothing of it may reach a page on
// which the question is still open.
func (q Question) Count(given []Given) Counts {
	c := Counts{N: len(given)}
	ways := q.ways()
	asked := len(ways)
	at := map[string]int{}
	for i := range ways {
		ways[i].key = q.key(Given{Answers: ways[i].Answers, Right: ways[i].Right})
		at[ways[i].key] = i
	}
	for _, g := range given {
		if g.Right {
			c.Right++
		}
		if len(g.Answers) == 0 {
			c.Unknown++
			continue
		}
		key := q.key(g)
		i, known := at[key]
		if !known {
			if !q.open(g) {
				c.Others++
				continue
			}
			i, at[key] = len(ways), len(ways)
			way := q.way(g)
			way.key = key
			ways = append(ways, way)
		}
		ways[i].N++
		ways[i].Right = ways[i].Right || g.Right
	}
	further := ways[asked:]
	if q.Kind == ClickByte {
		slices.SortFunc(further, func(a, b Way) int { return cmp.Compare(a.byte(), b.byte()) })
		c.Ways = ways
		return c
	}
	slices.SortStableFunc(further, func(a, b Way) int {
		return cmp.Or(cmp.Compare(b.N, a.N), slices.Compare(a.Answers, b.Answers))
	})
	if len(further) > 0 && len(ways) > MaxWays {
		for _, w := range ways[MaxWays:] {
			c.Others += w.N
		}
		ways = ways[:MaxWays]
	}
	c.Ways = ways
	return c
}

// Of is how many answered in a way that another Count of the same question found;
// 0 where it is not among Ways.
func (c Counts) Of(w Way) int {
	for i := range c.Ways {
		if c.Ways[i].key == w.key {
			return c.Ways[i].N
		}
	}
	return 0
}

// Bytes are, of a click-byte, how many clicked each of the first n bytes.
func (c Counts) Bytes(n int) []int {
	clicks := make([]int, n)
	for _, w := range c.Ways {
		if i := w.byte(); i >= 0 && i < n {
			clicks[i] = w.N
		}
	}
	return clicks
}

func (w Way) byte() int {
	if len(w.Answers) != 1 {
		return -1
	}
	i, err := strconv.Atoi(w.Answers[0])
	if err != nil {
		return -1
	}
	return i
}

// ways are those that are counted although nobody may have chosen them.
func (q Question) ways() []Way {
	var ways []Way
	switch q.Kind {
	case Choice, Predict:
		for _, o := range q.Options {
			ways = append(ways, Way{Answers: []string{o.ID}, Right: q.Observe == "" && o.ID == q.Key})
		}
	case Order:
		ways = append(ways, Way{Answers: slices.Clone(q.Sequence), Right: true})
	case Match:
		right := make([]string, len(q.Options))
		for i, o := range q.Options {
			right[i] = o.Match
		}
		ways = append(ways, Way{Answers: right, Right: true})
	}
	return ways
}

// open reports whether an answer that ways has not may be a way of its own. One
// that is none at all was given before the question was changed.
func (q Question) open(g Given) bool {
	switch q.Kind {
	case Order, Match:
		return len(g.Answers) == len(q.Options)
	case FillIn:
		return true
	case ClickByte:
		return Way{Answers: g.Answers}.byte() >= 0
	default:
		return false
	}
}

// key is what makes two answers one way.
func (q Question) key(g Given) string {
	switch {
	case q.Kind == ClickByte:
		return strconv.Itoa(Way{Answers: g.Answers}.byte())
	case q.Kind != FillIn:
		return strings.Join(g.Answers, "\x00")
	case g.Right && q.Field != "":
		return "right"
	default:
		return "typed " + normal(g.Answers[0])
	}
}

func (q Question) way(g Given) Way {
	switch {
	case q.Kind == FillIn && q.Field != "" && g.Right:
		return Way{}
	case q.Kind == FillIn:
		return Way{Answers: []string{strings.TrimSpace(strings.ToValidUTF8(g.Answers[0], "\uFFFD"))}}
	case q.Kind == ClickByte:
		return Way{Answers: []string{q.key(g)}}
	default:
		return Way{Answers: slices.Clone(g.Answers)}
	}
}
