package store

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

const (
	// maxConns is how many connections read and how many write, which leaves room
	// for several instances in PostgreSQL's own default of 100.
	maxConns = 10
	// idleTime is how long a connection is kept that nobody uses: a class that
	// presses Next at one moment does not wait for them to be made, and a balancer
	// in between does not forget them.
	idleTime = 5 * time.Minute
	// connectTimeout bounds making one.
	connectTimeout = 5 * time.Second
	// migrationLock is the advisory lock around migrations: "wirewalk" in ASCII.
	migrationLock = 0x7769726577616c6b
)

func (s *Store) openPostgreSQL(ctx context.Context, url string) error {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return err
	}
	config.ConnectTimeout = connectTimeout
	if err := migratePostgreSQL(ctx, config); err != nil {
		return known(err)
	}
	// An instance that vanishes in a transaction holds up nobody for longer.
	config.RuntimeParams["idle_in_transaction_session_timeout"] = strconv.FormatInt(callTimeout.Milliseconds(), 10)
	s.reads, s.writes = stdlib.OpenDB(*config), stdlib.OpenDB(*config)
	for _, db := range []*sql.DB{s.reads, s.writes} {
		db.SetMaxOpenConns(maxConns)
		db.SetMaxIdleConns(maxConns)
		db.SetConnMaxIdleTime(idleTime)
	}
	return nil
}

// migratePostgreSQL has connections of its own, which may wait for as long as
// ctx lets them.
func migratePostgreSQL(ctx context.Context, config *pgx.ConnConfig) error {
	db := stdlib.OpenDB(*config)
	defer db.Close()
	return migrate(ctx, db, goose.DialectPostgres, goose.WithSessionLocker(locker{}))
}

// locker lets one instance migrate at a time. The others wait, for as long as
// their context lets them.
type locker struct{}

// SessionLock implements lock.SessionLocker.
func (locker) SessionLock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock))
	return err
}

// SessionUnlock implements lock.SessionLocker.
func (locker) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", int64(migrationLock))
	return err
}
