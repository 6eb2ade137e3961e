package store

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Codes of PostgreSQL (its appendix A).
const (
	pgDiskFull             = "53100"
	pgSerializationFailure = "40001"
	pgDeadlock             = "40P01"
	pgForeignKey           = "23503"
)

// maxTries bounds how often a transaction is tried that others are in the way
// of. Each time one of them got on.
const maxTries = 5

// known returns an error of a database as one of this package's, where it is
// one.
func known(err error) error {
	if err == nil {
		return nil
	}
	var lite *sqlite.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &lite) && (lite.Code()&0xff == sqlite3.SQLITE_FULL || lite.Code() == sqlite3.SQLITE_IOERR_SHMSIZE):
		return fmt.Errorf("%w: %w", ErrFull, err)
	case errors.As(err, &pg) && pg.Code == pgDiskFull:
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

// inTheWay reports whether a transaction of PostgreSQL failed because of what
// another one did meanwhile, so that it may go well when it is tried again. Every
// statement that inserts a reference has looked for its row before, so a foreign key
// that is violated means that another transaction has just deleted that row.
func inTheWay(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	return pg.Code == pgSerializationFailure || pg.Code == pgDeadlock || pg.Code == pgForeignKey
}
