package web

import "wirewalk/app/internal/class"

// classView is what the state of a class is made of.
type classView struct {
	class    *class.Class
	here     int // people who are connected
	answered int // votes in the last round of the last question
}

// classState is what every page in a class is told, whole, whenever something
// of it changes. It is the same for everyone and names nobody.
type classState struct {
	Title   string       `json:"title"`
	Started bool         `json:"started"`
	Ended   bool         `json:"ended"`
	Here    int          `json:"here"`
	Pacing  *pacingState `json:"pacing"` // nil: everybody for themselves
	Asking  *askingState `json:"asking"` // nil: nothing is asked, or it is over
	Plug    *plugState   `json:"plug"`   // nil: nothing is plugged in
}

// pacingState is where the class walks together.
type pacingState struct {
	Lesson   string `json:"lesson"`
	Title    string `json:"title"`
	Step     int    `json:"step"`
	Steps    int    `json:"steps"`
	Predicts int    `json:"predicts"` // the row whose prediction is asked; 0: none
}

// askingState is the question that was asked last.
type askingState struct {
	N        int    `json:"n"`
	Round    int    `json:"round"`
	State    string `json:"state"` // "open", "closed", "revealed"
	Lesson   string `json:"lesson"`
	Question string `json:"question"`
	Row      int    `json:"row"` // of a prediction that a walkthrough asks; 0 elsewhere
	Answered int    `json:"answered"`
	Plug     bool   `json:"plug"` // it is the vote before the plug is pulled
}

type plugState struct {
	N      int  `json:"n"`
	Pulled bool `json:"pulled"`
}

func (s *Server) classState(v *classView) classState {
	c := v.class
	state := classState{Title: c.Title, Started: !c.Started.IsZero(), Ended: !c.Ended.IsZero(), Here: v.here}
	if l := s.course.Lesson(c.Pacing.Lesson); c.Pacing.Together && l != nil && l.Script != nil {
		state.Pacing = &pacingState{Lesson: l.Slug, Title: l.Title, Step: c.Pacing.Step, Steps: len(l.Script.Steps), Predicts: c.Pacing.Predicts}
	}
	if a, _ := s.asking(c); a != nil {
		state.Asking = &askingState{
			N: a.N, Round: a.Round(), State: stateOf(a), Lesson: a.Lesson, Question: a.Question, Row: a.Row,
			Answered: v.answered, Plug: c.Plug != nil && c.Plug.Asking == a.N,
		}
	}
	if c.Plug != nil {
		state.Plug = &plugState{N: c.Plug.N, Pulled: !c.Plug.Pulled.IsZero()}
	}
	return state
}

func stateOf(a *class.Asking) string {
	switch {
	case a.IsOpen():
		return "open"
	case a.Revealed:
		return "revealed"
	}
	return "closed"
}
