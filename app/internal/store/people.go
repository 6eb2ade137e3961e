package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"wirewalk/app/internal/class"
)

// personColumns are what readPerson reads.
const personColumns = `id, class, name, identifier, move_code, simulated, no_web_socket, no_event_stream, joined, seen, moves`

// PersonByToken returns the person who has that token, or ErrNotFound.
func (s *Store) PersonByToken(ctx context.Context, token string) (class.Person, error) {
	return get(ctx, s, readPerson, `SELECT `+personColumns+` FROM people WHERE token_hash = $1`, hash(token))
}

// Person returns the person with that id, or ErrNotFound.
func (s *Store) Person(ctx context.Context, id string) (class.Person, error) {
	return get(ctx, s, readPerson, `SELECT `+personColumns+` FROM people WHERE id = $1`, id)
}

// People returns the people of a class in the order in which they joined.
func (s *Store) People(ctx context.Context, code string) ([]class.Person, error) {
	return list(ctx, s, readPerson, `SELECT `+personColumns+` FROM people WHERE class = $1 ORDER BY joined, id`, code)
}

// MovePerson lets the person who has that move code in that class go on with a
// new token, and ends the old one. It returns ErrNotFound where nobody has it.
func (s *Store) MovePerson(ctx context.Context, code, moveCode, token string) (moved class.Person, err error) {
	err = s.write(ctx, func(t tx) (err error) {
		moved, err = one(t.ctx, t.sql, readPerson, `UPDATE people SET token_hash = $3, moves = moves + 1 WHERE class = $1 AND move_code = $2
			RETURNING `+personColumns, code, moveCode, hash(token))
		return err
	})
	return moved, err
}

// DeletePerson deletes a person and all that is theirs. It returns ErrNotFound
// where there is none.
func (s *Store) DeletePerson(ctx context.Context, id string) error {
	return s.write(ctx, func(t tx) error {
		return t.must(`DELETE FROM people WHERE id = $1`, id)
	})
}

// SaveChecks keeps what a person's browser or network does not let through. It
// returns ErrNotFound where there is no such person.
func (s *Store) SaveChecks(ctx context.Context, person string, noWebSocket, noEventStream bool) error {
	return s.write(ctx, func(t tx) error {
		return t.must(`UPDATE people SET no_web_socket = $2, no_event_stream = $3 WHERE id = $1`, person, noWebSocket, noEventStream)
	})
}

// seenAtOnce is how many people one write of SawPeople names. A step of an instructor
// may wait for those of all classes.
const seenAtOnce = 100

// SawPeople keeps that pages of these people were connected at that time, unless
// they were seen since, but for class.ClockStep. Those who are gone are passed over.
func (s *Store) SawPeople(ctx context.Context, ids []string, at time.Time) error {
	for some := range slices.Chunk(ids, seenAtOnce) {
		args := []any{micros(at), micros(at.Add(class.ClockStep))}
		for _, id := range some {
			args = append(args, id)
		}
		err := s.write(ctx, func(t tx) error {
			_, err := t.exec(`UPDATE people SET seen = $1 WHERE (seen < $1 OR seen > $2) AND id IN (`+parameters(3, len(some))+`)`, args...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// parameters are n of them: "$2, $3".
func parameters(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(first+i))
	}
	return b.String()
}

// lockPerson lets no other transaction decide about a person before this one
// ends. It returns ErrNotFound where there is none.
func (t tx) lockPerson(id string) error {
	return t.must(`UPDATE people SET revision = revision + 1 WHERE id = $1`, id)
}

func readPerson(row scan) (p class.Person, err error) {
	err = row(&p.ID, &p.Class, &p.Name, &p.Identifier, &p.MoveCode, &p.Simulated, &p.NoWebSocket, &p.NoEventStream,
		(*micros)(&p.Joined), (*micros)(&p.Seen), &p.Moves)
	return p, err
}
