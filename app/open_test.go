package main

import (
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/pgtest"
	"wirewalk/app/internal/store"
)

// Where nothing can be kept, nothing starts: one line names the setting and says
// why.
func TestWhereNothingCanBeKept(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	foreign := t.TempDir()
	if err := os.WriteFile(filepath.Join(foreign, "wirewalk.db"), []byte(strings.Repeat("no database. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	known := t.TempDir()
	if err := os.WriteFile(filepath.Join(known, tokenFile), []byte("a-token-that-others-know"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		dir, url string
		want     []string
		not      string
	}{
		"a file":         {file, "", []string{"--data (WIREWALK_DATA)", file, "choose another folder"}, ""},
		"in a file":      {filepath.Join(file, "folder"), "", []string{"--data (WIREWALK_DATA)", file}, ""},
		"another's file": {foreign, "", []string{"--data (WIREWALK_DATA)", foreign, "not a database"}, ""},
		"a newer one's":  {newer(t), "", []string{"--data (WIREWALK_DATA)", "newer version"}, ""},
		"a known token":  {known, "", []string{"--data (WIREWALK_DATA)", "chmod 600", filepath.Join(known, tokenFile)}, "a-token-that"},
		"no such server": {t.TempDir(), "postgres://ada:hunter2@127.0.0.1:1/wirewalk", []string{"--database-url (WIREWALK_DATABASE_URL)", "PostgreSQL at 127.0.0.1:1, database wirewalk", "refused"}, "hunter2"},
		"a bad option":   {t.TempDir(), "postgres://ada:hunter2@127.0.0.1:1/wirewalk?sslmode=nonsense&password=hunter4", []string{"--database-url (WIREWALK_DATABASE_URL)", "sslmode"}, "hunter"},
	} {
		s := plain(c.dir)
		s.DatabaseURL = c.url
		config, err := s.check()
		if err != nil {
			t.Fatal(err)
		}
		p := &program{config: config, now: time.Now}
		err = p.Start(t.Context())
		var setting *settingError
		if !errors.As(err, &setting) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: says %q, without %q", name, err, want)
			}
		}
		if c.not != "" && strings.Contains(err.Error(), c.not) {
			t.Errorf("%s: says %q, which has a secret in it", name, err)
		}
	}
}

// keeping is a program that has not begun to serve, whose store is open until the
// test ends.
func keeping(t *testing.T, dir string) *program {
	t.Helper()
	c, err := plain(dir).check()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{config: c, now: time.Now, bus: bus.NewMemory()}
	if p.store, err = openStore(t.Context(), p.config, store.Options{Now: p.now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.store.Close() })
	return p
}

// newer is a folder that a newer version of the program has used.
func newer(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := keeping(t, dir).store.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "wirewalk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
	return dir
}

// With a database and a token nothing is kept on this machine.
func TestPostgreSQLAlone(t *testing.T) {
	t.Setenv("HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	s := plain("")
	s.DatabaseURL, s.Token = schema(t), "a-token-that-nobody-guesses"
	p := startedWith(t, s)
	code, err := newSignIn(t.Context(), p.store, p.now)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.store.UseSignIn(t.Context(), code); err != nil {
		t.Error(err)
	}
	if p.token != s.Token || p.config.data != "" {
		t.Errorf("it keeps a token in %q", p.config.data)
	}
}

func TestPostgreSQLThatDoesNotHaveIt(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(schema(t))
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/there_is_no_such"
	u.User = url.UserPassword(u.User.Username(), "hunter2")
	s := plain(t.TempDir())
	s.DatabaseURL = u.String()
	c, err := s.check()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{config: c, now: time.Now}
	err = p.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "--database-url") || !strings.Contains(err.Error(), "there_is_no_such") || strings.ContainsAny(err.Error(), "\n") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("says %v", err)
	}
}

// schema is the address of an empty schema of PostgreSQL, which goes with the
// test.
func schema(t *testing.T) string {
	t.Helper()
	return pgtest.Schema(t, os.Getenv("WIREWALK_TEST_POSTGRES"))
}
