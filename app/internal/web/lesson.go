package web

import (
	"github.com/a-h/templ"

	"wirewalk/lessons"
	"wirewalk/views/pages"
)

// lesson is the page of a lesson or a lab as everyone gets it first.
func (s *Server) lesson(l *lessons.Lesson) templ.Component { return coursePage(s.lessonProps(l)) }

func coursePage(p pages.LessonProps) templ.Component {
	if p.Lesson.Lab != nil {
		return pages.Lab(p)
	}
	return pages.Lesson(p)
}

func (s *Server) lessonProps(l *lessons.Lesson) pages.LessonProps {
	props := pages.LessonProps{Course: s.course, Lesson: l}
	if l.Script != nil {
		props.Recording = s.course.Recording(l.Script.ID)
	}
	return props
}
