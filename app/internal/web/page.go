package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
	"golang.org/x/sync/errgroup"

	"wirewalk/static"
	"wirewalk/views/parts"
)

// page is a page that is the same for everyone, rendered once and answered
// from memory with header values that are made once too.
type page struct {
	view  templ.Component
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

// rendering is a page that is yet to be rendered, and the route that it then gets.
type rendering struct {
	path  string
	view  templ.Component
	route func(*page)
}

// renderAll renders pages, as many at once as there are processors, and then makes
// their routes.
func (s *Server) renderAll(all []rendering) error {
	made := make([]*page, len(all))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, r := range all {
		if made[i] = s.rendered[r.path]; made[i] != nil {
			continue
		}
		group.Go(func() (err error) {
			if made[i], err = newPage(context.Background(), r.view); err != nil {
				return fmt.Errorf("the page %s: %w", r.path, err)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, r := range all {
		r.route(made[i])
	}
	return nil
}

// page answers path with a component, from memory.
func (s *Server) page(path string, view templ.Component) rendering {
	return rendering{path, view, func(p *page) {
		if s.fresh {
			s.echo.Match(getOrHead, path, func(c echo.Context) error { return show(c, http.StatusOK, view) })
			return
		}
		s.memory[path] = p
		// ServeHTTP answers before Echo is asked. The route is there for the other
		// methods, which Echo then answers with 405 and Allow.
		s.echo.Match(getOrHead, path, func(c echo.Context) error {
			p.serve(c.Response(), c.Request())
			return nil
		})
	}}
}

// pageAt is the page that is answered from memory, nil where there is none.
// People in a class, and who teaches, have a page of their own kind, which is
// rendered when the first of them comes.
func (s *Server) pageAt(r *http.Request) (*page, error) {
	p := s.memory[r.URL.Path]
	if p == nil {
		return nil, nil
	}
	who := whoAsks(r)
	if who == (parts.Who{}) {
		return p, nil
	}
	kind := pageOfKind{r.URL.Path, who}
	if had, ok := s.kinds.Load(kind); ok {
		return had.(*page), nil
	}
	p, err := newPage(parts.With(context.Background(), who), p.view)
	if err == nil {
		s.kinds.Store(kind, p)
	}
	return p, err
}

// pageOfKind names a page that only some get.
type pageOfKind struct {
	path string
	who  parts.Who
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

func newPage(ctx context.Context, view templ.Component) (*page, error) {
	body, err := render(ctx, view)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	tag := base64.RawURLEncoding.EncodeToString(sum[:12])
	p := &page{view: view, plain: newRepresentation(body, tag)}
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
