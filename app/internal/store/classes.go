package store

import (
	"context"
	"encoding/json"
	"time"

	"wirewalk/app/internal/class"
)

// ClassSummary is a class in the list of all.
type ClassSummary struct {
	*class.Class
	People int // how many are in it
}

// CreateClass keeps a new class. It returns ErrExists where its code is taken.
func (s *Store) CreateClass(ctx context.Context, c *class.Class) error {
	doc, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t tx) error {
		n, err := t.exec(`INSERT INTO classes (code, doc, revision, created, happened) VALUES ($1, $2, 1, $3, $4)
			ON CONFLICT DO NOTHING`, c.Code, string(doc), micros(c.Created), micros(happened(c)))
		if err == nil && n == 0 {
			return ErrExists
		}
		return err
	})
}

// Class returns the class with that code, or ErrNotFound.
func (s *Store) Class(ctx context.Context, code string) (*class.Class, error) {
	return get(ctx, s, readClass, `SELECT doc FROM classes WHERE code = $1`, code)
}

// Classes returns all classes, archived ones too, the newest first.
func (s *Store) Classes(ctx context.Context) ([]ClassSummary, error) {
	return list(ctx, s, readSummary, `SELECT doc, (SELECT COUNT(*) FROM people WHERE class = classes.code)
		FROM classes ORDER BY created DESC, code`)
}

// UpdateClass changes a class by a rule, one change after the other. An error of
// change is returned as it is, and nothing is changed. Change may be called more
// than once, each time with the class as it then is; it must not use the store,
// nor change the code. It returns the class as it is kept, or ErrNotFound.
func (s *Store) UpdateClass(ctx context.Context, code string, change func(*class.Class) error) (*class.Class, error) {
	var changed *class.Class
	err := s.write(ctx, func(t tx) error {
		c, err := t.lockClass(code)
		if err != nil {
			return err
		}
		if err := change(c); err != nil {
			return err
		}
		doc, err := json.Marshal(c)
		if err != nil {
			return err
		}
		changed = c
		return t.must(`UPDATE classes SET doc = $2, happened = CASE WHEN happened < $3 THEN $3 ELSE happened END
			WHERE code = $1`, code, string(doc), micros(happened(c)))
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

// DeleteClass deletes a class with its people and all that is theirs. It returns
// ErrNotFound where there is none.
func (s *Store) DeleteClass(ctx context.Context, code string) error {
	return s.write(ctx, func(t tx) error {
		return t.must(`DELETE FROM classes WHERE code = $1`, code)
	})
}

// ExpireClasses deletes the classes in which nothing has happened since before:
// that were not made, ended or archived, and that nobody joined or was seen in.
// It returns their codes.
func (s *Store) ExpireClasses(ctx context.Context, before time.Time) (codes []string, err error) {
	err = s.write(ctx, func(t tx) (err error) {
		codes, err = all(t.ctx, t.sql, value[string], `DELETE FROM classes WHERE happened < $1
			AND NOT EXISTS (SELECT 1 FROM people WHERE class = classes.code AND seen >= $1)
			RETURNING code`, micros(before))
		return err
	})
	return codes, err
}

// lockClass returns a class that nobody else changes or joins before this
// transaction ends. It writes first: in both databases that is what makes others
// wait.
func (t tx) lockClass(code string) (*class.Class, error) {
	return one(t.ctx, t.sql, readClass, `UPDATE classes SET revision = revision + 1 WHERE code = $1 RETURNING doc`, code)
}

func happened(c *class.Class) time.Time {
	latest := c.Created
	for _, at := range []time.Time{c.Ended, c.Archived} {
		if at.After(latest) {
			latest = at
		}
	}
	return latest
}

func readClass(row scan) (*class.Class, error) {
	var doc string
	if err := row(&doc); err != nil {
		return nil, err
	}
	return decodeClass(doc)
}

func readSummary(row scan) (of ClassSummary, err error) {
	var doc string
	if err := row(&doc, &of.People); err != nil {
		return of, err
	}
	of.Class, err = decodeClass(doc)
	return of, err
}

func decodeClass(doc string) (*class.Class, error) {
	c := new(class.Class)
	if err := json.Unmarshal([]byte(doc), c); err != nil {
		return nil, err
	}
	return c, nil
}
