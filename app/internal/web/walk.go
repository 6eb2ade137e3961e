package web

import (
	"github.com/a-h/templ"

	"wirewalk/lessons"
	"wirewalk/views/pages"
)

// walk is the page of a walk through code, as everyone gets it first.
func (s *Server) walk(l *lessons.Lesson, w *lessons.Walk) templ.Component {
	return pages.Walk(s.walkProps(l, w))
}

func (s *Server) walkProps(l *lessons.Lesson, w *lessons.Walk) pages.WalkProps {
	return pages.WalkProps{Lesson: l, Walk: w, Recording: s.course.Recording(w.Script.ID)}
}
