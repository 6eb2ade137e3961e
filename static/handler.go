package static

import (
	"net/http"
	"strings"
)

type handler struct {
	build   *build
	missing http.Handler
}

// Header values that are shared by all answers and never appended to.
var (
	forEver        = []string{"public, max-age=31536000, immutable"}
	noStore        = []string{"no-store"}
	acceptEncoding = []string{"Accept-Encoding"}
	gzipCoding     = []string{"gzip"}
)

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hash, name, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, Prefix), "/")
	a := h.build.assets[name]
	if !ok || a == nil || len(hash) != hashLength {
		h.missing.ServeHTTP(w, r)
		return
	}
	header := w.Header()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	current := h.build.prefix + name
	if r.URL.Path != current {
		header["Cache-Control"] = noStore
		header["Location"] = []string{current}
		w.WriteHeader(http.StatusFound)
		return
	}
	header["Cache-Control"] = forEver
	header["Content-Type"] = a.contentType
	f := a.plain
	if a.gzip != nil {
		header["Vary"] = acceptEncoding
		if AcceptsGzip(r.Header) {
			f = *a.gzip
			header["Content-Encoding"] = gzipCoding
		}
	}
	header["Content-Length"] = f.length
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		// The client that went away will not miss the rest.
		_, _ = w.Write(f.body)
	}
}
