package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// lead is what the instructor does. Its error ends the class.
func (l *led) lead(ctx context.Context) error {
	if err := l.gather(ctx, 0, l.all.call(mark{what: onPage}), l.arrive+l.patience, "the class's stream says nothing"); err != nil {
		return err
	}
	left := l.all.left()
	if state, err := l.instructor.until(ctx, l.patience, func(c classState) bool { return c.here == left }); err != nil {
		return &failure{0, onLead, fmt.Sprintf("%d pages are open, the cockpit counts %d: %s", left, state.here, err)}
	}
	if _, err := l.move(ctx, 0, "/pace", url.Values{"do": {"together"}, "lesson": {l.script.id}}, moment{Together: true}); err != nil {
		return err
	}
	returned := l.all.call(mark{what: back})
	for _, r := range l.script.rows {
		if err := l.next(ctx, r); err != nil {
			return err
		}
	}
	if err := l.gather(ctx, len(l.script.rows), returned, l.patience, "the page did not come back to the class's stream"); err != nil {
		return err
	}
	if _, err := l.move(ctx, len(l.script.rows), "/end", nil, moment{Ended: true}); err != nil {
		return err
	}
	told := l.all.call(mark{what: toldOff})
	if err := l.instructor.remove(ctx); err != nil {
		return &failure{len(l.script.rows), onLead, "deleting the class: " + err.Error()}
	}
	l.deleted = true
	return l.gather(ctx, len(l.script.rows), told, l.patience, "the page did not hear that the class is deleted")
}

// next takes everyone to a row, and asks what they expect where it has a
// prediction.
func (l *led) next(ctx context.Context, r row) error {
	l.row.Store(int64(r.step))
	form := url.Values{"do": {"next"}}
	var acked int
	if r.asks != "" {
		asked := moment{Together: true, Step: r.step - 1, Predicts: r.step}
		votes := l.all.call(mark{voted, asked})
		if _, err := l.move(ctx, r.step, "/pace", form, asked); err != nil {
			return err
		}
		if err := l.gather(ctx, r.step, votes, l.patience, "the vote was not acknowledged"); err != nil {
			return err
		}
		acked = len(votes.came)
		// Who leads sees how many have committed, and releases when all have.
		if state, err := l.instructor.until(ctx, l.patience, func(c classState) bool { return c.answered >= acked }); err != nil {
			return &failure{r.step, onVote, fmt.Sprintf("%d were acknowledged, the cockpit counts %d: %s", acked, state.answered, err)}
		}
		form.Set("do", "release")
	}
	at := moment{Together: true, Step: r.step}
	happened := l.all.call(mark{walked, at})
	pages, err := l.move(ctx, r.step, "/pace", form, at)
	if err != nil {
		return err
	}
	if r.asks != "" {
		if err := l.count(ctx, r.step, acked); err != nil {
			return err
		}
	}
	if err := l.gather(ctx, r.step, happened, 2*l.patience, ""); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	of := l.r.byRow[r.step]
	for n, at := range happened.came {
		of.act = append(of.act, at.Sub(pages.came[n]))
		of.whole = append(of.whole, at.Sub(pages.began))
	}
	l.r.byRow[r.step] = of
	return nil
}

// count compares what was acknowledged with what the server counted when it
// closed the vote.
func (l *led) count(ctx context.Context, step, acked int) error {
	state, err := l.instructor.until(ctx, l.patience, func(c classState) bool { return c.Step == step })
	if err != nil {
		return &failure{step, onLead, err.Error()}
	}
	l.mu.Lock()
	l.r.acked += acked
	l.r.counted += state.answered
	l.mu.Unlock()
	if state.answered != acked {
		l.fail(&failure{step, onVote, fmt.Sprintf("%d were acknowledged, %d were counted", acked, state.answered)})
	}
	return nil
}

// arrivals are when each page had what an instructor did.
type arrivals struct {
	began time.Time // when it was sent
	came  map[int]time.Time
}

// move lets the instructor do something after a while, and returns when every
// page has what comes of it. Just before, the bare hub sends the same bytes to
// as many.
func (l *led) move(ctx context.Context, step int, path string, form url.Values, to moment) (arrivals, error) {
	select {
	case <-time.After(l.think):
	case <-ctx.Done():
		return arrivals{}, ctx.Err()
	}
	isRow := to.Step > 0 && to.Predicts == 0
	bare, busy, err := l.compare(ctx, isRow)
	if err != nil {
		return arrivals{}, &failure{step, onHub, err.Error()}
	}
	pages := l.all.call(mark{onPage, to})
	a := arrivals{began: time.Now()}
	if err := l.instructor.act(ctx, path, form); err != nil {
		return arrivals{}, &failure{step, onLead, "POST " + path + ": " + err.Error()}
	}
	err = l.gather(ctx, step, pages, l.patience, fmt.Sprintf("the page did not get the event of %s %s", path, form.Get("do")))
	a.came = pages.came
	took := since(a.came, a.began)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.r.bare = append(l.r.bare, bare...)
	if isRow {
		of := l.r.byRow[to.Step]
		of.page, of.bare, of.busy = took, bare, busy
		l.r.byRow[to.Step] = of
	} else {
		l.r.news = append(l.r.news, took...)
	}
	return a, err
}

// compare lets the bare hub send what the class was told last; before a row also
// to readers who answer at once.
func (l *led) compare(ctx context.Context, isRow bool) (bare, busy []time.Duration, err error) {
	_, data := l.instructor.heard()
	if bare, err = l.hub.broadcast(ctx, hubTells, data); err == nil && isRow {
		busy, err = l.hub.broadcast(ctx, hubAsks, data)
	}
	return bare, busy, err
}

// gather waits until everyone is there. Who is not has failed, with why, and is
// waited for no more; where why is empty, they say it themselves. It returns an
// error where nobody is left.
func (l *led) gather(ctx context.Context, step int, g *meeting, within time.Duration, why string) error {
	missing := g.wait(ctx, within)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if why != "" {
		for range missing {
			l.fail(&failure{step, onClass, why})
		}
	}
	if l.all.left() == 0 {
		return errors.New("nobody is left")
	}
	return nil
}
