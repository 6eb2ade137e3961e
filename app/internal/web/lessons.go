package web

import (
	"github.com/a-h/templ"

	"wirewalk/views/pages"
)

// lessonList is the course on one page.
func (s *Server) lessonList() templ.Component {
	return pages.Lessons(pages.LessonsProps{Lessons: s.course.Lessons()})
}
