package parts

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// WalkthroughProps is one script, ready to be walked.
type WalkthroughProps struct {
	Script    *lessons.Script
	Recording *wire.Recording // what Replay shows; nil where nothing is recorded

	Lesson *lessons.Lesson // the script's own where it is nil
	// Compact is the form of the home page: the table and three buttons. Its
	// ids begin with the script's id, so that several fit on a page.
	Compact bool
	// Run is the id of the visitor's run that is replayed, "" where the
	// lesson's own recording is.
	Run string
	// Depth is how deep the panes look until a reader chooses: "plain" (also where
	// it is empty), "code" or "bytes".
	Depth string
	// Outcome is of a prediction that was just sent without JavaScript.
	Outcome *PredictOutcomeProps

	// root is the id of the root of a variant or of a way of the opening, ""
	// elsewhere. Those are run at full speed and have no recording to step through.
	root string
}

// lesson is the one that the script belongs to.
func (p WalkthroughProps) lesson() *lessons.Lesson {
	if p.Lesson != nil {
		return p.Lesson
	}
	return p.Script.Lesson()
}

// depth is the one that the page starts with.
func (p WalkthroughProps) depth() string { return cmp.Or(p.Depth, "plain") }

// outcome is the prediction's that stands before s, if it was just committed.
func (p WalkthroughProps) outcome(s *lessons.Step) *PredictOutcomeProps {
	if p.Outcome != nil && p.Outcome.Question == s.Predict.ID {
		return p.Outcome
	}
	return nil
}

// TitleID is the id of the heading that a walkthrough is named by.
func TitleID(p WalkthroughProps) string { return p.ids("title") }

// full says whether the walkthrough has its side, its foot bar and its panes.
func (p WalkthroughProps) full() bool { return !p.Compact && p.root == "" }

// tracks says whether there are variables to follow.
func (p WalkthroughProps) tracks() bool { return p.full() && len(p.lesson().Tracker.Variables) > 0 }

// scrolls says whether the table has more rows than a first page has room for.
func (p WalkthroughProps) scrolls() bool { return p.Compact && len(p.Script.Steps) > mostCompact }

// mostCompact is how many rows a compact table shows without scrolling.
const mostCompact = 10

// form says how the script's table is drawn.
func (p WalkthroughProps) form() lessons.Form { return p.Script.Columns.Form() }

// id is the root's.
func (p WalkthroughProps) id() string {
	switch {
	case p.root != "":
		return p.root
	case p.Compact:
		return fragmentID(p.Script.ID)
	}
	return "walkthrough"
}

// ids makes an id of the root's own; those of a full walkthrough are short,
// because readers link to them.
func (p WalkthroughProps) ids(name string) string {
	if p.full() {
		return name
	}
	return p.id() + "-" + name
}

func (p WalkthroughProps) stepID(n int) string { return p.ids("step-" + strconv.Itoa(n)) }

// fragmentID turns the id of a script into one that a fragment can name plainly.
func fragmentID(id string) string { return strings.ReplaceAll(id, "/", "-") }

// mode is the one that the page starts in: a variant has no recording.
func (p WalkthroughProps) mode() string {
	if p.root != "" {
		return "live"
	}
	return "replay"
}

// hooks are the data attributes by which JavaScript finds a root and knows its
// script.
func (p WalkthroughProps) hooks() templ.Attributes {
	has := templ.Attributes{
		"data-walkthrough": true,
		"data-lesson":      p.lesson().Slug,
		"data-script":      p.Script.ID,
		"data-protocol":    string(p.Script.Protocol),
		"data-layout":      string(p.form()),
		"data-mode":        p.mode(),
		"data-view":        "client",
	}
	if p.root == "" {
		has["data-depth"], has["data-count"] = p.depth(), string(lessons.CountFrames)
	}
	if types := p.Script.Types(); len(types) > 0 {
		has["data-types"] = strings.Join(types, " ")
	}
	if p.Compact {
		has["data-compact"] = true
	}
	if p.Run != "" {
		has["data-run-id"] = p.Run
	}
	return has
}

// stepHooks are the data attributes of a row: the script that JavaScript reads.
func (p WalkthroughProps) stepHooks(s *lessons.Step) templ.Attributes {
	has := templ.Attributes{
		"data-step":        s.N,
		"data-actor":       string(s.Actor),
		"data-action":      string(s.Action),
		"data-ready-state": s.ReadyState,
		"data-fires":       len(p.Script.Fires(s.N)),
	}
	text := func(name, value string) {
		if value != "" {
			has[name] = value
		}
	}
	number := func(name string, value int) {
		if value != 0 {
			has[name] = value
		}
	}
	text("data-text", s.Text)
	text("data-hex", s.Hex)
	number("data-times", s.Times)
	text("data-throws", s.Throws)
	number("data-code", s.Code)
	text("data-reason", s.Reason)
	number("data-ms", s.MS)
	if s.Answered {
		has["data-answered"] = "true"
	}
	if state, ok := recordedState(p.Recording, s.N); ok {
		has["data-recorded-state"] = state
	}
	if p.tracks() {
		has["data-track"] = jsonOf(tracked(p.Script, p.lesson(), s.N))
	}
	return has
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only strings are passed
	}
	return string(b)
}

// correctionsOf picks the lesson's corrections with these ids, in their order.
func correctionsOf(l *lessons.Lesson, ids []string) []lessons.Correction {
	var found []lessons.Correction
	for _, id := range ids {
		if c := l.Correction(id); c != nil {
			found = append(found, *c)
		}
	}
	return found
}
