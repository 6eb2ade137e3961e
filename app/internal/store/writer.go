package store

import (
	"context"
	"database/sql"
	"errors"

	"modernc.org/sqlite"
)

// maxBatch is how many writes are committed together at most, so that the first
// of them does not wait for hundreds.
const maxBatch = 128

// writer does all writes of SQLite, on the one connection that may write. Those
// that wait while it waits for the disk are committed together, each behind a
// savepoint of its own. Where a commit takes 5 ms, 300 answers at one moment take
// 0.15 s in place of 2.3 s (BenchmarkAnswers).
type writer struct {
	db    *sql.DB   // of one connection
	jobs  chan *job // unbuffered: those who wait are its queue
	ended chan struct{}
}

type job struct {
	do       func(t tx) error
	err      error
	panicked any
	done     chan struct{} // closed when err is what became of it
}

func newJob(do func(t tx) error) *job { return &job{do: do, done: make(chan struct{})} }

func newWriter(db *sql.DB) *writer {
	w := &writer{db: db, jobs: make(chan *job), ended: make(chan struct{})}
	go w.run()
	return w
}

// write returns when do is committed or has failed. The context ends only the
// waiting before that: others are in the same transaction.
func (w *writer) write(ctx context.Context, do func(t tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := newJob(do)
	select {
	case w.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	}
	<-j.done
	if j.panicked != nil {
		panic(j.panicked)
	}
	return j.err
}

// close ends the writer. Nobody may be in write, nor come.
func (w *writer) close() {
	close(w.jobs)
	<-w.ended
}

func (w *writer) run() {
	defer close(w.ended)
	for j := range w.jobs {
		finish(w.db, w.waiting(j))
	}
}

// waiting returns first and those who wait behind it.
func (w *writer) waiting(first *job) []*job {
	batch := []*job{first}
	for len(batch) < maxBatch {
		select {
		case j, open := <-w.jobs:
			if !open {
				return batch
			}
			batch = append(batch, j)
		default:
			return batch
		}
	}
	return batch
}

// finish commits a batch and tells each of those who wait what became of theirs.
// Statements get no deadline: a local disk answers or fails, and to interrupt
// one would undo what the others did.
func finish(db *sql.DB, batch []*job) {
	err := commit(context.Background(), db, batch)
	for _, j := range batch {
		if j.err == nil {
			j.err = err
		}
		close(j.done)
	}
}

func commit(ctx context.Context, db *sql.DB, batch []*job) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return transact(ctx, conn, func(began *sql.Tx) error {
		t := tx{ctx, &parsed{tx: began, of: map[string]*sql.Stmt{}}}
		for _, j := range batch {
			if err := j.run(t); err != nil {
				return err
			}
		}
		return nil
	})
}

// run returns an error where the transaction is lost, and not only its own part
// of it.
func (j *job) run(t tx) error {
	if _, err := t.exec("SAVEPOINT job"); err != nil {
		return err
	}
	j.try(t)
	if j.err != nil || j.panicked != nil {
		if _, err := t.exec("ROLLBACK TO job"); err != nil {
			return j.lost(err)
		}
	}
	_, err := t.exec("RELEASE job")
	return err
}

// lost is what the others in the transaction are told: why SQLite undid all of
// it, which is a full disk, say, and no rule of this job.
func (j *job) lost(err error) error {
	if why := (*sqlite.Error)(nil); errors.As(j.err, &why) {
		return why
	}
	return err
}

// try hands a panic on to whoever waits for the job.
func (j *job) try(t tx) {
	defer func() { j.panicked = recover() }()
	j.err = j.do(t)
}
