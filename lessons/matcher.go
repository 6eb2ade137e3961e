package lessons

import "wirewalk/lessons/wire"

// Matcher tells which step each event of one run belongs to, and which steps
// have all their events. The patterns of all steps stand in one queue for each
// sender: an event that matches the head of its sender's queue belongs to that
// pattern's step, and so does one that matches what stands behind optional
// ones; any other belongs to the step of the pattern that its sender matched
// last, or will match first. A run has one matcher for all its
// connections, whose events it takes in the order in which they crossed: what
// ends one connection and begins the next stands in the same queues. It is not
// safe for concurrent use.
type Matcher struct {
	script *Script
	queues map[wire.Endpoint]*queue
}

type queue struct {
	waiting []expected
	step    int // of the pattern matched last; before that, of the first
}

type expected struct {
	step    int
	pattern Pattern
}

// NewMatcher returns a matcher that has seen no event.
func (s *Script) NewMatcher() *Matcher {
	m := &Matcher{script: s, queues: map[wire.Endpoint]*queue{wire.Client: {step: 1}, wire.Server: {step: 1}}}
	for i := range s.Steps {
		st := &s.Steps[i]
		for _, p := range st.Done {
			if q := m.queues[p.From]; q != nil {
				q.waiting = append(q.waiting, expected{st.N, p})
			}
		}
	}
	for _, q := range m.queues {
		if len(q.waiting) > 0 {
			q.step = q.waiting[0].step
		}
	}
	return m
}

// Observe takes the next event and returns the number of the step that it
// belongs to. An event of no sender belongs to step 0.
func (m *Matcher) Observe(ev wire.Event) int {
	q := m.queues[ev.From]
	if q == nil {
		return 0
	}
	for i, w := range q.waiting {
		if w.pattern.Matches(ev) {
			q.step = w.step
			q.waiting = q.waiting[i+1:]
			break
		}
		if !w.pattern.Optional {
			break
		}
	}
	return q.step
}

// Next is the pattern that the events of that end wait for, and its step; one
// that may be left out is passed over. It is not ok where the script expects
// nothing more from that end.
func (m *Matcher) Next(end wire.Endpoint) (step int, p Pattern, ok bool) {
	q := m.queues[end]
	if q == nil {
		return 0, Pattern{}, false
	}
	for _, w := range q.waiting {
		if !w.pattern.Optional {
			return w.step, w.pattern, true
		}
	}
	return 0, Pattern{}, false
}

// Done reports whether every event that step n waits for has been observed. A
// step that waits for none is done.
func (m *Matcher) Done(n int) bool { return len(m.Missing(n)) == 0 }

// Missing are the patterns of step n that no event has matched yet, in the
// order of the script.
func (m *Matcher) Missing(n int) []Pattern {
	st := m.script.Step(n)
	if st == nil {
		return nil
	}
	// What a queue has taken is always its front, so of each sender's patterns
	// of this step the last ones are missing.
	left := map[wire.Endpoint]int{}
	for end, q := range m.queues {
		for _, e := range q.waiting {
			if e.step == n {
				left[end]++
			}
		}
	}
	total := map[wire.Endpoint]int{}
	for _, p := range st.Done {
		total[p.From]++
	}
	var missing []Pattern
	seen := map[wire.Endpoint]int{}
	for _, p := range st.Done {
		seen[p.From]++
		if seen[p.From] > total[p.From]-left[p.From] && !p.Optional {
			missing = append(missing, p)
		}
	}
	return missing
}
