// Package pgtest gives tests a PostgreSQL of their own.
package pgtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Schema makes an empty schema in the database with that address, and returns its
// own address. It goes with the test, which is skipped where address is empty.
func Schema(t testing.TB, address string) string {
	t.Helper()
	if address == "" {
		t.Skip("WIREWALK_TEST_POSTGRES is not set: postgres://postgres@127.0.0.1:5432/test, say, a database that tests may use")
	}
	of, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	name := "wirewalk_" + strings.ToLower(rand.Text())
	if _, err := db.ExecContext(t.Context(), "CREATE SCHEMA "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.ExecContext(context.Background(), "DROP SCHEMA "+name+" CASCADE"); err != nil {
			t.Error(err)
		}
	})
	q := of.Query()
	q.Set("search_path", name)
	of.RawQuery = q.Encode()
	return of.String()
}
