package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What a newer version has written is left as it is.
func newerVersion(b *bench) {
	b.must(b.write(b.Context(), func(t tx) error {
		_, err := t.exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)")
		return err
	}))
	b.must(b.Close())
	for range 2 {
		if s, err := Open(b.Context(), b.options); !errors.Is(err, ErrNewer) {
			b.Errorf("opens as %v, %v", s, err)
		}
	}
}

func TestOnlyWhatExistsIsOpened(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "missing")
	o := Options{Dir: dir, Now: time.Now, Existing: true}
	if s, err := Open(t.Context(), o); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("opens as %v, %v", s, err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
	for _, existing := range []bool{false, true} {
		o.Existing = existing
		s, err := Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
