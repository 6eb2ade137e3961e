package web

import (
	"github.com/a-h/templ"

	"wirewalk/lessons"
	"wirewalk/views/pages"
)

// sheet is the run sheet of a lesson that has one, for who teaches it.
func (s *Server) sheet(l *lessons.Lesson) templ.Component {
	return pages.Sheet(pages.SheetProps{Course: s.course, Lesson: l})
}
