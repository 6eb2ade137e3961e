package store

import (
	"context"

	"wirewalk/app/internal/class"
)

// Vote keeps what a person of the class answered in a round; the last one counts.
// It returns the error of class.Votes where the round takes none, and
// ErrNotFound where there is no such class or no such person in it.
func (s *Store) Vote(ctx context.Context, code string, v class.Vote) error {
	return s.write(ctx, func(t tx) error {
		c, err := t.lockClass(code)
		if err != nil {
			return err
		}
		if err := c.Votes(v.Asking, v.Round); err != nil {
			return err
		}
		return t.must(`INSERT INTO votes (class, asking, round, person, answers, correct, given)
			SELECT class, $3, $4, id, $5, $6, $7 FROM people WHERE class = $1 AND id = $2
			ON CONFLICT (class, asking, round, person) DO UPDATE
				SET answers = excluded.answers, correct = excluded.correct, given = excluded.given`,
			code, v.Person, v.Asking, v.Round, words(v.Answers), v.Right, micros(v.At))
	})
}

// Votes returns the votes on one question of a class, of all its rounds, each
// round's in the order in which they were given.
func (s *Store) Votes(ctx context.Context, code string, asking int) ([]class.Vote, error) {
	return list(ctx, s, readVote, `SELECT asking, round, person, answers, correct, given FROM votes
		WHERE class = $1 AND asking = $2 ORDER BY round, given, person`, code, asking)
}

// CountVotes returns how many people have voted in a round.
func (s *Store) CountVotes(ctx context.Context, code string, asking, round int) (int, error) {
	return get(ctx, s, value[int], `SELECT COUNT(*) FROM votes WHERE class = $1 AND asking = $2 AND round = $3`, code, asking, round)
}

func readVote(row scan) (v class.Vote, err error) {
	err = row(&v.Asking, &v.Round, &v.Person, (*words)(&v.Answers), &v.Right, (*micros)(&v.At))
	return v, err
}
