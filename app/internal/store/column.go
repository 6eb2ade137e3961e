package store

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// micros is a time in its column: microseconds since 1970, 0 for none.
type micros time.Time

// Value implements driver.Valuer.
func (m micros) Value() (driver.Value, error) {
	if time.Time(m).IsZero() {
		return int64(0), nil
	}
	return time.Time(m).UnixMicro(), nil
}

// Scan implements sql.Scanner.
func (m *micros) Scan(column any) error {
	n, ok := column.(int64)
	if !ok {
		return fmt.Errorf("store: a time is kept as %T", column)
	}
	*m = micros{}
	if n != 0 {
		*m = micros(time.UnixMicro(n).UTC())
	}
	return nil
}

// kept is a time as it comes back from its column.
func kept(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(time.Microsecond)
}

// words are a list of texts in their column, as JSON.
type words []string

// Value implements driver.Valuer.
func (w words) Value() (driver.Value, error) {
	b, err := json.Marshal([]string(w))
	return string(b), err
}

// Scan implements sql.Scanner.
func (w *words) Scan(column any) error {
	text, ok := column.(string)
	if !ok {
		return fmt.Errorf("store: a list is kept as %T", column)
	}
	return json.Unmarshal([]byte(text), (*[]string)(w))
}

// storable reports whether both databases keep these texts: PostgreSQL takes
// neither a NUL nor what is not UTF-8, and some of them were typed into an
// address. What cannot be kept is nowhere to be found.
func storable(args []any) bool {
	for _, arg := range args {
		if text, ok := arg.(string); ok && (!utf8.ValidString(text) || strings.ContainsRune(text, 0)) {
			return false
		}
	}
	return true
}

var errNotText = errors.New("store: a text is not UTF-8 or has a NUL")

// hash is what is kept of a secret. Secrets are random, so that one round of
// SHA-256 suffices.
func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
