package web

import (
	"github.com/a-h/templ"

	"wirewalk/views/pages"
	"wirewalk/views/parts"
)

// home offers the walkthrough of each lesson that has one, small.
func (s *Server) home() templ.Component {
	var scripts []parts.WalkthroughProps
	for _, l := range s.course.Lessons() {
		if l.Script == nil {
			continue
		}
		scripts = append(scripts, parts.WalkthroughProps{
			Script:    l.Script,
			Recording: s.course.Recording(l.Script.ID),
			Lesson:    l,
			Compact:   true,
		})
	}
	return pages.Home(pages.HomeProps{Lessons: s.course.Lessons(), Labs: s.course.Labs(), Scripts: scripts})
}
