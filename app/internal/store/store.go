// Package store keeps what the rules of a class decide: one type and one SQL
// text, for SQLite and for PostgreSQL. What a method acknowledges, with a nil
// error, is committed and on disk.
package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Errors that callers tell apart. The rules' own errors pass through as they
// are.
var (
	ErrNotFound  = errors.New("store: there is no such thing")
	ErrExists    = errors.New("store: there is one already")
	ErrNameTaken = errors.New("store: somebody in the class has that name")
	// ErrFull: the disk or the database is full. Nothing was stored; it goes away
	// by itself when there is room.
	ErrFull      = errors.New("store: the disk or the database is full")
	ErrNotSQLite = errors.New("store: only a SQLite database is backed up here; PostgreSQL has its own tools")
	ErrNewer     = errors.New("store: a newer version of this program has changed the tables")
	ErrClosed    = errors.New("store: it is closed")
)

const (
	// openTimeout bounds Open: other instances may be migrating a big database.
	openTimeout = time.Minute
	// waitTimeout bounds how long a call waits for its turn, and callTimeout what it
	// then does: somebody waits for it with a page open.
	waitTimeout = 10 * time.Second
	callTimeout = 10 * time.Second
)

// Options say where things are kept.
type Options struct {
	Dir string           // the data folder, made if it is missing; used where URL is empty
	URL string           // postgres://…
	Now func() time.Time // the clock; required
	// Existing opens a SQLite database only where there is one. It is for commands
	// beside the server, which would else work on an empty one.
	Existing bool
	// Called is told how long each call took, waiting included: "read" or "write".
	// Optional; it must not block.
	Called func(call string, took time.Duration)
}

// Store is a database. Any goroutine may use it. The context of a call ends its
// waiting for a turn; what has begun goes on, and is done or not as the call then
// says.
type Store struct {
	now    func() time.Time
	called func(call string, took time.Duration)
	reads  *sql.DB   // of its own, so that no page waits behind those that write
	kept   *prepared // statements of reads; nil on PostgreSQL
	writes *sql.DB
	writer *writer // does all writes of SQLite; nil on PostgreSQL
	file   string  // of SQLite

	using  sync.RWMutex // held for reading by each write, so that Close waits for them
	closed bool
}

// Open opens the database, makes it where it is missing, and brings its tables
// up to date. Several processes may do so at once. It returns ErrNewer where a
// newer version of the program has been there, and fs.ErrNotExist where o.Existing
// asks for what is not there.
func Open(ctx context.Context, o Options) (*Store, error) {
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	if o.Existing && o.URL == "" {
		if _, err := os.Stat(filepath.Join(o.Dir, fileName)); err != nil {
			return nil, err
		}
	}
	s := &Store{now: o.Now, called: o.Called}
	if s.called == nil {
		s.called = func(string, time.Duration) {}
	}
	var err error
	if o.URL != "" {
		err = s.openPostgreSQL(ctx, o.URL)
	} else {
		err = s.openSQLite(ctx, o.Dir)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Close ends the store, after the writes that have begun. Calls after it return
// an error.
func (s *Store) Close() error {
	s.using.Lock()
	defer s.using.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	if s.writer != nil {
		s.writer.close()
	}
	err := errors.Join(s.reads.Close(), s.writes.Close())
	if s.file == "" {
		return nil // a connection that broke before cannot take leave, and nothing is lost by it
	}
	return err
}

// time tells how long a call took since it began.
func (s *Store) time(call string, began time.Time) { s.called(call, time.Since(began)) }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return s.reads.PingContext(ctx)
}
