package parts

import (
	"strings"

	"github.com/a-h/templ"

	"wirewalk/lessons"
)

// disagreementID is the id of the card of a disagreement.
func disagreementID(id string) string { return "note-" + id }

// proveText says what stands at an address: a row, an experiment, or something else.
func proveText(to string) string {
	path, fragment, _ := strings.Cut(to, "#")
	row, isRow := strings.CutPrefix(fragment, "step-")
	switch {
	case isRow && path == "":
		return "See row " + row
	case isRow:
		return "See row " + row + " there"
	case strings.HasPrefix(fragment, "experiment-"):
		return "Prove it live"
	case path == "/chooser":
		return "Choose for your app"
	}
	return "See it"
}

// proveURL is an address as a lesson's file writes it, from wherever the claim
// is shown: a correction is also on the pages of the lesson's runs.
func proveURL(l *lessons.Lesson, to string) templ.SafeURL {
	if strings.HasPrefix(to, "#") {
		to = l.Path() + to
	}
	return templ.SafeURL(to)
}
