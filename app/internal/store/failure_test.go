package store

import (
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// What a disk says cannot be had from a real PostgreSQL without filling one.
func TestKnown(t *testing.T) {
	full := &pgconn.PgError{Code: "53100", Message: "could not extend file"}
	if err := known(fmt.Errorf("insert: %w", full)); !errors.Is(err, ErrFull) || !errors.Is(err, full) {
		t.Error(err)
	}
	other := &pgconn.PgError{Code: "53200", Message: "out of memory"}
	if err := known(other); errors.Is(err, ErrFull) || !errors.Is(err, other) {
		t.Error(err)
	}
	if err := known(nil); err != nil {
		t.Error(err)
	}
}
