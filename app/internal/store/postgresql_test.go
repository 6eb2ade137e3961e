package store

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/pgtest"
)

func TestPostgreSQL(t *testing.T) {
	conform(t, func(t *testing.T) Options { return Options{URL: schema(t)} })
}

// schema returns the address of an empty schema, which goes with the test.
func schema(t *testing.T) string {
	t.Helper()
	return pgtest.Schema(t, os.Getenv("WIREWALK_TEST_POSTGRES"))
}

func onPostgreSQL(t *testing.T) *bench {
	t.Helper()
	clock := newClock(start)
	o := Options{URL: schema(t), Now: clock.now}
	return &bench{t, open(t, o), o, clock}
}

// Several instances start at once on an empty database: in one process, and in
// several.
func TestPostgreSQLOpenedAtOnce(t *testing.T) {
	address := schema(t)
	for _, err := range atOnce(8, func(i int) error {
		if i%2 == 0 {
			return childCommand(t, "open", address).Run()
		}
		s, err := Open(t.Context(), Options{URL: address, Now: time.Now})
		if err != nil {
			return err
		}
		return s.Close()
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	s := open(t, Options{URL: address, Now: time.Now})
	if n, err := get(t.Context(), s, value[int], `SELECT COUNT(*) FROM goose_db_version WHERE version_id = 1`); err != nil || n != 1 {
		t.Errorf("the first migration was made %d times, %v", n, err)
	}
	if n, err := get(t.Context(), s, value[int], `SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()`); err != nil || n != 0 {
		t.Errorf("%d locks are left, %v", n, err)
	}
}

func TestPostgreSQLCannotOpen(t *testing.T) {
	for _, address := range []string{
		"postgres://postgres:secret@127.0.0.1:1/test",    // nobody listens
		"postgres://postgres:secret@127.0.0.1:port/test", // no address
	} {
		s, err := Open(t.Context(), Options{URL: address, Now: time.Now})
		if err == nil || s != nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, %v", address, s, err)
		}
	}
}

// Two transactions that wait for each other both come to an end.
func TestPostgreSQLDeadlock(t *testing.T) {
	b := onPostgreSQL(t)
	codes := []string{b.class().Code, b.class().Code}
	var first sync.WaitGroup // each has its first class
	first.Add(2)
	tries := [2]int{}
	for _, err := range atOnce(2, func(i int) error {
		return b.write(t.Context(), func(t tx) error {
			tries[i]++
			if _, err := t.lockClass(codes[i]); err != nil {
				return err
			}
			if tries[i] == 1 {
				first.Done()
				first.Wait()
			}
			return second(t.lockClass(codes[1-i]))
		})
	}) {
		b.must(err)
	}
	if tries[0]+tries[1] != 3 {
		t.Errorf("tries: %v", tries)
	}
}

// A question closes after the votes that it has let in.
func TestPostgreSQLVoteBeforeClosing(t *testing.T) {
	b := onPostgreSQL(t)
	c := b.class()
	p := b.person(c.Code, "Ann")
	b.ask(c.Code)
	changedTheirMind := errors.New("nobody is deleted")
	deleting, voted, closed := make(chan struct{}), make(chan error, 1), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() { // holds the vote up
		err := b.write(t.Context(), func(t tx) error {
			if err := t.must(`DELETE FROM people WHERE id = $1`, p.ID); err != nil {
				return err
			}
			close(deleting)
			select {
			case <-closed:
			case <-time.After(300 * time.Millisecond):
			}
			return changedTheirMind
		})
		if err != changedTheirMind {
			t.Error(err)
		}
	})
	<-deleting
	go func() { voted <- b.Vote(t.Context(), c.Code, class.Vote{Asking: 1, Round: 1, Person: p.ID}) }()
	for waiting := 0; waiting == 0; {
		var err error
		waiting, err = get(t.Context(), b.Store, value[int], `SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO votes%'`)
		b.must(err)
	}
	b.decide(c.Code, func(c *class.Class) error { return c.Close(b.clock.now()) })
	atClosing := b.count("votes")
	close(closed)
	b.must(<-voted)
	all.Wait()
	if n := b.count("votes"); n != 1 || atClosing != 1 {
		t.Errorf("there is %d vote, and there was %d when the question was closed", n, atClosing)
	}
}

// People are deleted while their answers, votes and rows come in.
func TestPostgreSQLDeletedMeanwhile(t *testing.T) {
	b := onPostgreSQL(t)
	c := b.class()
	var ids []string
	for i := range 30 {
		ids = append(ids, b.person(c.Code, strconv.Itoa(i)).ID)
	}
	b.ask(c.Code)
	for i, err := range atOnce(4*len(ids)+1, func(i int) error {
		id := ids[i%len(ids)]
		switch i / len(ids) {
		case 0:
			return b.Vote(t.Context(), c.Code, class.Vote{Asking: 1, Round: 1, Person: id})
		case 1:
			return second(b.AddAnswer(t.Context(), answer(id, "k")))
		case 2:
			return b.DeletePerson(t.Context(), id)
		case 3:
			var all []class.Progress
			for j := range ids {
				all = append(all, class.Progress{Person: ids[(i+j)%len(ids)], Lesson: "frames"})
			}
			return errors.Join(b.SaveProgress(t.Context(), all), b.SawPeople(t.Context(), ids, b.clock.now()))
		}
		time.Sleep(20 * time.Millisecond)
		return b.DeleteClass(t.Context(), c.Code)
	}) {
		if err != nil && (!errors.Is(err, ErrNotFound) || i/len(ids) == 3) {
			t.Errorf("number %d: %v", i, err)
		}
	}
	for _, table := range tablesOfPeople {
		if n := b.count(table); n != 0 {
			t.Errorf("%s has %d rows, and everybody is deleted", table, n)
		}
	}
}

// A database that restarts is used again when it is back.
func TestPostgreSQLRestarts(t *testing.T) {
	b := onPostgreSQL(t)
	defer b.Close() // some of its connections are broken
	c := b.class()
	atOnce(2*maxConns, func(int) error { return second(b.Class(t.Context(), c.Code)) }) // so that there are connections
	b.must(b.write(t.Context(), func(t tx) error {
		n, err := one(t.ctx, t.sql, value[int], `SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
			WHERE pid <> pg_backend_pid() AND query LIKE '%FROM classes WHERE code = $1'`)
		if err == nil && n == 0 {
			err = errors.New("no connection was ended")
		}
		return err
	}))
	for well := 0; well < 3*maxConns; well++ {
		if _, err := b.Class(t.Context(), c.Code); err != nil {
			t.Log(err)
			well = 0
		}
	}
}

func TestPostgreSQLBackup(t *testing.T) {
	b := onPostgreSQL(t)
	if err := b.Backup(t.Context(), t.TempDir()+"/copy"); !errors.Is(err, ErrNotSQLite) {
		t.Error(err)
	}
}
