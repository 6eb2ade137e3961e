package parts

import (
	"github.com/a-h/templ"

	"wirewalk/lessons"
)

// Inline is an inline text of the lesson.
func Inline(l *lessons.Lesson, md string) templ.Component { return templ.Raw(l.Inline(md)) }

// Blocks is a text of the lesson that is made of blocks.
func Blocks(l *lessons.Lesson, md string) templ.Component { return templ.Raw(l.Blocks(md)) }
