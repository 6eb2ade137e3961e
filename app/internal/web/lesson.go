package web

import (
	"github.com/a-h/templ"

	"wirewalk/lessons"
	"wirewalk/views/pages"
)

// lesson is a lesson's page as everyone gets it first.
func (s *Server) lesson(l *lessons.Lesson) templ.Component { return pages.Lesson(s.lessonProps(l)) }

func (s *Server) lessonProps(l *lessons.Lesson) pages.LessonProps {
	props := pages.LessonProps{Course: s.course, Lesson: l}
	if l.Script != nil {
		props.Recording = s.course.Recording(l.Script.ID)
	}
	return props
}
