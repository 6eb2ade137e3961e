package lessons

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Way is something that the chooser can recommend.
type Way struct {
	ID      string // "event-stream"
	Name    string // as a sentence goes on with it: "an event stream"
	Summary string // Markdown, inline: what it is
	Places  []string
}

// ChooserQuestion is one thing that decides which way fits an app.
type ChooserQuestion struct {
	ID      string // its name in the address: "speaks"
	Text    string
	Answers []ChooserAnswer
}

// ChooserAnswer is one answer to it.
type ChooserAnswer struct {
	ID      string // its value in the address: "server"
	Text    string
	Note    string // Markdown, inline: what it means whichever way is taken; may be empty
	Places  []string
	Effects []Effect
}

// Effect is what an answer says for or against a way.
type Effect struct {
	Way string
	// Weight is how much it says for the way, or against it where it is negative.
	// From ruledOut down, the way cannot be taken.
	Weight int
	Why    string // Markdown, inline
	// Places are where the course shows it, "sse-stream#step-15"; the first that
	// the course has is linked.
	Places []string
}

// ruledOut is less than all that the other answers together can say for a way.
const ruledOut = -100

// Chooser gives advice on which way fits an app. It is safe for concurrent use.
type Chooser struct {
	Questions []ChooserQuestion
	Ways      []Way // the simplest first, which wins where two fit equally

	course *Course
	html   map[string]HTML
}

// NewChooser is the chooser with links into that course.
func NewChooser(c *Course) (*Chooser, error) {
	ch := &Chooser{Questions: chooserQuestions(), Ways: chooserWays(), course: c, html: map[string]HTML{}}
	md := newMarkdown()
	var failed error
	compile := func(text string) {
		h, ok := md.inline(text)
		if text != "" && !ok {
			failed = errors.Join(failed, fmt.Errorf("%q is not one line of Markdown", text))
		}
		ch.html[text] = h
	}
	for _, w := range ch.Ways {
		compile(w.Summary)
	}
	for _, q := range ch.Questions {
		for _, a := range q.Answers {
			compile(a.Note)
			for _, e := range a.Effects {
				compile(e.Why)
			}
		}
	}
	return ch, failed
}

// Inline is one of the chooser's texts that are marked Markdown.
func (c *Chooser) Inline(md string) HTML { return c.html[md] }

// Place is a place of the course.
type Place struct {
	Lesson *Lesson
	Anchor string // on the lesson's page
	Name   string // "lesson 4, row 15", "Who comes back?"
}

// URL is its address.
func (p Place) URL() string { return p.Lesson.Path() + "#" + p.Anchor }

// Place is the first of places that the course has, or nil.
func (c *Chooser) Place(places []string) *Place {
	for _, at := range places {
		slug, anchor, _ := strings.Cut(at, "#")
		if l := c.course.Lesson(slug); l != nil && l.HasAnchor(anchor) {
			return &Place{l, anchor, c.nameOf(l, anchor)}
		}
	}
	return nil
}

// nameOf is what a place is called from outside its lesson.
func (c *Chooser) nameOf(l *Lesson, anchor string) string {
	name := l.AnchorName(anchor)
	if strings.HasPrefix(anchor, "step-") || SectionName(anchor) != "" {
		return fmt.Sprintf("lesson %d, %s", slices.Index(c.course.lessons, l)+1, strings.ToLower(name))
	}
	return name
}

// Advice is what the chooser makes of answers.
type Advice struct {
	Given   map[string]string // by question: the answers that were understood
	Open    []ChooserQuestion // not answered
	Unknown []UnknownAnswer
	Best    *Ranked // nil where nothing is answered
	Close   *Ranked // nearly as good as Best; nil where none is
	Others  []Ranked
	Notes   []ChooserAnswer // those given that say something whichever way is taken
	Turns   []Turn
}

// UnknownAnswer is what was sent and is no answer to a question.
type UnknownAnswer struct {
	Question ChooserQuestion
	Value    string // shortened
}

// Ranked is a way with what speaks for it and against it, the heaviest first.
type Ranked struct {
	Way          Way
	Points       int
	For, Against []Effect
}

