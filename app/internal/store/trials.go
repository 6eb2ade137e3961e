package store

import (
	"context"

	"wirewalk/app/internal/class"
)

// SaveTrial keeps what a person's browser did in a position of a lab's knob,
// instead of what it did before. ErrNotFound: there is no such person.
func (s *Store) SaveTrial(ctx context.Context, of class.Trial) error {
	return s.write(ctx, func(t tx) error {
		return t.must(`INSERT INTO trials (person, lab, question, variant, observed, tried)
			SELECT id, $2, $3, $4, $5, $6 FROM people WHERE id = $1
			ON CONFLICT (person, lab, question, variant) DO UPDATE SET observed = excluded.observed, tried = excluded.tried`,
			of.Person, of.Lab, of.Question, of.Variant, of.Observed, micros(of.At))
	})
}

// Trials returns what the browsers of a class did in one position of a lab's knob,
// in the order in which they did.
func (s *Store) Trials(ctx context.Context, code, lab, question, variant string) ([]class.Trial, error) {
	return list(ctx, s, readTrial, `SELECT person, lab, question, variant, observed, tried FROM trials
		WHERE person IN (SELECT id FROM people WHERE class = $1) AND lab = $2 AND question = $3 AND variant = $4
		ORDER BY tried, person`, code, lab, question, variant)
}

// PersonTrials returns what a person's browser did in labs.
func (s *Store) PersonTrials(ctx context.Context, person string) ([]class.Trial, error) {
	return list(ctx, s, readTrial, `SELECT person, lab, question, variant, observed, tried FROM trials
		WHERE person = $1 ORDER BY tried, lab, question, variant`, person)
}

func readTrial(row scan) (of class.Trial, err error) {
	err = row(&of.Person, &of.Lab, &of.Question, &of.Variant, &of.Observed, (*micros)(&of.At))
	return of, err
}
