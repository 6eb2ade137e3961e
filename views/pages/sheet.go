package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"wirewalk/lessons"
	"wirewalk/quiz"
)

// SheetProps is a lesson with a run sheet, in its course.
type SheetProps struct {
	Course *lessons.Course
	Lesson *lessons.Lesson
}

// key is a question as a teacher needs it: what is right, and why each wrong
// answer is wrong.
type key struct {
	Where    string // "Before row 4", "An SSE server, before row 7", "Question 3", or the title of an experiment
	Question *quiz.Question
	Right    []keyLine
	Wrong    []keyLine
	Note     string // how the key was found, where a run decides
}

// keyLine is an answer and what is said of it.
type keyLine struct {
	Answer lessons.HTML
	Why    string // of the lesson, Markdown, inline
}

// keys are those of all questions of the lesson: of its rows, its experiments,
// the rows of its walks through code, its parts and its quiz.
func (p SheetProps) keys() []key {
	l := p.Lesson
	var all []key
	rows := func(script *lessons.Script, where string) {
		if script == nil {
			return
		}
		for i := range script.Steps {
			if s := &script.Steps[i]; s.Predict != nil {
				all = append(all, p.predicted(where+strconv.Itoa(s.N), s.Predict, script, s.N))
			}
		}
	}
	rows(l.Script, "Before row ")
	for i := range l.Experiments {
		all = append(all, p.experimented(&l.Experiments[i]))
	}
	for i := range l.Walks {
		rows(l.Walks[i].Script, l.Walks[i].Title+", before row ")
	}
	for i, q := range l.Graded() {
		all = append(all, p.graded("Question "+strconv.Itoa(i+1), q))
	}
	return all
}

const fromRecording = "The run decides; this is what the recording that is shipped says."

// predicted is the key of a row's prediction.
func (p SheetProps) predicted(where string, q *quiz.Question, script *lessons.Script, step int) key {
	right, note := q.Key, ""
	if q.Observe != "" {
		note = fromRecording
		right = optionWith(q, lessons.Observe(q, p.Course.Recording(script.ID), step).Value)
	}
	k := p.choice(where, q, right)
	k.Note = note
	return k
}

// experimented is the key of an experiment: each position of its knob has one.
func (p SheetProps) experimented(x *lessons.Experiment) key {
	k := p.choice(x.Title, &x.Predict, "")
	k.Note = fromRecording
	for i := range x.Variants {
		v := &x.Variants[i]
		answer := x.Predict.Key
		if x.Predict.Observe != "" {
			answer = optionWith(&x.Predict, lessons.Observe(&x.Predict, p.Course.Recording(v.Script.ID), x.Predict.Step).Value)
		}
		for _, o := range x.Predict.Options {
			if o.ID == answer {
				html := p.Lesson.Inline(o.Text)
				if len(x.Variants) > 1 {
					html = "With " + p.Lesson.Inline(v.Label) + ": " + html
				}
				k.Right = append(k.Right, keyLine{html, cmp.Or(v.Happened, x.Predict.Happened)})
			}
		}
	}
	return k
}

// graded is the key of a question with marks, of any kind.
func (p SheetProps) graded(where string, q *quiz.Question) key {
	l := p.Lesson
	k := key{Where: where, Question: q}
	switch q.Kind {
	case quiz.Order:
		for i, id := range q.Sequence {
			for _, o := range q.Options {
				if o.ID == id {
					k.Right = append(k.Right, keyLine{lessons.HTML(strconv.Itoa(i+1)+". ") + l.Inline(o.Text), o.Reason})
				}
			}
		}
	case quiz.Match:
		for _, o := range q.Options {
			for _, to := range q.Targets {
				if to.ID == o.Match {
					k.Right = append(k.Right, keyLine{l.Inline(o.Text) + ": " + l.Inline(to.Text), o.Reason})
				}
			}
		}
		for _, to := range q.Targets {
			k.Wrong = append(k.Wrong, keyLine{l.Inline(to.Text) + ", where it does not belong", to.Reason})
		}
	case quiz.FillIn, quiz.ClickByte:
		p.found(&k)
	default:
		return p.choice(where, q, q.Key)
	}
	return k
}

// found fills in what a run decides: a value that is typed, or a byte.
func (p SheetProps) found(k *key) {
	q := k.Question
	seen := quiz.Observed{Value: q.Key}
	if q.Field != "" {
		k.Note = "Each run decides for itself; this is what the recording that is shipped has."
		seen = lessons.Observe(q, p.Course.Recording(p.Lesson.Script.ID), q.Step)
	}
	if q.Kind == quiz.ClickByte {
		k.Right = append(k.Right, keyLine{plainText(q.Field + ", " + bytesOf(q.Field, seen.Parts)), q.Right})
	} else {
		k.Right = append(k.Right, keyLine{plainText(seen.Value), q.Right})
	}
	for _, o := range q.Options {
		name := o.Value
		if o.Field != "" {
			name = o.Field
			if value := seen.Others[o.Field]; value != "" && q.Kind == quiz.FillIn {
				name += ", " + value
			}
		}
		line := keyLine{plainText(name), o.Reason}
		if o.Field == q.Field && q.Kind == quiz.ClickByte {
			k.Right[0].Why = o.Reason
			continue
		}
		k.Wrong = append(k.Wrong, line)
	}
	if q.Otherwise != "" {
		k.Wrong = append(k.Wrong, keyLine{"anything else", q.Otherwise})
	}
}

// choice is the key of a question with options, one of which is right.
func (p SheetProps) choice(where string, q *quiz.Question, right string) key {
	k := key{Where: where, Question: q}
	for _, o := range q.Options {
		line := keyLine{p.Lesson.Inline(o.Text), o.Reason}
		if o.ID == right {
			k.Right = append(k.Right, line)
		} else {
			k.Wrong = append(k.Wrong, line)
		}
	}
	return k
}

// optionWith is the id of the option with what was observed, "" where none has.
func optionWith(q *quiz.Question, value string) string {
	for _, o := range q.Options {
		if o.Value == value && value != "" {
			return o.ID
		}
	}
	return ""
}

// bytesOf says which bytes of an event hold a field: "byte 2", "bytes 3 to 6".
func bytesOf(field string, parts [][]string) string {
	first, last := -1, -1
	for i, names := range parts {
		if slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, field) }) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	switch {
	case first < 0:
		return "as the run has it"
	case first == last:
		return "byte " + strconv.Itoa(first+1)
	}
	return "bytes " + strconv.Itoa(first+1) + " to " + strconv.Itoa(last+1)
}

// minutes says when a stop of the sheet begins and ends: "5–12".
func (p SheetProps) minutes(i int) string {
	begins := 0
	for _, s := range p.Lesson.Sheet.Stops[:i] {
		begins += s.Minutes
	}
	return strconv.Itoa(begins) + "–" + strconv.Itoa(begins+p.Lesson.Sheet.Stops[i].Minutes)
}
