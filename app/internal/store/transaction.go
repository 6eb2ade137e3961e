package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// tx is one transaction, with the context of its statements.
type tx struct {
	ctx context.Context
	sql statements
}

// statements are what *sql.Tx and *parsed have in common.
type statements interface {
	queries
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// write runs do in one transaction, which is committed when it returns nil. An
// error of do is returned as it is, with nothing changed. On PostgreSQL do may
// run again, where another transaction was in its way. Do uses nothing of the
// store but its tx.
func (s *Store) write(ctx context.Context, do func(t tx) error) error {
	s.using.RLock()
	defer s.using.RUnlock()
	if s.closed {
		return ErrClosed
	}
	defer s.time("write", time.Now())
	ctx, cancel := context.WithTimeout(ctx, waitTimeout)
	defer cancel()
	if s.writer != nil {
		return known(s.writer.write(ctx, do))
	}
	for try := 1; ; try++ {
		err := turn(ctx, s.writes, func(ctx context.Context, conn *sql.Conn) error {
			return transact(ctx, conn, func(began *sql.Tx) error { return do(tx{ctx, began}) })
		})
		if try == maxTries || !inTheWay(err) {
			return known(err)
		}
	}
}

// turn waits for a connection, for as long as ctx lets it. What it then does has
// callTimeout, and goes on where ctx ends: to give a statement up takes the
// connection with it, and PostgreSQL may keep the locks of its transaction for
// the 15 s in which pgx takes leave. A page that closes must not hold up a class.
func turn(ctx context.Context, db *sql.DB, do func(ctx context.Context, conn *sql.Conn) error) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	defer cancel()
	return do(ctx, conn)
}

func transact(ctx context.Context, conn *sql.Conn, do func(*sql.Tx) error) error {
	began, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer began.Rollback() // after Commit it does nothing
	if err := do(began); err != nil {
		return err
	}
	return began.Commit()
}

// exec returns how many rows a statement changed.
func (t tx) exec(query string, args ...any) (int64, error) {
	if !storable(args) {
		return 0, errNotText
	}
	done, err := t.sql.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

// must is exec where no row changed is ErrNotFound.
func (t tx) must(query string, args ...any) error {
	n, err := t.exec(query, args...)
	if err == nil && n == 0 || errors.Is(err, errNotText) {
		return ErrNotFound
	}
	return err
}

// scan reads the columns of one row.
type scan func(columns ...any) error

// queries are what *sql.Conn, *prepared and *parsed have in common.
type queries interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// one returns the row that a query finds, or ErrNotFound.
func one[T any](ctx context.Context, from queries, read func(scan) (T, error), query string, args ...any) (T, error) {
	if !storable(args) {
		return *new(T), ErrNotFound
	}
	found, err := read(from.QueryRowContext(ctx, query, args...).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return found, err
}

// all returns the rows that a query finds.
func all[T any](ctx context.Context, from queries, read func(scan) (T, error), query string, args ...any) ([]T, error) {
	if !storable(args) {
		return nil, nil
	}
	rows, err := from.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []T
	for rows.Next() {
		row, err := read(rows.Scan)
		if err != nil {
			return nil, err
		}
		found = append(found, row)
	}
	return found, rows.Err()
}

// get is one for a call that only reads.
func get[T any](ctx context.Context, s *Store, read func(scan) (T, error), query string, args ...any) (found T, err error) {
	err = s.read(ctx, func(ctx context.Context, from queries) (err error) {
		found, err = one(ctx, from, read, query, args...)
		return err
	})
	return found, err
}

// list is all for a call that only reads.
func list[T any](ctx context.Context, s *Store, read func(scan) (T, error), query string, args ...any) (found []T, err error) {
	err = s.read(ctx, func(ctx context.Context, from queries) (err error) {
		found, err = all(ctx, from, read, query, args...)
		return err
	})
	return found, err
}

// read lets do read. SQLite's statements are kept for that, and given up with
// ctx, which costs it nothing; see turn for PostgreSQL.
func (s *Store) read(ctx context.Context, do func(ctx context.Context, from queries) error) error {
	defer s.time("read", time.Now())
	ctx, cancel := context.WithTimeout(ctx, waitTimeout)
	defer cancel()
	if s.kept != nil {
		return known(do(ctx, s.kept))
	}
	return known(turn(ctx, s.reads, func(ctx context.Context, conn *sql.Conn) error { return do(ctx, conn) }))
}

// value reads a row of one column.
func value[T any](row scan) (T, error) {
	var v T
	err := row(&v)
	return v, err
}
