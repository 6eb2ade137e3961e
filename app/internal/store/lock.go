package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// lockFile lets nobody else lock a file until release, or until this process ends
// in whatever way: the system frees it. It is made where it is missing, and stays.
// SQLite locks it, since it knows how on every system.
func lockFile(ctx context.Context, file string) (release func(), err error) {
	if err := own(file); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dataSource(file, "exclusive"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	// Its context would end it.
	held, err := db.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		if busy := (*sqlite.Error)(nil); errors.As(err, &busy) && busy.Code()&0xff == sqlite3.SQLITE_BUSY {
			err = ErrInUse
		}
		return nil, errors.Join(known(err), db.Close())
	}
	return sync.OnceFunc(func() {
		_ = held.Rollback() // nothing was written
		_ = db.Close()
	}), nil
}
