package web

import (
	"github.com/a-h/templ"

	"wirewalk/views/pages"
)

// privacy says what is kept.
func (s *Server) privacy() templ.Component {
	return pages.Privacy(pages.PrivacyProps{Retention: s.retention})
}
