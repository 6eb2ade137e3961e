package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"wirewalk/static"
	"wirewalk/views/parts"
)

// page is a page that is the same for everyone, answered from memory with header
// values that are made once too.
type page struct {
	plain representation
	gzip  *representation // nil where it would not be smaller
}

// representation is one form of a page (RFC 9110 §3.2): each has an ETag of
// its own.
type representation struct {
	body   []byte
	etag   []string
	length []string
}

// pageFor is a page in the kinds that there are of it: for people in a class and for
// who teaches, its links are others. Each kind is rendered when the first asks for it.
type pageFor map[parts.Who]func() (*page, error)

func newPageFor(view templ.Component) pageFor {
	kinds := pageFor{}
	for _, member := range []bool{false, true} {
		for _, instructor := range []bool{false, true} {
			who := parts.Who{Member: member, Instructor: instructor}
			kinds[who] = renderedOnce(parts.With(context.Background(), who), view)
		}
	}
	return kinds
}

// serve answers with the page of the kind that whoever asks gets. An error says that
// it cannot be rendered; nothing is answered then.
func (kinds pageFor) serve(w http.ResponseWriter, r *http.Request) error {
	p, err := kinds[whoAsks(r)]()
	if err == nil {
		p.serve(w, r)
	}
	return err
}

// page answers path with a component, from memory.
func (s *Server) page(path string, view templ.Component) {
	if s.fresh {
		s.echo.Match(getOrHead, path, func(c echo.Context) error { return show(c, http.StatusOK, view) })
		return
	}
	kinds := newPageFor(view)
	s.memory[path] = kinds
	// ServeHTTP answers before Echo is asked. The route is there for the other
	// methods, which Echo then answers with 405 and Allow.
	s.echo.Match(getOrHead, path, func(c echo.Context) error { return kinds.serve(c.Response(), c.Request()) })
}

// whoAsks tells by the cookies for whom a page is; whether they are good is
// found out by whoever uses them.
func whoAsks(r *http.Request) parts.Who {
	if len(r.Header["Cookie"]) == 0 {
		return parts.Who{}
	}
	carries := func(name string) bool { return randomIn(r, hostPrefix+name) != "" || randomIn(r, name) != "" }
	return parts.Who{Member: carries(memberCookie), Instructor: carries(instructorCookie)}
}

// forWhom is the context in which a page is rendered for this request alone.
func forWhom(r *http.Request) context.Context { return parts.With(r.Context(), whoAsks(r)) }

// renderedOnce renders a page when it is first called.
func renderedOnce(ctx context.Context, view templ.Component) func() (*page, error) {
	return sync.OnceValues(func() (*page, error) { return newPage(ctx, view) })
}

func newPage(ctx context.Context, view templ.Component) (*page, error) {
	body, err := render(ctx, view)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	tag := base64.RawURLEncoding.EncodeToString(sum[:12])
	p := &page{plain: newRepresentation(body, tag)}
	if packed := static.Gzip(body); packed != nil {
		r := newRepresentation(packed, tag+"-gzip")
		p.gzip = &r
	}
	return p, nil
}

func newRepresentation(body []byte, tag string) representation {
	return representation{body, []string{`"` + tag + `"`}, []string{strconv.Itoa(len(body))}}
}

// serve answers 200, or 304 where the client has this very form already.
func (p *page) serve(w http.ResponseWriter, r *http.Request) {
	form := &p.plain
	h := w.Header()
	h["Vary"] = varies
	h["Cache-Control"] = noCache
	if p.gzip != nil && static.AcceptsGzip(r.Header) {
		form = p.gzip
	}
	h["Etag"] = form.etag
	if has(r.Header["If-None-Match"], form.etag[0]) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if form == p.gzip {
		h["Content-Encoding"] = gzipCoding
	}
	h["Content-Type"] = html
	h["Content-Length"] = form.length
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		// The client that went away will not miss the rest.
		_, _ = w.Write(form.body)
	}
}

// has reports whether the lines of an If-None-Match name etag, compared weakly
// (RFC 9110 §13.1.2).
func has(lines []string, etag string) bool {
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			item = strings.TrimSpace(item)
			if item == "*" || strings.TrimPrefix(item, "W/") == etag {
				return true
			}
		}
	}
	return false
}

// renderings are what pages are rendered into: one that grew for each would leave
// three times its page behind.
var renderings = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render writes a component into memory, so that a failure can still change
// the status.
func render(ctx context.Context, view templ.Component) ([]byte, error) {
	b := renderings.Get().(*bytes.Buffer)
	defer renderings.Put(b)
	b.Reset()
	if err := view.Render(ctx, b); err != nil {
		return nil, err
	}
	return bytes.Clone(b.Bytes()), nil
}

// show renders a page for this one request and sends it.
func show(c echo.Context, status int, view templ.Component) error {
	body, err := render(forWhom(c.Request()), view)
	if err != nil {
		return err
	}
	c.Response().Header()["Cache-Control"] = noStore
	return c.Blob(status, htmlType, body)
}
