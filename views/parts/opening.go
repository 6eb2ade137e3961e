package parts

import (
	"strings"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// OpeningProps is a lesson's opening.
type OpeningProps struct {
	Lesson *lessons.Lesson
	// Recordings are of its ways, in their order; nil where nothing is recorded.
	Recordings []*wire.Recording
}

func (p OpeningProps) recording(way int) *wire.Recording {
	if way < len(p.Recordings) {
		return p.Recordings[way]
	}
	return nil
}

func (p OpeningProps) root(way *lessons.Variant) WalkthroughProps {
	return WalkthroughProps{Script: way.Script, Lesson: p.Lesson, root: "opening-" + fragmentID(way.ID)}
}

// takes is how many milliseconds a way waits in all, for the bar that shows how
// far it is.
func takes(s *lessons.Script) int {
	ms := 0
	for i := range s.Steps {
		st := &s.Steps[i]
		ms += st.MS + st.Every*len(strings.Fields(st.Text))
	}
	return max(ms, 1)
}
