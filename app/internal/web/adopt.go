package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"

	"wirewalk/app/internal/class"
	"wirewalk/lessons"
	"wirewalk/quiz"
)

// keptProgress is what a browser has kept of a lesson: see static/js/keep.js.
type keptProgress struct {
	Step    int                   `json:"step"`
	Answers map[string]keptAnswer `json:"answers"`
}

type keptAnswer struct {
	Answer   string `json:"answer"` // its parts with commas between them
	Attempts int    `json:"attempts"`
	Hints    int    `json:"hints"`
}

// adopt takes over what somebody did in this browser before they joined. It
// comes from the browser, so each answer is graded again; what cannot be, since
// a run of then decided it, stays behind, and so does what is no progress.
func (s *Server) adopt(ctx context.Context, of *class.Class, p *class.Person, kept string) error {
	if kept == "" {
		return nil
	}
	var all map[string]keptProgress
	if err := json.Unmarshal([]byte(kept), &all); err != nil {
		s.log.LogAttrs(ctx, slog.LevelInfo, "what a browser had kept could not be read", errorAttr(err))
		return nil
	}
	var progress []class.Progress
	for _, l := range s.lessonsOf(of) {
		had := all[l.Slug]
		if l.Script != nil && had.Step > 0 {
			step := min(had.Step, len(l.Script.Steps))
			progress = append(progress, class.Progress{Person: p.ID, Lesson: l.Slug, Step: step, Moved: s.now()})
		}
		for _, q := range l.Graded() {
			if a, ok := had.Answers[q.ID]; ok && a.Answer != "" {
				if err := s.adoptAnswer(ctx, l, q, p, a); err != nil {
					return err
				}
			}
		}
	}
	if len(progress) == 0 {
		return nil
	}
	return s.store.SaveProgress(ctx, progress)
}

func (s *Server) adoptAnswer(ctx context.Context, l *lessons.Lesson, q *quiz.Question, p *class.Person, a keptAnswer) error {
	answers := []string{a.Answer}
	if q.Kind == quiz.Order || q.Kind == quiz.Match {
		answers = strings.Split(a.Answer, ",")
	}
	asked, ok := l.Question(q.ID)
	if !ok {
		return nil
	}
	var seen quiz.Observed
	if len(asked.Scripts) > 0 {
		seen = lessons.Observe(q, s.course.Recording(asked.Scripts[0].ID), asked.Step)
	}
	verdict, err := q.Grade(answers, seen)
	switch {
	case errors.Is(err, quiz.ErrNotObserved), errors.Is(err, quiz.ErrUnknownOption), errors.Is(err, quiz.ErrNoAnswer):
		return nil
	case err != nil:
		return err
	case len(asked.Scripts) > 0 && !verdict.Right:
		return nil // it may have been right of the run of then
	}
	_, err = s.store.AddAnswer(ctx, class.Answer{
		Person: p.ID, Lesson: l.Slug, Question: q.ID, Key: "adopted/" + l.Slug + "/" + q.ID,
		Try: max(1, min(a.Attempts, mostTries)), Answers: answers, Right: verdict.Right, Free: verdict.Free,
		Hints: max(0, min(a.Hints, len(q.Hints))), Adopted: true, At: s.now(),
	})
	return err
}

// mostTries bounds what a browser may say of its tries.
const mostTries = 1000
