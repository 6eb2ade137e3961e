package web

import (
	"fmt"
	"strconv"

	"wirewalk/app/internal/class"
	"wirewalk/quiz"
	"wirewalk/views/parts"
)

// resultsOf are what a class answered to a question, for the page.
func resultsOf(a *class.Asking, q askedQuestion, votes []class.Vote) *parts.ResultsProps {
	all := class.ResultsOf(a, q.Question, votes)
	counts, seen := all.Rounds[len(all.Rounds)-1].Counts, q.observed()
	r := &parts.ResultsProps{Lesson: q.lesson, Answered: counts.N, Right: counts.Right}
	var before quiz.Counts
	if a.Round() > 1 {
		before = all.Rounds[len(all.Rounds)-2].Counts
		r.Shift = shifted(all.Shifts[len(all.Shifts)-1])
	}
	right := rightOption(q.Question, seen)
	if right != nil {
		r.Because = right.Reason
	}
	if q.Kind == quiz.ClickByte {
		r.Heat = heat(q, seen, counts)
		return r
	}
	for _, w := range counts.Ways {
		bar := parts.ResultBar{Count: w.N, Before: -1, Right: w.Right, Text: wayText(q.Question, w)}
		if q.Kind == quiz.Choice || q.Kind == quiz.Predict {
			bar.Letter = w.Answers[0]
			bar.Right = right != nil && right.ID == w.Answers[0]
		}
		if a.Round() > 1 {
			bar.Before = before.Of(w)
		}
		r.Bars = append(r.Bars, bar)
	}
	if counts.Others > 0 {
		r.Bars = append(r.Bars, parts.ResultBar{Text: "something else", Count: counts.Others, Before: -1})
	}
	return r
}

// rightOption is the option that is right, or nil where a question has none.
func rightOption(q *quiz.Question, seen quiz.Observed) *quiz.Option {
	if q.Kind != quiz.Choice && q.Kind != quiz.Predict {
		return nil
	}
	for i := range q.Options {
		o := &q.Options[i]
		if q.Observe == "" && o.ID == q.Key || q.Observe != "" && seen.Value != "" && o.Value == seen.Value {
			return o
		}
	}
	return nil
}

// wayText is what one way to answer says.
func wayText(q *quiz.Question, w quiz.Way) string {
	option := func(id string) string {
		for i := range q.Options {
			if q.Options[i].ID == id {
				return q.Options[i].Text
			}
		}
		return id
	}
	switch {
	case len(w.Answers) == 0:
		return "the right value"
	case q.Kind == quiz.Choice || q.Kind == quiz.Predict:
		return option(w.Answers[0])
	case (q.Kind == quiz.Order || q.Kind == quiz.Match) && w.Right:
		return "all of it right"
	case q.Kind == quiz.Order:
		for i, id := range w.Answers {
			if id != q.Sequence[i] {
				return fmt.Sprintf("another item in place %d", i+1)
			}
		}
	case q.Kind == quiz.Match:
		wrong := 0
		for i, id := range w.Answers {
			if id != q.Options[i].Match {
				wrong++
			}
		}
		return strconv.Itoa(wrong) + " of " + strconv.Itoa(len(q.Options)) + " matched otherwise"
	}
	return w.Answers[0]
}

// heat is how many clicked each byte.
func heat(q askedQuestion, seen quiz.Observed, counts quiz.Counts) []parts.HeatByte {
	asked := parts.QuestionProps{Question: *q.Question, Recording: q.recording}.AskedBytes()
	all := make([]parts.HeatByte, len(asked))
	for i, hex := range asked {
		all[i].Hex = hex
		if verdict, err := q.Grade([]string{strconv.Itoa(i)}, seen); err == nil {
			all[i].Right = verdict.Right
		}
	}
	for i, n := range counts.Bytes(len(all)) {
		all[i].Count = n
	}
	return all
}

// shifted is a sentence on how answers moved between two votes.
func shifted(sh class.Shift) string {
	if sh.Both() == 0 {
		return "Nobody voted both times."
	}
	return fmt.Sprintf("Of %d who voted both times, %d went from wrong to right, %d from right to wrong; %d stayed right, %d wrong.",
		sh.Both(), sh.Gained, sh.Lost, sh.KeptRight, sh.KeptWrong)
}
