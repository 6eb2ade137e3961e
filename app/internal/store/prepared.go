package store

import (
	"context"
	"database/sql"
	"sync"
)

// prepared reads with statements that are parsed once on each connection: SQLite
// takes longer to parse most of ours than to run them, and a class asks all at
// once. pgx does so by itself.
type prepared struct {
	db *sql.DB

	mu sync.Mutex
	of map[string]*sql.Stmt // by query; there are as many as this package has texts
}

func newPrepared(db *sql.DB) *prepared { return &prepared{db: db, of: map[string]*sql.Stmt{}} }

// statement returns nil where the query cannot be prepared, which says the same
// when it is run.
func (p *prepared) statement(ctx context.Context, query string) *sql.Stmt {
	p.mu.Lock()
	s := p.of[query]
	p.mu.Unlock()
	if s != nil {
		return s
	}
	s, err := p.db.PrepareContext(ctx, query) // may wait for a connection, which holds up nobody
	if err != nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if first := p.of[query]; first != nil { // of somebody as early
		_ = s.Close()
		return first
	}
	p.of[query] = s
	return s
}

// QueryContext implements queries.
func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := p.statement(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return p.db.QueryContext(ctx, query, args...)
}

// QueryRowContext implements queries.
func (p *prepared) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := p.statement(ctx, query); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return p.db.QueryRowContext(ctx, query, args...)
}

// parsed is the same for one transaction of a batch. Its statements end with it.
type parsed struct {
	tx *sql.Tx
	of map[string]*sql.Stmt // by query
}

func (p *parsed) statement(ctx context.Context, query string) *sql.Stmt {
	if s := p.of[query]; s != nil {
		return s
	}
	s, err := p.tx.PrepareContext(ctx, query)
	if err != nil {
		return nil
	}
	p.of[query] = s
	return s
}

// ExecContext implements statements.
func (p *parsed) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if s := p.statement(ctx, query); s != nil {
		return s.ExecContext(ctx, args...)
	}
	return p.tx.ExecContext(ctx, query, args...)
}

// QueryContext implements statements.
func (p *parsed) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := p.statement(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return p.tx.QueryContext(ctx, query, args...)
}

// QueryRowContext implements statements.
func (p *parsed) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := p.statement(ctx, query); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return p.tx.QueryRowContext(ctx, query, args...)
}
