package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every goroutine ends with its context: whoever starts one has tests that look for
// those that are left.
func TestLeaksAreLookedFor(t *testing.T) {
	checked := 0
	for dir, files := range sources(t) {
		if strings.HasPrefix(dir, snippets) {
			continue // programs of their own, which app/e2e starts and ends
		}
		starts := ""
		for _, file := range files {
			if at := startsGoroutine(t, file); at != "" {
				starts = at
			}
		}
		if starts == "" {
			continue
		}
		checked++
		if !looksForLeaks(t, filepath.Join("..", filepath.FromSlash(dir))) {
			t.Errorf("%s starts a goroutine, and no test of its package calls goleak.VerifyTestMain", starts)
		}
	}
	if checked < 8 {
		t.Errorf("only %d packages are seen to start goroutines", checked)
	}
}

// startsGoroutine is where a file does, by itself or through a WaitGroup or an
// errgroup.Group; "" where it does not.
func startsGoroutine(t *testing.T, file string) (at string) {
	t.Helper()
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			at = set.Position(n.Pos()).String()
		case *ast.CallExpr:
			if of, ok := n.Fun.(*ast.SelectorExpr); ok && of.Sel.Name == "Go" {
				at = set.Position(n.Pos()).String()
			}
		}
		return true
	})
	return at
}

func looksForLeaks(t *testing.T, dir string) bool {
	t.Helper()
	tests, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range tests {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\tgoleak.VerifyTestMain(m") || strings.Contains(string(text), "{ goleak.VerifyTestMain(m") {
			return true
		}
	}
	return false
}
