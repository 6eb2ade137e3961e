package store

import (
	"cmp"
	"context"
	"slices"

	"wirewalk/app/internal/class"
)

const progressColumns = `person, lesson, step, at_step, run, held, moved`

// laterProgress holds where what is to be kept is later than what is kept.
const laterProgress = `excluded.moved >= progress.moved OR progress.moved > $8`

// SaveProgress keeps how far people have come. Step only grows; of the rest the
// latest by Moved stays, but for class.ClockStep. People who are gone are passed
// over.
func (s *Store) SaveProgress(ctx context.Context, of []class.Progress) error {
	if len(of) == 0 {
		return nil
	}
	// In one order, so that two instances are not in each other's way.
	of = slices.SortedStableFunc(slices.Values(of), func(a, b class.Progress) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Lesson, b.Lesson))
	})
	return s.write(ctx, func(t tx) error {
		for _, p := range of {
			if _, err := t.exec(`INSERT INTO progress (`+progressColumns+`)
				SELECT id, $2, $3, $4, $5, $6, $7 FROM people WHERE id = $1
				ON CONFLICT (person, lesson) DO UPDATE SET
					step = CASE WHEN excluded.step > progress.step THEN excluded.step ELSE progress.step END,
					at_step = CASE WHEN `+laterProgress+` THEN excluded.at_step ELSE progress.at_step END,
					run = CASE WHEN `+laterProgress+` THEN excluded.run ELSE progress.run END,
					held = CASE WHEN `+laterProgress+` THEN excluded.held ELSE progress.held END,
					moved = CASE WHEN `+laterProgress+` THEN excluded.moved ELSE progress.moved END`,
				p.Person, p.Lesson, p.Step, p.At, p.Run, p.Held, micros(p.Moved), micros(p.Moved.Add(class.ClockStep))); err != nil {
				return err
			}
		}
		return nil
	})
}

// Progress returns how far the people of a class have come.
func (s *Store) Progress(ctx context.Context, code string) ([]class.Progress, error) {
	return list(ctx, s, readProgress, `SELECT `+progressColumns+` FROM progress
		WHERE person IN (SELECT id FROM people WHERE class = $1) ORDER BY person, lesson`, code)
}

// PersonProgress returns how far a person has come.
func (s *Store) PersonProgress(ctx context.Context, person string) ([]class.Progress, error) {
	return list(ctx, s, readProgress, `SELECT `+progressColumns+` FROM progress WHERE person = $1 ORDER BY lesson`, person)
}

func readProgress(row scan) (p class.Progress, err error) {
	err = row(&p.Person, &p.Lesson, &p.Step, &p.At, &p.Run, &p.Held, (*micros)(&p.Moved))
	return p, err
}
