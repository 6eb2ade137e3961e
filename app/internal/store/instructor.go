package store

import (
	"context"
	"time"
)

// AddSignIn keeps the hash of a code with which the instructor can sign in once.
func (s *Store) AddSignIn(ctx context.Context, code string, expires time.Time) error {
	return s.write(ctx, func(t tx) error {
		_, err := t.exec(`INSERT INTO sign_ins (code_hash, expires) VALUES ($1, $2)`, hash(code), micros(expires))
		return err
	})
}

// UseSignIn uses a code up. It returns ErrNotFound where it is unknown, used or
// expired. Codes that have expired are deleted.
func (s *Store) UseSignIn(ctx context.Context, code string) error {
	var used int64
	err := s.write(ctx, func(t tx) (err error) {
		now := micros(s.now())
		if used, err = t.exec(`DELETE FROM sign_ins WHERE code_hash = $1 AND expires > $2`, hash(code), now); err != nil {
			return err
		}
		_, err = t.exec(`DELETE FROM sign_ins WHERE expires <= $1`, now)
		return err
	})
	if err == nil && used == 0 {
		return ErrNotFound
	}
	return err
}

// AddSession keeps the hash of a token with which the instructor is signed in,
// and deletes sessions that have expired.
func (s *Store) AddSession(ctx context.Context, token string, expires time.Time) error {
	return s.write(ctx, func(t tx) error {
		if _, err := t.exec(`DELETE FROM sessions WHERE expires <= $1`, micros(s.now())); err != nil {
			return err
		}
		_, err := t.exec(`INSERT INTO sessions (token_hash, expires) VALUES ($1, $2)`, hash(token), micros(expires))
		return err
	})
}

// Session returns nil for a token that the instructor is signed in with, and
// ErrNotFound where it is unknown or expired.
func (s *Store) Session(ctx context.Context, token string) error {
	_, err := get(ctx, s, value[int], `SELECT 1 FROM sessions WHERE token_hash = $1 AND expires > $2`, hash(token), micros(s.now()))
	return err
}

// DeleteSession signs a session out. One that there is not is no error.
func (s *Store) DeleteSession(ctx context.Context, token string) error {
	return s.write(ctx, func(t tx) error {
		_, err := t.exec(`DELETE FROM sessions WHERE token_hash = $1`, hash(token))
		return err
	})
}
