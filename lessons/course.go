package lessons

import (
	"cmp"
	"slices"

	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

// Course is all lessons, as Load read them. Nobody may change what it hands
// out; it is safe for concurrent use.
type Course struct {
	lessons    []*Lesson
	labs       []*Lesson
	bySlug     map[string]*Lesson
	scripts    map[string]*Script
	recordings map[string]recorded
}

// Lessons are the lessons in the order of their numbers.
func (c *Course) Lessons() []*Lesson { return slices.Clone(c.lessons) }

// Labs are the labs in the order of their numbers.
func (c *Course) Labs() []*Lesson { return slices.Clone(c.labs) }

// Pages are the lessons, and then the labs.
func (c *Course) Pages() []*Lesson { return slices.Concat(c.lessons, c.labs) }

// Lesson is the lesson or the lab with that slug, or nil.
func (c *Course) Lesson(slug string) *Lesson { return c.bySlug[slug] }

// Script is the script with that id, or nil. A walkthrough's id is its lesson's
// slug, a variant's "{slug}/{experiment}/{variant}", "{slug}/opening/{way}" that
// of a way of an opening, and "{slug}/code/{walk}" that of a walk.
func (c *Course) Script(id string) *Script { return c.scripts[id] }

// Scripts are all scripts, by lesson.
func (c *Course) Scripts() []*Script {
	var all []*Script
	for _, l := range c.Pages() {
		all = append(all, l.Scripts()...)
	}
	return all
}

// Scripts are the lesson's walkthrough, the ways of its opening, the variants of
// its experiments and its walks.
func (l *Lesson) Scripts() []*Script {
	var all []*Script
	if l.Script != nil {
		all = append(all, l.Script)
	}
	of := func(variants []Variant) {
		for i := range variants {
			if s := variants[i].Script; s != nil {
				all = append(all, s)
			}
		}
	}
	if l.Opening != nil {
		of(l.Opening.Ways)
	}
	for i := range l.Experiments {
		of(l.Experiments[i].Variants)
	}
	for i := range l.Walks {
		if s := l.Walks[i].Script; s != nil {
			all = append(all, s)
		}
	}
	return all
}

// Recording is the recording that is shipped of that script, or nil.
func (c *Course) Recording(script string) *wire.Recording {
	if read := c.recordings[script]; read != nil {
		return read()
	}
	return nil
}

// Lesson is the lesson that the script belongs to; of a walk it is its Page.
func (s *Script) Lesson() *Lesson { return s.lesson }

// Step is the step with that number, or nil.
func (s *Script) Step(n int) *Step {
	if n < 1 || n > len(s.Steps) {
		return nil
	}
	return &s.Steps[n-1]
}

// Correction is the correction with that id, or nil.
func (l *Lesson) Correction(id string) *Correction {
	for i := range l.Corrections {
		if l.Corrections[i].ID == id {
			return &l.Corrections[i]
		}
	}
	return nil
}

// Experiment is the experiment with that id, or nil.
func (l *Lesson) Experiment(id string) *Experiment {
	for i := range l.Experiments {
		if l.Experiments[i].ID == id {
			return &l.Experiments[i]
		}
	}
	return nil
}

// Asked is a question and where it is asked.
type Asked struct {
	Question *quiz.Question
	// Scripts are those whose runs can decide it: one, or an experiment's
	// variants. None: no run does.
	Scripts []*Script
	// Step is the row that is observed; 0: a script's last.
	Step int
}

// Question finds a question of the quiz, of a part, of a step, of an experiment or
// of a step of a walk.
func (l *Lesson) Question(id string) (Asked, bool) {
	for _, q := range l.Graded() {
		if q.ID == id {
			if q.Step == 0 {
				return Asked{Question: q}, true
			}
			return Asked{Question: q, Scripts: []*Script{l.Script}, Step: q.Step}, true
		}
	}
	if l.Script != nil {
		for i := range l.Script.Steps {
			if st := &l.Script.Steps[i]; st.Predict != nil && st.Predict.ID == id {
				return Asked{Question: st.Predict, Scripts: []*Script{l.Script}, Step: st.N}, true
			}
		}
	}
	for i := range l.Experiments {
		if x := &l.Experiments[i]; x.Predict.ID == id {
			a := Asked{Question: &x.Predict, Step: x.Predict.Step}
			for j := range x.Variants {
				if s := x.Variants[j].Script; s != nil {
					a.Scripts = append(a.Scripts, s)
				}
			}
			return a, true
		}
	}
	for i := range l.Walks {
		if a, ok := l.Walks[i].page.Question(id); ok {
			return a, true
		}
	}
	return Asked{}, false
}

func newCourse(all []*Lesson, recordings map[string]recorded) *Course {
	c := &Course{
		bySlug:  map[string]*Lesson{},
		scripts: map[string]*Script{}, recordings: recordings,
	}
	slices.SortFunc(all, func(a, b *Lesson) int { return cmp.Compare(a.Number, b.Number) })
	for _, l := range all {
		c.bySlug[l.Slug] = l
		if l.Lab != nil {
			c.labs = append(c.labs, l)
		} else {
			c.lessons = append(c.lessons, l)
		}
	}
	for _, s := range c.Scripts() {
		c.scripts[s.ID] = s
	}
	return c
}
