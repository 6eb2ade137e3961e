package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// house is who may import whom, without tests. A package that is not here has
// no place yet: give it one, with its reason.
var house = map[string]struct {
	may    []string
	reason string
}{
	"lessons/wire":          {nil, "bytes and their meaning are pure, so that every split and every fuzzed byte can be tested without a connection"},
	"quiz":                  {nil, "grading is pure, so that it can be trusted without a server"},
	"lessons":               {[]string{"lessons/wire", "quiz"}, "a lesson knows its script and its questions, and not who shows or runs them"},
	"lessons/lessontest":    {nil, "it hands tests a text and knows nothing of lessons"},
	"static":                {nil, "files know nothing of pages"},
	"views/qr":              {nil, "a code is squares, and does not know whether a page or a terminal draws them"},
	"views/qr/qrtest":       {nil, "it reads for tests what others drew"},
	"views/parts":           {[]string{"lessons", "lessons/wire", "quiz", "static", "views/qr"}, "markup takes what it shows and asks nobody"},
	"views/pages":           {[]string{"lessons", "lessons/wire", "quiz", "static", "views/parts"}, "markup takes what it shows and asks nobody"},
	"app/internal/music":    {nil, "which note fits and when is pure, so that every beat can be tested without one passing"},
	"app/internal/outgoing": {nil, "what is on its way does not know what it is, nor to whom"},
	"app/internal/live":     {[]string{"app/internal/music", "app/internal/outgoing", "lessons", "lessons/wire"}, "a run knows its script and its wire; what a page looks like is not its business"},
	"app/internal/crowd":    {nil, "a crowd and its server are clients and a server of their own, and know nothing of this one"},
	"app/internal/stream":   {[]string{"app/internal/outgoing"}, "a stream carries bytes and does not know of what"},
	"app/internal/metrics":  {nil, "what counts knows no more than names and numbers"},
	"app/internal/netcut":   {nil, "a bad network, for tests, knows nothing of what crosses it"},
	"app/internal/pgtest":   {nil, "a database for tests knows nothing of what they keep in it"},
	"app/internal/bus":      {nil, "a note between instances knows no class"},
	"app/internal/class":    {[]string{"lessons", "quiz"}, "the rules of a class know neither who keeps them nor who shows them"},
	"app/internal/store":    {[]string{"app/internal/class", "lessons/wire", "quiz"}, "the store keeps what the rules decide"},
	"app/internal/web": {[]string{"app/internal/bus", "app/internal/metrics", "app/internal/class", "app/internal/store", "app/internal/live", "app/internal/crowd", "app/internal/music", "app/internal/stream", "lessons", "lessons/wire", "quiz", "static", "views/pages", "views/parts"},
		"web may use everything but main"},
	"app":                {[]string{"app/internal/bus", "app/internal/live", "app/internal/metrics", "app/internal/store", "app/internal/web", "lessons", "views/qr"}, "main wires; what it needs more of belongs in a package"},
	"app/e2e":            {[]string{"lessons", "lessons/wire"}, "the end-to-end tests know the program over HTTP only; of its parts they read the lessons, which they compare with"},
	"app/e2e/recordings": {[]string{"lessons", "lessons/wire"}, "recordings are made over HTTP"},
	"app/load":           {[]string{"lessons/wire"}, "load comes over HTTP, as students do"},
}

