package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"wirewalk/lessons/wire"
)

func TestSQLite(t *testing.T) {
	conform(t, func(t *testing.T) Options { return Options{Dir: t.TempDir()} })
}

func onSQLite(t *testing.T) *bench {
	t.Helper()
	clock := newClock(start)
	o := Options{Dir: t.TempDir(), Now: clock.now}
	return &bench{t, open(t, o), o, clock}
}

func TestSQLiteFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "of a class", `100% ä?#&_pragma=foreign_keys(0)`)
	s := open(t, Options{Dir: dir, Now: time.Now})
	for name, mode := range map[string]fs.FileMode{"": 0o700, "wirewalk.db": 0o600, "wirewalk.db-wal": 0o600, "wirewalk.db-shm": 0o600} {
		is, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if is.Mode().Perm() != mode {
			t.Errorf("%q may be used by others: %v", name, is.Mode())
		}
	}
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1", "busy_timeout": "5000"} {
		got, err := one(t.Context(), s.writes, value[string], "PRAGMA "+pragma)
		if err != nil || got != want {
			t.Errorf("%s is %s, not %s, %v", pragma, got, want, err)
		}
	}
	if _, err := s.reads.ExecContext(t.Context(), `DELETE FROM classes`); err == nil {
		t.Error("a connection that reads has written")
	}
}

// A file that came from elsewhere, readable by all, is so no longer.
func TestSQLiteFileOfOthers(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, fileName)
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	open(t, Options{Dir: dir, Now: time.Now})
	if is, err := os.Stat(file); err != nil || is.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", is.Mode(), err)
	}
}

