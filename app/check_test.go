package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestCheckNamesFileAndLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "broken.yaml")
	if err := os.WriteFile(file, []byte("number: 1\ntitle: Broken\nsumary: misspelt\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, status := outcome(t, nil, "check", dir)
	if status != exitFailed || stderr != "" {
		t.Errorf("exits with %d, want %d; stderr: %s", status, exitFailed, stderr)
	}
	if !strings.Contains(stdout, file+":3: ") {
		t.Errorf("does not name %s:3:\n%s", file, stdout)
	}
	if !strings.Contains(stdout, "summary") {
		t.Errorf("does not suggest summary:\n%s", stdout)
	}
	located := regexp.MustCompile(`^` + regexp.QuoteMeta(file) + `:\d+: `)
	for line := range strings.Lines(stdout) {
		if !located.MatchString(line) {
			t.Errorf("a problem without file and line: %s", line)
		}
	}
}

func TestCheckOfOurOwnLessons(t *testing.T) {
	t.Parallel()
	stdout, stderr, status := outcome(t, nil, "check", "../lessons/content")
	if status != exitOK {
		t.Errorf("exits with %d:\n%s%s", status, stdout, stderr)
	}
}

func TestCheckOfNothing(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "missing")
	_, stderr, status := outcome(t, nil, "check", missing)
	if status != exitUsage || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, missing) {
		t.Errorf("exits with %d and says %q", status, stderr)
	}
}
