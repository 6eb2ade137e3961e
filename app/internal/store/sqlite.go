package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

const (
	// fileName is the database's, in the data folder.
	fileName = "wirewalk.db"
	// maxReaders is how many reads run at once; more would wait for a processor.
	maxReaders = 8
	// busyTimeout is how long a write waits for that of another process: a command
	// beside the server.
	busyTimeout = 5 * time.Second
	// migrateTries bounds how often two processes may be in each other's way when
	// both bring the tables up to date.
	migrateTries = 5
)

func (s *Store) openSQLite(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	file, err := filepath.Abs(filepath.Join(dir, fileName))
	if err != nil {
		return err
	}
	if err := own(file); err != nil {
		return err
	}
	s.file = file

	s.writes, err = sql.Open("sqlite", dataSource(file, "immediate",
		"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)"))
	if err != nil {
		return err
	}
	s.writes.SetMaxOpenConns(1)
	if err := migrateSQLite(ctx, s.writes); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", file, known(err)), s.writes.Close())
	}
	s.reads, err = sql.Open("sqlite", dataSource(file, "deferred", "query_only(1)"))
	if err != nil {
		return errors.Join(err, s.writes.Close())
	}
	s.reads.SetMaxOpenConns(maxReaders)
	s.reads.SetMaxIdleConns(maxReaders)
	s.kept = newPrepared(s.reads)
	s.writer = newWriter(s.writes)
	return nil
}

// own makes the file where it is missing, and keeps it from everybody but its
// owner. It opens none that is there: to close one would end the locks that this
// process has on it (fcntl(2)). SQLite makes its -wal and -shm in the file's mode.
func own(file string) error {
	made, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		return made.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	for _, tail := range []string{"", "-wal", "-shm"} {
		if err := os.Chmod(file+tail, 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// dataSource names a file to the driver, with what each connection begins with.
func dataSource(file, lock string, pragmas ...string) string {
	q := url.Values{
		"_txlock": {lock},
		"_pragma": append([]string{fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds())}, pragmas...),
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(file), RawQuery: q.Encode()}
	return u.String()
}

// migrateSQLite tries again where another process was faster, which then has
// made the tables: a migration is one transaction.
func migrateSQLite(ctx context.Context, db *sql.DB) error {
	for try := 1; ; try++ {
		err := migrate(ctx, db, goose.DialectSQLite3)
		if err == nil || try == migrateTries || ctx.Err() != nil {
			return err
		}
	}
}
