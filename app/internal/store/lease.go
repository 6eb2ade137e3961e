package store

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	// renewEvery is how often a lease on PostgreSQL is renewed. Who stands in the way
	// of another and has not done so for leaseLasts is gone: longer than a database
	// takes to restart.
	renewEvery = 3 * time.Second
	leaseLasts = 12 * time.Second
	// lookEvery is how often whoever waits for that looks.
	lookEvery = 500 * time.Millisecond
	// forgetAfter is when the lease of an instance that is in nobody's way is deleted,
	// by any other's clock. Were that clock wrong, and the instance alive, it would
	// take another.
	forgetAfter = time.Hour
)

// ErrInUse is an error of Lease.
var ErrInUse = errors.New("store: another instance uses it, and not both hear each other")

// Instance is a program that uses a database.
type Instance struct {
	ID     string // its own
	Shared bool   // it tells the others what it changes, and hears them
}

// Lease registers an instance that serves until release is called, or the process
// ends. It returns ErrInUse where another one serves and not both are Shared; on
// SQLite, which is for one, where another one serves at all. Where it is not known
// whether that one still lives, it waits until it is: for leaseLasts on PostgreSQL,
// and on SQLite, where the lock goes with the process, for busyTimeout. Failed is
// told when a lease could not be renewed; it is tried again.
func (s *Store) Lease(ctx context.Context, in Instance, failed func(error)) (release func(), err error) {
	if s.file != "" {
		return lockFile(ctx, s.file+"-instance")
	}
	if err := s.register(ctx, in); err != nil {
		return nil, err
	}
	renewing, stop := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() {
		every := time.NewTicker(renewEvery)
		defer every.Stop()
		for {
			select {
			case <-every.C:
				if err := s.renew(renewing, in); err != nil && renewing.Err() == nil {
					failed(err)
				}
			case <-renewing.Done():
				return
			}
		}
	})
	return sync.OnceFunc(func() {
		stop()
		work.Wait()
		_ = s.write(context.Background(), func(t tx) error { // otherwise it runs out
			_, err := t.exec(`DELETE FROM instances WHERE id = $1`, in.ID)
			return err
		})
	}), nil
}

// lease is what is kept of an instance.
type lease struct {
	id    string
	beats int64
}

func readLease(row scan) (l lease, err error) {
	err = row(&l.id, &l.beats)
	return l, err
}

// register keeps a new lease, once nobody stands in its way.
func (s *Store) register(ctx context.Context, in Instance) error {
	w := watch{}
	var gone []lease
	for {
		inWay, err := s.tryRegister(ctx, in, gone)
		if err != nil || len(inWay) == 0 {
			return err
		}
		if gone, err = w.gone(inWay, time.Now()); err != nil {
			return err
		}
		select {
		case <-time.After(lookEvery):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// watch is what an instance that waits has seen of each in its way, by id: the beats
// that it was found with, and when.
type watch map[string]found

type found struct {
	beats int64
	at    time.Time
}

// gone looks at who is in the way now, and returns those who have not renewed their
// lease for leaseLasts. It returns ErrInUse where one has.
func (w watch) gone(inWay []lease, now time.Time) (gone []lease, err error) {
	for _, l := range inWay {
		before, known := w[l.id]
		switch {
		case !known:
			w[l.id] = found{l.beats, now}
		case before.beats != l.beats:
			return nil, ErrInUse
		case now.Sub(before.at) >= leaseLasts:
			gone = append(gone, l)
		}
	}
	return gone, nil
}

// tryRegister keeps a new lease, unless it returns who stands in its way. It deletes
// the leases of gone first, unless they were renewed since they were seen: by their
// beats, since the clocks of two instances need not agree.
func (s *Store) tryRegister(ctx context.Context, in Instance, gone []lease) (inWay []lease, err error) {
	err = s.write(ctx, func(t tx) (err error) {
		if _, err := t.exec(`LOCK TABLE instances IN EXCLUSIVE MODE`); err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM instances WHERE renewed < $1 AND shared AND $2`, micros(s.now().Add(-forgetAfter)), in.Shared); err != nil {
			return err
		}
		for _, l := range gone {
			if _, err := t.exec(`DELETE FROM instances WHERE id = $1 AND beats = $2`, l.id, l.beats); err != nil {
				return err
			}
		}
		inWay, err = all(t.ctx, t.sql, readLease, `SELECT id, beats FROM instances WHERE id <> $1 AND NOT (shared AND $2)`, in.ID, in.Shared)
		if err != nil || len(inWay) > 0 {
			return err
		}
		_, err = t.exec(`INSERT INTO instances (id, shared, started, renewed, beats) VALUES ($1, $2, $3, $3, 1)`, in.ID, in.Shared, micros(s.now()))
		return err
	})
	return inWay, err
}

// renew says that an instance lives. One whose lease was taken for that of a dead
// one gets another, or ErrInUse.
func (s *Store) renew(ctx context.Context, in Instance) error {
	var n int64
	err := s.write(ctx, func(t tx) (err error) {
		n, err = t.exec(`UPDATE instances SET renewed = $2, beats = beats + 1 WHERE id = $1`, in.ID, micros(s.now()))
		return err
	})
	if err != nil || n > 0 {
		return err
	}
	inWay, err := s.tryRegister(ctx, in, nil)
	if err == nil && len(inWay) > 0 {
		return ErrInUse
	}
	return err
}