// Turn is another answer that would lead to another way.
type Turn struct {
	Question ChooserQuestion
	Answer   ChooserAnswer
	Way      Way
	Answers  map[string]string // the answers given, with that one
}

// Advise weighs answers: the values of a form, by question. Of several values
// for one question the first that is known counts.
func (c *Chooser) Advise(answers map[string][]string) Advice {
	a := Advice{Given: map[string]string{}}
	for _, q := range c.Questions {
		for _, value := range answers[q.ID] {
			switch {
			case q.answer(value) == nil && value != "":
				a.Unknown = append(a.Unknown, UnknownAnswer{q, shorten(value)})
			case value != "" && a.Given[q.ID] == "":
				a.Given[q.ID] = value
			}
		}
		given := q.answer(a.Given[q.ID])
		if given == nil {
			a.Open = append(a.Open, q)
		} else if given.Note != "" {
			a.Notes = append(a.Notes, *given)
		}
	}
	a.Unknown = a.Unknown[:min(len(a.Unknown), mostUnknown)]
	if len(a.Given) == 0 {
		return a
	}
	ranked := c.rank(a.Given)
	a.Best, a.Others = &ranked[0], ranked[1:]
	if next := ranked[1]; next.Points > 0 && ranked[0].Points-next.Points <= nearly {
		a.Close = &next
	}
	a.Turns = c.turns(a.Given, ranked[0].Way)
	return a
}

const (
	// nearly is how far behind the best a way is still worth a word: less than
	// any single answer that says something.
	nearly = 1
	// mostUnknown and mostShown bound what of an address comes back in the page.
	mostUnknown = 6
	mostShown   = 40
)

func shorten(value string) string {
	runes := []rune(strings.ToValidUTF8(value, "\uFFFD"))
	if len(runes) > mostShown {
		return string(runes[:mostShown]) + "…"
	}
	return string(runes)
}

func (q ChooserQuestion) answer(id string) *ChooserAnswer {
	for i := range q.Answers {
		if q.Answers[i].ID == id {
			return &q.Answers[i]
		}
	}
	return nil
}

// rank are all ways, the best first.
func (c *Chooser) rank(given map[string]string) []Ranked {
	ranked := make([]Ranked, len(c.Ways))
	for i, w := range c.Ways {
		ranked[i].Way = w
		for _, q := range c.Questions {
			answer := q.answer(given[q.ID])
			if answer == nil {
				continue
			}
			for _, e := range answer.Effects {
				if e.Way != w.ID {
					continue
				}
				ranked[i].Points += e.Weight
				if e.Weight > 0 {
					ranked[i].For = append(ranked[i].For, e)
				} else {
					ranked[i].Against = append(ranked[i].Against, e)
				}
			}
		}
		slices.SortStableFunc(ranked[i].For, func(a, b Effect) int { return cmp.Compare(b.Weight, a.Weight) })
		slices.SortStableFunc(ranked[i].Against, func(a, b Effect) int { return cmp.Compare(a.Weight, b.Weight) })
	}
	slices.SortStableFunc(ranked, func(a, b Ranked) int { return cmp.Compare(b.Points, a.Points) })
	return ranked
}

// turns are the answers that would lead elsewhere, each changed alone.
func (c *Chooser) turns(given map[string]string, best Way) []Turn {
	var turns []Turn
	for _, q := range c.Questions {
		if given[q.ID] == "" {
			continue
		}
		for _, a := range q.Answers {
			other := map[string]string{}
			for k, v := range given {
				other[k] = v
			}
			other[q.ID] = a.ID
			if way := c.rank(other)[0].Way; way.ID != best.ID {
				turns = append(turns, Turn{q, a, way, other})
			}
		}
	}
	return turns
}

// Address is the path and query of a chooser's page with these answers.
func (c *Chooser) Address(given map[string]string) string {
	var pairs []string
	for _, q := range c.Questions {
		if a := q.answer(given[q.ID]); a != nil {
			pairs = append(pairs, q.ID+"="+a.ID) // ids need no escaping
		}
	}
	if len(pairs) == 0 {
		return "/chooser"
	}
	return "/chooser?" + strings.Join(pairs, "&")
}
