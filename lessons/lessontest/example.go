// Package lessontest gives tests the lesson that lessons/README.md teaches with.
package lessontest

import (
	"os"
	"path/filepath"
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
	text, err := os.ReadFile(filepath.Join(root(t), "lessons", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// root is the directory of the module: a test begins in that of its package.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	t.Fatal("no go.mod is above this test: ", err)
	return ""
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
