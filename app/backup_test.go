package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBackupWhileClassesAreKept(t *testing.T) {
	t.Parallel()
	p := keeping(t, t.TempDir())
	aClass(t, p, "Networks")
	dir := t.TempDir()
	file := filepath.Join(dir, "copy.db")
	stdout, stderr, status := outcome(t, nil, "backup", file, "--data", p.config.data)
	if status != exitOK || stderr != "" || !strings.HasPrefix(stdout, file+": ") || !strings.Contains(stdout, " KB, ") {
		t.Fatalf("exits with %d: %s%s", status, stdout, stderr)
	}
	if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
		t.Errorf("the copy has the mode %v, %v", info.Mode(), err)
	}
	if got := titles(t, p); got != "Networks " {
		t.Errorf("after that the program has %q", got)
	}

	// In another folder it is what a program goes on with.
	if err := os.Rename(file, filepath.Join(dir, "wirewalk.db")); err != nil {
		t.Fatal(err)
	}
	if got := titles(t, keeping(t, dir)); got != "Networks " {
		t.Errorf("the copy has %q", got)
	}
}

func TestBackupThatIsRefused(t *testing.T) {
	t.Parallel()
	dir := keeping(t, t.TempDir()).config.data
	there := filepath.Join(t.TempDir(), "there")
	if err := os.WriteFile(there, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	fresh := filepath.Join(t.TempDir(), "fresh")
	for name, c := range map[string]struct {
		args   []string
		status int
		want   []string
	}{
		"over a file":       {[]string{there, "--data", dir}, exitFailed, []string{there, "exists"}},
		"in a folder to be": {[]string{filepath.Join(fresh, "copy"), "--data", dir}, exitFailed, []string{fresh}},
		"of nothing":        {[]string{fresh, "--data", filepath.Dir(there)}, exitUsage, []string{"--data (WIREWALK_DATA)", "no class was ever kept"}},
		"of PostgreSQL":     {[]string{fresh, "--database-url", "postgres://ada:hunter2@db.example/wirewalk"}, exitUsage, []string{"--database-url (WIREWALK_DATABASE_URL)", "pg_dump", "db.example"}},
		"into nothing":      {nil, exitUsage, []string{"<file>"}},
	} {
		stdout, stderr, status := outcome(t, nil, append([]string{"backup"}, c.args...)...)
		if status != c.status || stdout != "" || strings.Count(stderr, "\n") != 1 || strings.Contains(stderr, "hunter2") {
			t.Errorf("%s: exits with %d: %s%s", name, status, stdout, stderr)
		}
		for _, want := range c.want {
			if !strings.Contains(stderr, want) {
				t.Errorf("%s: says %q, without %q", name, stderr, want)
			}
		}
	}
	if left, _ := os.ReadFile(there); string(left) != "precious" {
		t.Errorf("the file is now %q", left)
	}
	if _, err := os.Stat(fresh); err == nil {
		t.Error("half a copy is left")
	}
}

func TestSizeAsPeopleSayIt(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int64]string{1: "1 KB", 4096: "5 KB", 999_000: "999 KB", 1_000_000: "1.0 MB", 12_345_678: "12.3 MB"} {
		if got := size(bytes); got != want {
			t.Errorf("%d is %s, want %s", bytes, got, want)
		}
	}
}
