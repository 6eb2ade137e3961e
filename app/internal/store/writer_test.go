package store

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// addRow stores a row that is told from others by n.
func addRow(t tx, n int) error {
	_, err := t.exec(`INSERT INTO sessions (token_hash, expires) VALUES ($1, 0)`, strconv.Itoa(n))
	return err
}

// Those who wait while another write is under way are committed together, as far
// as a batch goes.
func TestSQLiteCommitsTogether(t *testing.T) {
	const writes = maxBatch + 10
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Options{Dir: dir, Now: time.Now})
		hold := make(chan struct{})
		go s.write(context.Background(), func(tx) error {
			<-hold
			return nil
		})
		synctest.Wait()
		var all sync.WaitGroup
		together := map[any]int{} // by transaction; one goroutine writes
		for i := range writes {
			all.Go(func() {
				if err := s.write(context.Background(), func(t tx) error {
					together[t.sql]++
					return addRow(t, i)
				}); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		close(hold)
		all.Wait()
		if len(together) != 2 {
			t.Errorf("%d writes were committed in %d transactions", writes, len(together))
		}
		for _, n := range together {
			if n != maxBatch && n != writes-maxBatch {
				t.Errorf("%d were committed together", n)
			}
		}
	})
}

// Whoever gives up while another write is under way is not written.
func TestSQLiteGivesUpWaiting(t *testing.T) {
	b := onSQLite(t)
	hold, held := make(chan struct{}), make(chan struct{})
	go b.write(context.Background(), func(tx) error {
		close(held)
		<-hold
		return nil
	})
	<-held
	ctx, cancel := context.WithCancel(t.Context())
	came := make(chan error)
	go func() { came <- b.write(ctx, func(t tx) error { return addRow(t, 1) }) }()
	cancel()
	if err := <-came; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	close(hold)
	b.class()
	if n := b.count("sessions"); n != 0 {
		t.Errorf("%d rows", n)
	}
}

// One write that fails takes no other with it.
func TestSQLiteBatch(t *testing.T) {
	b := onSQLite(t)
	c := b.class()
	against := errors.New("a rule is against it")
	batch := []*job{
		newJob(func(t tx) error { return addRow(t, 0) }),
		newJob(func(t tx) error { return errors.Join(addRow(t, 1), against) }),
		newJob(func(t tx) error { return addRow(t, 2) }),
		newJob(func(t tx) error {
			err := addRow(t, 3)
			if err == nil {
				_, err = t.exec(`INSERT INTO classes (code, doc, revision, created, happened) VALUES ($1, '', 0, 0, 0)`, c.Code)
			}
			return err
		}),
		newJob(func(t tx) error {
			if err := addRow(t, 4); err != nil {
				return err
			}
			panic("at the disco")
		}),
		newJob(func(t tx) error { return addRow(t, 5) }),
	}
	finish(b.writes, batch)
	for i, j := range batch {
		if failed := j.err != nil || j.panicked != nil; failed != (i == 1 || i == 3 || i == 4) {
			t.Errorf("number %d: %v, %v", i, j.err, j.panicked)
		}
	}
	if !errors.Is(batch[1].err, against) || batch[4].panicked != "at the disco" {
		t.Errorf("they came to %v and %v", batch[1].err, batch[4].panicked)
	}
	if n := b.count(`sessions WHERE token_hash IN ('0', '2', '5')`); n != 3 || b.count("sessions") != 3 {
		t.Errorf("%d of 3 are stored, and %d rows", n, b.count("sessions"))
	}
}

// A transaction that SQLite has undone as a whole is lost for all in it, and for
// nobody after.
func TestSQLiteLostTransaction(t *testing.T) {
	b := onSQLite(t)
	against := errors.New("a rule is against it")
	batch := []*job{
		newJob(func(t tx) error { return addRow(t, 0) }),
		newJob(func(t tx) error {
			_, err := t.exec(`ROLLBACK`)
			return errors.Join(against, err)
		}),
		newJob(func(t tx) error { return addRow(t, 2) }),
	}
	finish(b.writes, batch)
	for i, j := range batch {
		if j.err == nil || errors.Is(j.err, against) != (i == 1) {
			t.Errorf("number %d: %v", i, j.err)
		}
	}
	b.must(b.write(t.Context(), func(t tx) error { return addRow(t, 3) }))
	if n := b.count("sessions"); n != 1 {
		t.Errorf("%d rows", n)
	}
}

// A commit that fails is a failure of all, and of nobody after.
func TestSQLiteCommitFails(t *testing.T) {
	b := onSQLite(t)
	batch := []*job{
		newJob(func(t tx) error { return addRow(t, 0) }),
		newJob(func(t tx) error { // found out when it is committed
			_, err := t.exec(`PRAGMA defer_foreign_keys = 1`)
			if err == nil {
				_, err = t.exec(`INSERT INTO progress (person, lesson, step, at_step, run, held, moved) VALUES ('nobody', '', 0, 0, '', FALSE, 0)`)
			}
			return err
		}),
	}
	finish(b.writes, batch)
	for i, j := range batch {
		if j.err == nil {
			t.Errorf("number %d was acknowledged", i)
		}
	}
	b.must(b.write(t.Context(), func(t tx) error { return addRow(t, 3) }))
	if n := b.count("sessions"); n != 1 || b.count("progress") != 0 {
		t.Errorf("%d rows", n)
	}
}
