package web

import (
	"context"
	"errors"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/store"
	"wirewalk/lessons"
	"wirewalk/views/parts"
)

// collect keeps what the browser of a person in a class did in a lab, before they
// are told what it means.
func (s *Server) collect(ctx context.Context, p *class.Person, l *lessons.Lesson, d decision) error {
	if p == nil || l.Lab == nil || d.variant == nil || d.capture != captureOwn {
		return nil
	}
	err := s.store.SaveTrial(ctx, class.Trial{
		Person: p.ID, Lab: l.Slug, Question: d.experiment.Predict.ID, Variant: d.variant.ID,
		Observed: d.seen.Value, At: s.now(),
	})
	if errors.Is(err, store.ErrNotFound) {
		return inNoClass().because(err)
	}
	if err == nil {
		s.changed(p.Class, noteVotes, "")
	}
	return err
}

// trials are what the browsers of a class did where a lab's prediction is asked,
// nil elsewhere.
func (s *Server) trials(ctx context.Context, code string, a *class.Asking, q askedQuestion) (*parts.TrialsProps, error) {
	if q.lesson.Lab == nil || q.variant == nil {
		return nil, nil
	}
	all, err := s.store.Trials(ctx, code, a.Lesson, a.Question, q.variant.ID)
	if err != nil {
		return nil, err
	}
	props := &parts.TrialsProps{
		Lesson: q.lesson, Experiment: q.experiment, Variant: q.variant, N: len(all),
	}
	for _, o := range class.OutcomesOf(all) {
		bar := parts.ResultBar{Text: o.Observed, Count: o.N, Before: -1, Right: o.Observed == q.variant.Expect}
		for i := range q.Options {
			if q.Options[i].Value == o.Observed {
				bar.Letter, bar.Text = q.Options[i].ID, q.Options[i].Text
			}
		}
		props.Bars = append(props.Bars, bar)
	}
	return props, nil
}
