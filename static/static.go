// Package static holds the style sheets, scripts and icons, embedded, and
// serves them under /static/{build hash}/, where they may be kept for ever.
package static

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
)

// Prefix is the path under which Handler serves.
const Prefix = "/static/"

//go:embed css js/*.js icons
var embedded embed.FS

// built is computed on first use and never changes afterwards.
var built = sync.OnceValues(func() (*build, error) { return newBuild(embedded) })

func current() *build {
	b, err := built()
	if err != nil {
		panic(err) // the embedded files are part of the program, and a test builds them
	}
	return b
}

// URL returns the address of an embedded file, "/static/{build hash}/css/app.css"
// for "css/app.css". It panics where there is no such file: a name that a
// template misspells is found by the first test that renders it.
func URL(name string) string {
	b := current()
	if _, ok := b.assets[name]; !ok {
		panic(fmt.Sprintf("static: no file %q is embedded", name))
	}
	return b.prefix + name
}

// Text returns an embedded file as it is served, for what must stand within a
// page. It panics where there is no such file.
func Text(name string) string {
	a, ok := current().assets[name]
	if !ok {
		panic(fmt.Sprintf("static: no file %q is embedded", name))
	}
	return string(a.plain.body)
}

// DataURI returns an embedded image that is text (SVG) as an address that holds it
// whole: for one that is smaller than the request which would fetch it. It panics
// where there is no such file.
func DataURI(name string) string {
	text := Text(name)
	return "data:" + contentTypes[path.Ext(name)] + "," + uriUnsafe.Replace(text)
}

// uriUnsafe writes what may not stand in a data: URL (RFC 3986 §2), and what an
// attribute would have to escape.
var uriUnsafe = strings.NewReplacer("%", "%25", "#", "%23", "<", "%3C", ">", "%3E", `"`, "%22", "{", "%7B", "}", "%7D", "\n", "")

// Boot returns the script that a page runs before its first paint. It stands in
// the page: a request of its own would weigh twice as much, and hold the paint.
func Boot() string { return strings.TrimSpace(Text("js/boot.js")) }

// Modules returns the addresses of the ES modules that a page loads at once, in
// the order of their names: js/app.js and what it imports, directly or not. What
// it fetches on demand, with import(), is not among them. Nobody may change them.
func Modules() []string { return modules() }

// modules is computed on first use: each page that is rendered names them.
var modules = sync.OnceValue(func() []string {
	b := current()
	found := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if found[name] {
			return
		}
		found[name] = true
		for _, m := range imported.FindAllSubmatch(b.assets[name].plain.body, -1) {
			visit("js/" + string(m[1]))
		}
	}
	visit("js/app.js")
	var urls []string
	for _, name := range b.names {
		if found[name] {
			urls = append(urls, b.prefix+name)
		}
	}
	return urls
})

// imported matches a static import of a module beside it.
var imported = regexp.MustCompile(`(?m)^import [^;]*from "\./([a-z-]+\.js)";$`)

// Handler serves the embedded files, gzipped where that is accepted and
// smaller. A file asked for under the hash of another build is redirected to
// this one's, so that a page that outlived a deployment still finds its parts;
// what is in no build goes to missing.
func Handler(missing http.Handler) http.Handler {
	return handler{current(), missing}
}

// read returns the files that are served, by name: all that are embedded,
// except that the style sheets of css/order.txt are joined into those that it
// names: css/app.css, which every page has, and after a line such as
// [course.css] into css/course.css, which only some pages have.
func read(files fs.FS) (map[string][]byte, error) {
	found := map[string][]byte{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(files, name)
		found[name] = withoutComments(name, b)
		return err
	})
	if err != nil {
		return nil, err
	}
	order, ok := found[orderFile]
	if !ok {
		return found, nil
	}
	delete(found, orderFile)
	into, joined := appSheet, map[string][]byte{}
	for line := range strings.Lines(string(order)) {
		name := strings.TrimSpace(line)
		if name == "" || strings.HasPrefix(name, "#") {
			continue
		}
		if sheet, begins := strings.CutPrefix(name, "["); begins {
			into = "css/" + strings.TrimSuffix(sheet, "]")
			continue
		}
		part, ok := found["css/"+name]
		if !ok {
			return nil, fmt.Errorf("static/%s names %q, which is not in static/css", orderFile, name)
		}
		joined[into] = append(append(joined[into], part...), '\n')
		delete(found, "css/"+name)
	}
	for name := range found {
		if strings.HasPrefix(name, "css/") && strings.HasSuffix(name, ".css") {
			return nil, fmt.Errorf("static/%s is in no line of static/%s, so no page would get it", name, orderFile)
		}
	}
	maps.Copy(found, joined)
	return found, nil
}

const (
	orderFile = "css/order.txt"
	appSheet  = "css/app.css"
)
