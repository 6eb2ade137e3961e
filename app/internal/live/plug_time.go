package live

import (
	"fmt"
	"slices"
	"time"
)

// keepTime sends a message each so often until the plug is over.
func (p *Plugs) keepTime(name string, pl *plug) {
	defer func() {
		if p.runs.ctx.Err() == nil { // otherwise whoever shuts down says goodbye
			p.end(name, pl)
		}
	}()
	defer p.runs.rescue()
	next := time.NewTimer(pl.untilNext(p.runs.now()))
	defer next.Stop()
	for {
		select {
		case <-next.C:
			if !p.tick(pl) {
				return
			}
			next.Reset(pl.untilNext(p.runs.now()))
		case <-pl.done:
			return
		case <-p.runs.Done():
			return
		}
	}
}

// tick sends one message; it reports false where the plug has lasted long enough.
func (p *Plugs) tick(pl *plug) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.runs.now()
	if pl.seats > 0 {
		pl.busy = now
	}
	if pl.over || now.Sub(pl.began) >= PlugLifetime || now.Sub(pl.busy) >= PlugIdle {
		return false
	}
	pl.say()
	pl.catchUp(now.Add(-pl.every / 2))
	return true
}

// sentAt is when the message with that number is sent, by every process.
func (pl *plug) sentAt(number int) time.Time {
	return pl.began.Add(time.Duration(number-1) * pl.every)
}

// untilNext is how long until the next message is due. Only its own goroutine asks,
// which is also the one that says them.
func (pl *plug) untilNext(now time.Time) time.Duration {
	return min(max(pl.sentAt(pl.last+1).Sub(now), pl.every/10), pl.every)
}

// catchUp adds the messages that should have been sent by now. Plugs.mu is held, or
// the plug is not shared yet.
func (pl *plug) catchUp(now time.Time) {
	for !pl.sentAt(pl.last + 1).After(now) {
		pl.say()
	}
}

// say adds a message. Plugs.mu is held, or the plug is not shared yet.
func (pl *plug) say() {
	pl.last++
	data := fmt.Appendf(nil, `{"number":%d,"time":%q}`, pl.last, pl.sentAt(pl.last).UTC().Format("2006-01-02T15:04:05.000Z"))
	// What was handed out is never written over: it is left behind.
	pl.messages = append(pl.messages, PlugMessage{pl.last, data})
	if len(pl.messages) > KeepPlugMessages {
		pl.messages = pl.messages[1:]
	}
	close(pl.said)
	pl.said = make(chan struct{})
}

// after returns the messages that are kept after number n. Plugs.mu is held.
func (pl *plug) after(n int) []PlugMessage {
	newer := min(max(pl.last-n, 0), len(pl.messages))
	return slices.Clip(pl.messages[len(pl.messages)-newer:])
}