func TestSQLiteCannotOpen(t *testing.T) {
	inTheWay := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(inTheWay, []byte("no database, and longer than the head of one would be, which has a hundred bytes: so this text needs a few more."), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := Open(t.Context(), Options{Dir: inTheWay, Now: time.Now}); err == nil || s != nil {
		t.Errorf("a file for a folder: %v, %v", s, err)
	}
	dir := t.TempDir()
	if err := os.Rename(inTheWay, filepath.Join(dir, fileName)); err != nil {
		t.Fatal(err)
	}
	if s, err := Open(t.Context(), Options{Dir: dir, Now: time.Now}); err == nil || s != nil {
		t.Errorf("no database: %v, %v", s, err)
	}
}

// A command beside the server opens the same file.
func TestSQLiteOpenedAtOnce(t *testing.T) {
	dir := t.TempDir()
	for _, err := range atOnce(8, func(i int) error {
		s, err := Open(t.Context(), Options{Dir: dir, Now: time.Now})
		if err != nil {
			return err
		}
		err = s.AddSession(t.Context(), strconv.Itoa(i), time.Now().Add(time.Hour))
		return errors.Join(err, s.Close())
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	s := open(t, Options{Dir: dir, Now: time.Now})
	for i := range 8 {
		if err := s.Session(t.Context(), strconv.Itoa(i)); err != nil {
			t.Errorf("what number %d wrote: %v", i, err)
		}
	}
	intact(t, s)
}

// A full database is said to be full, keeps what it has, and goes on by itself
// when there is room.
func TestSQLiteFull(t *testing.T) {
	b := onSQLite(t)
	p := b.person(b.class().Code, "Ann")
	limit := func(pages int) {
		t.Helper()
		b.must(second(b.writes.ExecContext(t.Context(), "PRAGMA max_page_count = "+strconv.Itoa(pages))))
	}
	pages, err := one(t.Context(), b.writes, value[int], "PRAGMA page_count")
	b.must(err)
	limit(pages + 10)

	acknowledged := map[string]bool{}
	var full int
	for i, err := range atOnce(300, func(i int) error {
		a := answer(p.ID, strconv.Itoa(i))
		a.Question = a.Key
		a.Answers = []string{"a few more bytes than most answers have, so that it fills sooner"}
		return second(b.AddAnswer(t.Context(), a))
	}) {
		switch {
		case err == nil:
			acknowledged[strconv.Itoa(i)] = true
		case errors.Is(err, ErrFull):
			full++
		default:
			t.Error(err)
		}
	}
	if full == 0 || len(acknowledged) == 0 {
		t.Fatalf("%d were full, %d acknowledged", full, len(acknowledged))
	}
	big := &wire.Recording{Script: "frames"} // and random, so that it packs badly
	for range 2000 {
		big.Browser += rand.Text()
	}
	if err := b.SaveRecording(t.Context(), p.ID, "run", big); !errors.Is(err, ErrFull) {
		t.Errorf("a recording: %v", err)
	}
	check := func() {
		t.Helper()
		all, err := b.PersonAnswers(t.Context(), p.ID)
		b.must(err)
		if len(all) != len(acknowledged) {
			t.Errorf("%d were acknowledged, %d are there", len(acknowledged), len(all))
		}
		for _, a := range all {
			if !acknowledged[a.Key] {
				t.Errorf("answer %s was refused, and is there", a.Key)
			}
		}
		intact(t, b.Store)
	}
	check()
	if err := b.SaveRecording(t.Context(), p.ID, "run", big); !errors.Is(err, ErrFull) {
		t.Errorf("a recording, when it is still full: %v", err)
	}

	limit(pages + 2000)
	b.must(b.SaveRecording(t.Context(), p.ID, "run", big))
	for i := range 300 {
		if key := strconv.Itoa(i); !acknowledged[key] { // as a page sends it again
			b.must(second(b.AddAnswer(t.Context(), answer(p.ID, key))))
			acknowledged[key] = true
		}
	}
	check()
}

func TestSQLiteBackup(t *testing.T) {
	b := onSQLite(t)
	p := b.person(b.class().Code, "Ann")
	b.must(b.SaveRecording(t.Context(), p.ID, "run", recording(b)))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	wrote := make(chan int)
	go func() { // one after the other, so that a copy has the first so many
		for i := 0; ; i++ {
			if _, err := b.AddAnswer(ctx, answer(p.ID, strconv.Itoa(i))); err != nil {
				wrote <- i
				return
			}
		}
	}()
	var copies []string
	for i := range 5 {
		dir := filepath.Join(t.TempDir(), "a copy's")
		b.must(os.Mkdir(dir, 0o700))
		file := filepath.Join(dir, fileName)
		b.must(b.Backup(t.Context(), file))
		copies = append(copies, dir)
		if is, err := os.Stat(file); err != nil || is.Mode().Perm() != 0o600 {
			t.Errorf("copy %d: %v, %v", i, is.Mode(), err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	acknowledged := <-wrote

	before := 0
	for i, dir := range copies {
		s := open(t, Options{Dir: dir, Now: time.Now})
		intact(t, s)
		all, err := s.PersonAnswers(t.Context(), p.ID)
		b.must(err)
		there := map[string]bool{}
		for _, a := range all {
			there[a.Key] = true
		}
		for n := range len(all) {
			if !there[strconv.Itoa(n)] {
				t.Errorf("copy %d has %d answers, and not number %d", i, len(all), n)
			}
		}
		if _, r, err := s.Recording(t.Context(), "run"); err != nil || len(r.Events) == 0 {
			t.Errorf("copy %d: the recording: %v", i, err)
		}
		if len(all) < before || len(all) > acknowledged+1 {
			t.Errorf("copy %d has %d answers, the one before %d, of %d", i, len(all), before, acknowledged)
		}
		before = len(all)
		b.must(second(s.AddAnswer(t.Context(), answer(p.ID, "in the copy"))))
	}
	if before == 0 {
		t.Error("no copy was made while somebody wrote")
	}
}

func TestSQLiteBackupRefused(t *testing.T) {
	b := onSQLite(t)
	file := filepath.Join(t.TempDir(), "precious")
	b.must(os.WriteFile(file, nil, 0o600))
	if err := b.Backup(t.Context(), file); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another file: %v", err)
	}
	if err := b.Backup(t.Context(), filepath.Join(t.TempDir(), "no folder", "copy")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("into no folder: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	file = filepath.Join(t.TempDir(), "copy")
	if err := b.Backup(ctx, file); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a copy is left: %v", err)
	}
}

// What is deleted is not in the file any more, once what was written is in it.
func TestSQLiteForgets(t *testing.T) {
	b := onSQLite(t)
	p := b.person(b.class().Code, "Annabella Unforgettable")
	b.must(b.SaveRecording(t.Context(), p.ID, "run", &wire.Recording{}))
	b.must(b.DeletePerson(t.Context(), p.ID))
	b.must(b.Close())
	text, err := os.ReadFile(filepath.Join(b.options.Dir, fileName))
	b.must(err)
	for _, left := range []string{"Annabella", p.ID} {
		if bytes.Contains(text, []byte(left)) {
			t.Errorf("%q is still in the file", left)
		}
	}
}

// Where no connection is free for a statement that is new, whoever waits for one
// waits no longer than they want to.
func TestSQLiteReadGivesUpWaiting(t *testing.T) {
	s := open(t, Options{Dir: t.TempDir(), Now: time.Now})
	for range maxReaders {
		conn, err := s.reads.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	patient, leave := context.WithCancel(t.Context())
	left := make(chan struct{})
	go func() {
		defer close(left)
		_, _ = s.Classes(patient)
	}()
	for s.reads.Stats().WaitCount == 0 {
		time.Sleep(time.Millisecond)
	}
	hasty, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := s.Class(hasty, "CDFGHJKM"); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
	leave()
	<-left
}
