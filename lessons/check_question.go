package lessons

import (
	"fmt"
	"slices"

	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

// quizKinds are the kinds of questions that a quiz can have.
func quizKinds() []quiz.Kind {
	return []quiz.Kind{quiz.Choice, quiz.Order, quiz.Match, quiz.FillIn, quiz.ClickByte}
}

// kind checks that q is of a kind that its place asks for. An unknown kind is
// the question's own fault.
func (c *checker) kind(path string, q *quiz.Question, want ...quiz.Kind) {
	if !slices.Contains(want, q.Kind) && (q.Kind == quiz.Predict || slices.Contains(quizKinds(), q.Kind)) {
		c.say(path+".kind", "a predict stands before a step or an experiment, every other kind in the quiz", "a %s cannot stand here", q.Kind)
	}
}

// question checks q, whose rows are those of s.
func (c *checker) question(path string, q *quiz.Question, s *Script) {
	if q.ID == "" {
		return
	}
	var problems []quiz.Problem
	if !c.lost(path + ".") {
		problems = q.Validate() // else what was cut would be missed
	}
	for _, p := range problems {
		at := path
		if p.Path != "" {
			at = join(path, p.Path)
		}
		c.say(at, didYouMean(p.Got, p.Known), "%s", p.Message)
	}
	c.rows(path+".rows", q.Rows, s)
	for i, h := range q.Hints {
		c.rows(fmt.Sprintf("%s.hints[%d].rows", path, i), h.Rows, s)
		c.column(fmt.Sprintf("%s.hints[%d].column", path, i), h.Column, s)
	}
	if q.FollowUp != nil && q.FollowUp.Experiment != "" && !c.lost("experiments") && c.l.Experiment(q.FollowUp.Experiment) == nil {
		known := make([]string, 0, len(c.l.Experiments))
		for _, x := range c.l.Experiments {
			known = append(known, x.ID)
		}
		c.say(path+".followUp.experiment", didYouMean(q.FollowUp.Experiment, known), "no experiment %q", q.FollowUp.Experiment)
	}
}

// column checks that the table of s has the column that is called name. Where a
// column is unknown altogether, the question says so itself.
func (c *checker) column(path, name string, s *Script) {
	if s == nil || !slices.Contains(quiz.Columns(), name) || c.lost("script.columns") {
		return
	}
	has := []string{"action", "wire"} // as the page names them for a variant
	switch {
	case !s.walked():
	case s.Columns.Form() == Lanes:
		has = []string{"action", "wire", "sees", "state"}
	case s.Columns.Form() == Dialogue:
		has = []string{"action", "client", "wire", "server", "state"}
	default:
		has = []string{"action", "sent", "received", "state"}
	}
	if !slices.Contains(has, name) {
		c.say(path, "it has "+either(has), "this table has no column %s", name)
	}
}

// decides checks what of the walkthrough's run decides a question of the quiz.
func (c *checker) decides(path string, q *quiz.Question) {
	if q.Step == 0 {
		return
	}
	s := c.l.Script
	c.row(path+".step", q.Step, s)
	if s == nil || s.Step(q.Step) == nil {
		return
	}
	st := s.Step(q.Step)
	if len(st.Done) == 0 && !c.lost("script.steps") {
		c.say(path+".step", "name a row with done", "row %d waits for nothing, so no event is its own", q.Step)
		return
	}
	known := fieldNames(st)
	if known == nil {
		return // header fields have any name
	}
	field := func(path, name string) {
		if name != "" && !slices.Contains(known, name) {
			c.say(path, didYouMean(name, known), "row %d has no field %q", q.Step, name)
		}
	}
	field(path+".field", q.Field)
	for i, o := range q.Options {
		field(fmt.Sprintf("%s.options[%d].field", path, i), o.Field)
	}
}

// fieldNames are the fields that the frames of a row can have, or the chunks and
// lines of a stream; nil where a row waits for other events too.
func fieldNames(st *Step) []string {
	var names []string
	add := func(events []wire.Event) {
		for _, ev := range events {
			for _, f := range ev.Fields {
				if !slices.Contains(names, f.Name) {
					names = append(names, f.Name)
				}
			}
		}
	}
	for _, p := range st.Done {
		switch {
		case p.Kind == wire.KindFrame:
			f := wire.Frame{FIN: true, Opcode: wire.OpText, Masked: p.From == wire.Client, LengthForm: wire.Length16, Payload: wire.Hex("x")}
			if p.Opcode == wire.OpClose.String() {
				f.Opcode, f.LengthForm, f.Payload = wire.OpClose, wire.Length7, wire.AppendClosePayload(nil, 1000, "x")
			}
			add(wire.ReadFrames(p.From, wire.AppendFrame(nil, f)))
		case slices.Contains(streamKinds, p.Kind):
			d := wire.NewDecoder(wire.Server, wire.Options{})
			d.Feed([]byte("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"))
			add(d.Feed([]byte("13\r\n: c\nid: 1\ndata: x\n\n\r\n")))
		default:
			return nil
		}
	}
	return names
}