// reserved are imports that only some packages may have.
var reserved = []struct {
	prefix string
	only   []string
	reason string
}{
	{"github.com/prometheus/", []string{"app/internal/metrics"}, "what is counted is named in one place"},
	{"github.com/labstack/", []string{"app/internal/web"}, "Echo v4 is in security-only support and must stay easy to replace"},
	{"github.com/alecthomas/kong", []string{"app", "app/load"}, "flags and environment are read in one place"},
	{"flag", []string{}, "flags are kong's, in package main"},
	{"github.com/gobwas/", []string{}, "gobwas/ws is the second opinion of tests"},
	{"github.com/boombuler/barcode", []string{"views/qr"}, "who draws a code need not know who made it"},
	{"github.com/makiuchi-d/", []string{"views/qr/qrtest"}, "codes are read by tests alone"},
	{"github.com/chromedp/", []string{"app/e2e", "app/e2e/recordings"}, "the browser belongs to the end-to-end tests"},
	{"database/sql", []string{"app/internal/store", "app/internal/pgtest"}, "SQL is spoken in one place, in one text for both databases"},
	{"database/sql/driver", []string{"app/internal/store"}, "SQL is spoken in one place, in one text for both databases"},
	{"modernc.org/sqlite", []string{"app/internal/store"}, "which database it is, only the store knows"},
	{"github.com/jackc/", []string{"app/internal/store", "app/internal/pgtest"}, "which database it is, only the store knows"},
	{"github.com/redis/", []string{"app/internal/bus"}, "which server carries notes, only the bus knows"},
	{"github.com/pressly/goose", []string{"app/internal/store"}, "tables are brought up to date where they are used"},
	{"net", []string{"app", "app/internal/crowd", "app/internal/live", "app/internal/netcut", "app/internal/web", "app/load", "app/e2e", "app/e2e/recordings"}, "pure packages have no network"},
	{"net/http", []string{"app", "app/internal/crowd", "app/internal/live", "app/internal/metrics", "app/internal/stream", "app/internal/web", "app/load", "app/e2e", "app/e2e/recordings", "static"}, "HTTP is spoken at the edge"},
}

// snippets are the programs that lessons show. Each is read and run by itself,
// in a reader's own directory, so none imports anything of ours, and each may
// have whatever it needs.
const snippets = "lessons/content/snippets/"

func TestImports(t *testing.T) {
	for dir, files := range sources(t) {
		if strings.HasPrefix(dir, snippets) {
			for _, file := range files {
				for _, imported := range importsOf(t, file) {
					if strings.HasPrefix(imported, "wirewalk/") {
						t.Errorf("%s imports %s, which a reader's own directory does not have", file, imported)
					}
				}
			}
			continue
		}
		rules, known := house[dir]
		if !known {
			t.Errorf("%s has no place in the table of this test", dir)
			continue
		}
		for _, file := range files {
			for _, imported := range importsOf(t, file) {
				if of, ours := strings.CutPrefix(imported, "wirewalk/"); ours && !slices.Contains(rules.may, of) {
					t.Errorf("%s imports %s, and %s may not: %s", file, of, dir, rules.reason)
				}
				for _, r := range reserved {
					exact := imported == r.prefix || strings.Contains(r.prefix, ".") && strings.HasPrefix(imported, r.prefix)
					if exact && !slices.Contains(r.only, dir) {
						t.Errorf("%s imports %s, which only %v may: %s", file, imported, r.only, r.reason)
					}
				}
			}
		}
	}
}

// Only package main reads the environment; the load generator has its own.
func TestImportsNoEnvironment(t *testing.T) {
	for dir, files := range sources(t) {
		if dir == "app" || dir == "app/load" || strings.HasPrefix(dir, "app/e2e") {
			continue
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, call := range []string{"os.Getenv(", "os.LookupEnv(", "os.Environ(", "os.Args"} {
				if strings.Contains(string(text), call) {
					t.Errorf("%s has %s: settings are read in package main and handed on", file, call)
				}
			}
		}
	}
}

func TestTopLevelNames(t *testing.T) {
	allowed := []string{"app", "views", "static", "lessons", "quiz", "go.mod", "go.sum", "Makefile", "README.md", "LICENSE", "Dockerfile", "compose.yaml"}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) {
			t.Errorf("%s stands at the top, where only these may: %v", e.Name(), allowed)
		}
	}
}

// sources are the Go files of each package of the module but its tests, by the
// package's directory.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != ".." && strings.HasPrefix(d.Name(), "."), d.IsDir() && d.Name() == "testdata":
			return filepath.SkipDir
		case d.IsDir(), path.Ext(file) != ".go", strings.HasSuffix(file, "_test.go"):
			return nil
		}
		dir := filepath.ToSlash(strings.TrimPrefix(filepath.Dir(file), ".."+string(filepath.Separator)))
		found[dir] = append(found[dir], file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func importsOf(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, spec := range parsed.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}
