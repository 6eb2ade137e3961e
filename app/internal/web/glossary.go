package web

import (
	"github.com/a-h/templ"

	"wirewalk/views/pages"
)

// glossary is every term that a lesson explains.
func (s *Server) glossary() templ.Component {
	return pages.Glossary(pages.GlossaryProps{Lessons: s.course.Lessons()})
}
