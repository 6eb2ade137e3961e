package web

import (
	"github.com/a-h/templ"

	"wirewalk/views/pages"
)

// labList is the page of all labs.
func (s *Server) labList() templ.Component { return pages.Labs(s.course.Labs()) }
