package store

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"

	"wirewalk/app/internal/class"
)

// Join takes a person into the class that p.Class names, with a token that is
// nobody else's (ErrExists). It sets ID, MoveCode, Joined and Seen, and returns
// the person as kept. Where somebody there has that name, numbered puts a number
// behind it; otherwise it returns ErrNameTaken. It returns ErrNotFound where
// there is no such class, and the error of class.Admit.
func (s *Store) Join(ctx context.Context, p class.Person, token string, numbered bool) (class.Person, error) {
	var joined class.Person
	err := s.write(ctx, func(t tx) error {
		c, err := t.lockClass(p.Class)
		if err != nil {
			return err
		}
		people, err := one(t.ctx, t.sql, value[int], `SELECT COUNT(*) FROM people WHERE class = $1`, p.Class)
		if err != nil {
			return err
		}
		if err := c.Admit(people); err != nil {
			return err
		}
		joined = p
		joined.ID = rand.Text()
		joined.Joined = kept(s.now())
		joined.Seen = joined.Joined
		if joined.Name, err = t.freeName(p.Class, p.Name, numbered); err != nil {
			return err
		}
		if _, err := t.exec(`UPDATE classes SET happened = $2 WHERE code = $1 AND happened < $2`, p.Class, micros(joined.Joined)); err != nil {
			return err
		}
		joined.MoveCode, err = t.addPerson(joined, token)
		return err
	})
	if err != nil {
		return class.Person{}, err
	}
	return joined, nil
}

// freeName returns a name that nobody in the class has.
func (t tx) freeName(code, name string, numbered bool) (string, error) {
	same, err := one(t.ctx, t.sql, value[int], `SELECT COUNT(*) FROM people WHERE class = $1 AND same_name = $2`, code, class.SameName(name))
	switch {
	case err != nil || same == 0:
		return name, err
	case !numbered:
		return "", ErrNameTaken
	}
	names, err := all(t.ctx, t.sql, value[string], `SELECT same_name FROM people WHERE class = $1`, code)
	if err != nil {
		return "", err
	}
	return class.Unique(name, func(name string) bool { return slices.Contains(names, class.SameName(name)) }), nil
}

// moveTries is how many move codes are tried. One in a hundred thousand is taken,
// in a class that is full.
const moveTries = 10

// addPerson returns the move code that it found for a person: one that nobody in
// the class has.
func (t tx) addPerson(p class.Person, token string) (moveCode string, err error) {
	for range moveTries {
		moveCode = class.NewMoveCode()
		n, err := t.exec(`INSERT INTO people (`+personColumns+`, same_name, token_hash, revision)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1) ON CONFLICT DO NOTHING`,
			p.ID, p.Class, p.Name, p.Identifier, moveCode, p.Simulated, p.NoWebSocket, p.NoEventStream,
			micros(p.Joined), micros(p.Seen), p.Moves, class.SameName(p.Name), hash(token))
		if err != nil || n == 1 {
			return moveCode, err
		}
		same, err := one(t.ctx, t.sql, value[int], `SELECT COUNT(*) FROM people WHERE token_hash = $1`, hash(token))
		if err != nil {
			return "", err
		}
		if same > 0 {
			return "", ErrExists
		}
	}
	return "", errors.New("store: no move code is free")
}
