package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"testing"
)

// The unit tests of the page's JavaScript, static/js/tests, pass in the browser.
func TestScripts(t *testing.T) {
	files := http.FileServer(http.Dir(filepath.Join("..", "..", "static", "js")))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			files.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, `<!doctype html><html lang="en"><title>Tests</title><link rel="icon" href="data:,">`)
	}))
	defer server.Close()
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	l := laptop()
	l.port = u.Port()
	p := visit(t, l)
	p.open("/")
	type result struct{ Name, Error string }
	results := read[[]result](p, `import("/tests/all.js").then((tests) => tests.run()).then((all) => all.map((r) => ({ Name: r.name, Error: r.error })))`)
	if len(results) == 0 {
		t.Fatal("there are no tests in static/js/tests")
	}
	for _, r := range results {
		t.Run(r.Name, func(t *testing.T) {
			if r.Error != "" {
				t.Error(r.Error)
			}
		})
	}
}
