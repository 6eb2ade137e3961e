package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
)

// Backup writes a copy of a SQLite database, as it is at one moment, while
// others write. The file must not exist (fs.ErrExist); only its owner may read
// it. It returns ErrNotSQLite for another database.
func (s *Store) Backup(ctx context.Context, file string) (err error) {
	if s.file == "" {
		return ErrNotSQLite
	}
	made, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, made.Close())
		if err != nil {
			os.Remove(file)
		}
	}()
	// A connection of its own, since a reader of a page should not wait for it.
	db, err := sql.Open("sqlite", dataSource(s.file, "deferred"))
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", file); err != nil { // an empty file is taken
		return known(err)
	}
	return made.Sync()
}
