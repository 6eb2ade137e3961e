package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

func missing(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }

func ask(h http.Handler, method, path, accept string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestEmbeddedFilesAreServed(t *testing.T) {
	h := Handler(http.HandlerFunc(missing))
	for _, url := range append(Modules(), URL("css/app.css"), URL("icons/favicon.svg")) {
		plain, packed := ask(h, "GET", url, ""), ask(h, "GET", url, "gzip")
		if plain.StatusCode != 200 || packed.StatusCode != 200 || plain.Header.Get("Content-Type") == "" {
			t.Errorf("%s: %s, %s, %q", url, plain.Status, packed.Status, plain.Header.Get("Content-Type"))
			continue
		}
		if got := plain.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control is %q", url, got)
		}
		body, _ := io.ReadAll(plain.Body)
		if packed.Header.Get("Content-Encoding") != "gzip" {
			continue // too small to gain
		}
		unpacked, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatal(err)
		}
		if same, _ := io.ReadAll(unpacked); string(same) != string(body) {
			t.Errorf("%s: the compressed form is another file", url)
		}
		if packed.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: Vary is %q", url, packed.Header.Get("Vary"))
		}
	}
}

func TestModulesAreWhatAPageLoadsAtOnce(t *testing.T) {
	var names []string
	for _, url := range Modules() {
		names = append(names, strings.TrimSuffix(url[strings.LastIndex(url, "/")+1:], ".js"))
	}
	if got := strings.Join(names, " "); got != "app keep predictions steps table walkthrough" {
		t.Errorf("a page loads %s at once", got)
	}
	if n := len(names); n > 8 {
		t.Errorf("%d modules, at most 8 are loaded at once", n)
	}
}

// A module of two words is a module too.
func TestImportsAreFound(t *testing.T) {
	const script = "import { a } from \"./half-open.js\";\nimport {\n  b,\n  c,\n} from \"./run.js\";\nawait import(\"./later.js\");\n"
	var names []string
	for _, m := range imported.FindAllStringSubmatch(script, -1) {
		names = append(names, m[1])
	}
	if got := strings.Join(names, " "); got != "half-open.js run.js" {
		t.Errorf("it imports %s", got)
	}
}

func TestAnotherBuild(t *testing.T) {
	h := Handler(http.HandlerFunc(missing))
	moved := ask(h, "GET", "/static/000000000000/css/app.css", "")
	if moved.StatusCode != 302 || moved.Header.Get("Location") != URL("css/app.css") || moved.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s to %q, Cache-Control %q", moved.Status, moved.Header.Get("Location"), moved.Header.Get("Cache-Control"))
	}
	for _, path := range []string{"/static/", "/static/css/app.css", "/static/000000000000/", "/static/000000000000/nothing.css", "/static/000000000000/css/order.txt", "/static/000000000000/../css/app.css"} {
		if got := ask(h, "GET", path, ""); got.StatusCode != 404 {
			t.Errorf("%s: %s", path, got.Status)
		}
	}
	if got := ask(h, "POST", URL("css/app.css"), ""); got.StatusCode != 405 {
		t.Errorf("POST: %s", got.Status)
	}
}

// HEAD tells of a file what GET does, without the file (RFC 9110 §9.3.2).
func TestHeadOfAFile(t *testing.T) {
	h := Handler(http.HandlerFunc(missing))
	for _, accept := range []string{"", "gzip"} {
		get, head := ask(h, "GET", URL("css/app.css"), accept), ask(h, "HEAD", URL("css/app.css"), accept)
		if body, _ := io.ReadAll(head.Body); head.StatusCode != 200 || len(body) > 0 || head.Header.Get("Content-Length") == "" {
			t.Errorf("HEAD: %s, %d bytes of body, Content-Length %q", head.Status, len(body), head.Header.Get("Content-Length"))
		}
		if !reflect.DeepEqual(head.Header, get.Header) {
			t.Errorf("HEAD has %v, GET %v", head.Header, get.Header)
		}
	}
}

func TestHashIsOfContents(t *testing.T) {
	prefix := func(css string) string {
		b, err := newBuild(fstest.MapFS{"css/app.css": {Data: []byte(css)}, "js/app.js": {Data: []byte("1")}})
		if err != nil {
			t.Fatal(err)
		}
		return b.prefix
	}
	first := prefix("a{}")
	if first != prefix("a{}") {
		t.Error("the same files give two hashes")
	}
	if first == prefix("b{}") {
		t.Error("other files give the same hash")
	}
}

func TestStyleSheetsAreJoinedInOrder(t *testing.T) {
	files := fstest.MapFS{
		"css/order.txt": {Data: []byte("# first things first\n\ntwo.css\none.css\n")},
		"css/one.css":   {Data: []byte("one{}")},
		"css/two.css":   {Data: []byte("two{}")},
	}
	b, err := newBuild(files)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(b.assets["css/app.css"].plain.body); got != "two{}\none{}\n" {
		t.Errorf("joined as %q", got)
	}
	files["css/order.txt"] = &fstest.MapFile{Data: []byte("two.css\n[more.css]\none.css\n")}
	if apart, err := newBuild(files); err != nil || string(apart.assets["css/app.css"].plain.body) != "two{}\n" || string(apart.assets["css/more.css"].plain.body) != "one{}\n" {
		t.Errorf("joined into two sheets: %v", err)
	}
	if b.assets["css/one.css"] != nil || b.assets["css/order.txt"] != nil {
		t.Error("the parts are served too")
	}
	files["css/three.css"] = &fstest.MapFile{}
	if _, err := newBuild(files); err == nil || !strings.Contains(err.Error(), "three.css") {
		t.Errorf("a forgotten part: %v", err)
	}
	delete(files, "css/three.css")
	delete(files, "css/two.css")
	if _, err := newBuild(files); err == nil || !strings.Contains(err.Error(), "two.css") {
		t.Errorf("a part that is not there: %v", err)
	}
}

func TestFileOfUnknownType(t *testing.T) {
	_, err := newBuild(fstest.MapFS{"icons/a.bmp": {Data: []byte("x")}})
	if err == nil || !strings.Contains(err.Error(), "a.bmp") {
		t.Errorf("got %v", err)
	}
}

func TestAcceptsGzip(t *testing.T) {
	for accept, want := range map[string]bool{
		"gzip": true, "gzip, deflate": true, "br;q=1.0, GZIP;q=0.5": true, "deflate,gzip ; q=1": true,
		"": false, "br": false, "gzip;q=0": false, "gzip; q=0.000": false, "gzip;q=x": false, "x-gzip2": false, "*": false,
	} {
		if got := AcceptsGzip(http.Header{"Accept-Encoding": {accept}}); got != want {
			t.Errorf("%q: %v", accept, got)
		}
	}
}

// What stands in a page is written so that it can.
func TestWithinAPage(t *testing.T) {
	if boot := Boot(); !strings.Contains(boot, `classList.add("js")`) || strings.Contains(boot, "</") {
		t.Errorf("the script before the first paint is %q", boot)
	}
	uri := DataURI("icons/favicon.svg")
	if !strings.HasPrefix(uri, "data:image/svg+xml,%3Csvg xmlns=%22") || strings.ContainsAny(uri, "<>\"#\n") {
		t.Errorf("the icon is %q", uri)
	}
}
