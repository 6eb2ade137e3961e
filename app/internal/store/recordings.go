package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"time"

	"wirewalk/lessons/wire"
)

// RecordingInfo says what a recording is of.
type RecordingInfo struct {
	Run    string
	Script string
	At     time.Time // when it was first saved; of a script, in the order in which they were
}

// SaveRecording keeps the recording of a person's run in place of what was kept
// of that run. Of each script of a person the newest run stays, by when it was
// first saved, and those that an answer names; the others are deleted. It returns
// ErrNotFound where there is no such person, and ErrExists where the run is
// somebody else's.
func (s *Store) SaveRecording(ctx context.Context, person, run string, r *wire.Recording) error {
	doc, err := pack(r)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t tx) error {
		if err := t.lockPerson(person); err != nil {
			return err
		}
		// A clock that was set back must not make the newest the oldest.
		n, err := t.exec(`INSERT INTO recordings (run, person, script, saved, doc) VALUES ($1, $2, $3,
				(SELECT CASE WHEN MAX(saved) >= $4 THEN MAX(saved) + 1 ELSE $4 END FROM recordings WHERE person = $2 AND script = $3), $5)
			ON CONFLICT (run) DO UPDATE SET script = excluded.script, doc = excluded.doc WHERE recordings.person = excluded.person`,
			run, person, r.Script, micros(s.now()), doc)
		switch {
		case err != nil:
			return err
		case n == 0:
			return ErrExists
		}
		_, err = t.exec(`DELETE FROM recordings WHERE person = $1 AND script = $2
			AND run <> (SELECT run FROM recordings WHERE person = $1 AND script = $2 ORDER BY saved DESC, run LIMIT 1)
			AND run NOT IN (SELECT run FROM answers WHERE person = $1)`, person, r.Script)
		return err
	})
}

// Recording returns the recording of a run and whose it is, or ErrNotFound.
func (s *Store) Recording(ctx context.Context, run string) (person string, r *wire.Recording, err error) {
	type owned struct {
		person string
		doc    []byte
	}
	found, err := get(ctx, s, func(row scan) (o owned, err error) {
		err = row(&o.person, &o.doc)
		return o, err
	}, `SELECT person, doc FROM recordings WHERE run = $1`, run)
	if err != nil {
		return "", nil, err
	}
	r, err = unpack(found.doc)
	if err != nil {
		return "", nil, err
	}
	return found.person, r, nil
}

// PersonRecordings returns what is kept of a person's runs, the newest first.
func (s *Store) PersonRecordings(ctx context.Context, person string) ([]RecordingInfo, error) {
	return list(ctx, s, func(row scan) (of RecordingInfo, err error) {
		err = row(&of.Run, &of.Script, (*micros)(&of.At))
		return of, err
	}, `SELECT run, script, saved FROM recordings WHERE person = $1 ORDER BY saved DESC, run`, person)
}

func pack(r *wire.Recording) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := errors.Join(json.NewEncoder(z).Encode(r), z.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func unpack(doc []byte) (*wire.Recording, error) {
	z, err := gzip.NewReader(bytes.NewReader(doc))
	if err != nil {
		return nil, err
	}
	r := new(wire.Recording)
	if err := json.NewDecoder(z).Decode(r); err != nil {
		return nil, err
	}
	return r, z.Close()
}
