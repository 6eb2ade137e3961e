// Package lessontest gives tests the lesson that lessons/README.md teaches with.
package lessontest

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// ExampleSlug is the address of the lesson in the README.
const ExampleSlug = "first-word"

// Example is that lesson, as a reader copies it.
func Example(t testing.TB) string {
	t.Helper()
	readme := README(t)
	_, after, opens := strings.Cut(readme, "\n```yaml\n")
	text, rest, closes := strings.Cut(after, "\n```\n")
	if !opens || !closes || strings.Contains(rest, "\n```yaml\n") {
		t.Fatal("lessons/README.md does not have one lesson in it")
	}
	return text + "\n"
}

// Bare is a lesson with nothing but what must be there, and one question.
const Bare = `number: 2
title: Bare
summary: A lesson of one question.
minutes: 1
quiz:
  - id: bare-quiz-1
    kind: choice
    text: Is this all?
    key: A
    options:
      - {id: A, text: "Yes", reason: A lesson needs no more.}
      - {id: B, text: "No", reason: There is no table and no empty section.}
`

// README is the text of lessons/README.md.
func README(t testing.TB) string {
	t.Helper()
	_, here, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("this file is not known")
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(here), "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Dir is a directory with the files of that content, by their names.
func Dir(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
