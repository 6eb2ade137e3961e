package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/labstack/echo/v4"

	"wirewalk/lessons"
	"wirewalk/static"
	"wirewalk/views/pages"
	"wirewalk/views/parts"
)

// snippet makes the page that runs a sample in a frame of its lesson. Its
// address may be opened, but it has no origin: it cannot read a cookie, and
// reaches only what is for any origin.
func (s *Server) snippet(l *lessons.Lesson, sample *lessons.Sample) {
	harness := static.Text("js/frame.js")
	path := parts.SnippetPath(l, sample)
	view := pages.Snippet(pages.SnippetProps{Sample: sample, Harness: harness})
	_, scripts := sample.Page()
	allowed := scriptHashes(append([]string{harness}, scripts...))
	rendered := renderedOnce(context.Background(), view)
	s.echo.Match(getOrHead, path, func(c echo.Context) error {
		p, err := rendered()
		if err != nil {
			return err
		}
		c.Response().Header().Set("Content-Security-Policy", s.security.framePolicy(c.Request().Host, allowed))
		p.serve(c.Response(), c.Request())
		return nil
	})
}

// scriptHashes are the sources of a policy that let exactly these scripts run.
func scriptHashes(scripts []string) string {
	var sources []string
	for _, text := range scripts {
		sum := sha256.Sum256([]byte(text))
		sources = append(sources, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	return strings.Join(sources, " ")
}
