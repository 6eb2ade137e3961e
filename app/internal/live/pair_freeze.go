package live

import (
	"context"
	"sync"
	"time"
)

// Freeze freezes the two connections of the pair, in both directions, until Thaw,
// for MaxFreeze at most. It reports false where they cannot be frozen: the pair is
// over, or was not made for it. One that is frozen stays so.
func (pr *Pair) Freeze() bool {
	pr.mu.Lock()
	defer pr.mu.Unlock()
	select {
	case <-pr.over:
		return false
	default:
	}
	if !pr.record.freezes || pr.melts != nil {
		return pr.record.freezes
	}
	pr.frozen = pr.record.freeze()
	late := time.AfterFunc(MaxFreeze, pr.Thaw)
	unhook := context.AfterFunc(pr.record.runs.ctx, pr.Thaw) // so that a goodbye arrives
	pr.melts = func() {
		late.Stop()
		unhook()
	}
	return true
}

// Thaw lets everything cross that was held, and returns when it has left. It
// changes nothing where nothing is frozen.
func (pr *Pair) Thaw() {
	defer pr.record.runs.rescue()
	pr.mu.Lock()
	stop, lines := pr.melts, pr.frozen
	pr.melts, pr.frozen = nil, nil
	pr.mu.Unlock()
	if stop == nil {
		return
	}
	stop()
	pr.record.thaw(lines)
	// Side by side: a client that does not read may hold one up.
	var all sync.WaitGroup
	for _, line := range lines {
		all.Go(func() {
			defer pr.record.runs.rescue()
			if lost := line.tap.thaw(); lost > 0 {
				line.did(DeedLost, lost)
			}
		})
	}
	all.Wait()
}

// freeze freezes what is open, and returns it.
func (p *pairRecord) freeze() (lines []*pairLine) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen = p.runs.now()
	for _, line := range p.lines {
		if line.over || line.done {
			continue
		}
		line.tap.freeze()
		p.note(line, DeedFrozen, 0)
		lines = append(lines, line)
	}
	return lines
}

func (p *pairRecord) thaw(lines []*pairLine) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen = time.Time{}
	for _, line := range lines {
		p.note(line, DeedThawed, 0)
	}
}
