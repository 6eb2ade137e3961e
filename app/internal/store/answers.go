package store

import (
	"context"
	"crypto/rand"
	"errors"

	"wirewalk/app/internal/class"
)

const answerColumns = `id, person, sent_key, lesson, question, try, answers, correct, free, hints, run, adopted, given`

// AddAnswer keeps an answer, once: for a key that the person has sent before it
// returns what was kept then, and changes nothing. It sets ID and Try, which is
// one more than the tries at the question so far that cost a mark; an adopted
// one keeps its own. Whatever names a run is added before the run's recording is
// saved, or another run's may have taken its place. It returns ErrNotFound where
// there is no such person.
func (s *Store) AddAnswer(ctx context.Context, a class.Answer) (class.Answer, error) {
	var stored class.Answer
	err := s.write(ctx, func(t tx) error {
		if err := t.lockPerson(a.Person); err != nil {
			return err
		}
		var err error
		stored, err = one(t.ctx, t.sql, readAnswer, `SELECT `+answerColumns+` FROM answers WHERE person = $1 AND sent_key = $2`, a.Person, a.Key)
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		stored, err = t.addAnswer(a)
		return err
	})
	if err != nil {
		return class.Answer{}, err
	}
	return stored, nil
}

func (t tx) addAnswer(a class.Answer) (class.Answer, error) {
	a.ID = rand.Text()
	if !a.Adopted {
		// The browser that an adopted one comes from may have counted further.
		last, err := one(t.ctx, t.sql, value[int], `SELECT CASE WHEN MAX(try) > COUNT(*) THEN MAX(try) ELSE COUNT(*) END FROM answers
			WHERE person = $1 AND lesson = $2 AND question = $3 AND NOT free`, a.Person, a.Lesson, a.Question)
		if err != nil {
			return a, err
		}
		a.Try = last + 1
	}
	return one(t.ctx, t.sql, readAnswer, `INSERT INTO answers (`+answerColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING `+answerColumns,
		a.ID, a.Person, a.Key, a.Lesson, a.Question, a.Try, words(a.Answers), a.Right, a.Free, a.Hints, a.Run, a.Adopted, micros(a.At))
}

// Answers returns all answers of a class by time.
func (s *Store) Answers(ctx context.Context, code string) ([]class.Answer, error) {
	return list(ctx, s, readAnswer, `SELECT `+answerColumns+` FROM answers
		WHERE person IN (SELECT id FROM people WHERE class = $1) ORDER BY given, try, id`, code)
}

// PersonAnswers returns all answers of a person by time.
func (s *Store) PersonAnswers(ctx context.Context, person string) ([]class.Answer, error) {
	return list(ctx, s, readAnswer, `SELECT `+answerColumns+` FROM answers WHERE person = $1 ORDER BY given, try, id`, person)
}

func readAnswer(row scan) (a class.Answer, err error) {
	err = row(&a.ID, &a.Person, &a.Key, &a.Lesson, &a.Question, &a.Try, (*words)(&a.Answers), &a.Right, &a.Free, &a.Hints, &a.Run,
		&a.Adopted, (*micros)(&a.At))
	return a, err
}
