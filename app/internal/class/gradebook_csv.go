package class

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"wirewalk/lessons"
)

// Format is who reads a gradebook's CSV.
type Format string

const (
	// TableCSV has everything, for a spreadsheet.
	TableCSV Format = "table"
	// MoodleCSV goes through Moodle's "Import CSV" (MoodleDocs, "Grade import"),
	// where who imports maps the columns: "Map from" the first one, "Map to" what it
	// is called; each lesson to a grade item, or to a new one, whose maximum is then
	// to be set to the one in the column's heading. Moodle reads the byte order
	// mark, lets an empty mark be none, refuses a mark above the item's maximum, and
	// the whole file for one person it does not know: see Roster.
	MoodleCSV Format = "moodle"
	// CanvasCSV goes through the Gradebook's "Import" (Instructure Community, "How
	// do I import grades in the Gradebook?"), which knows a person by SIS User ID or
	// SIS Login ID and, where it has neither, by name; makes an assignment of each
	// column that it has not; and takes the points from the second line. It passes
	// over a byte order mark, since its own exports have one where that is set. An
	// empty mark empties the one that is there.
	CanvasCSV Format = "canvas"
)

// Points says which points a mark is made of.
type Points string

const (
	FirstPoints Points = "first" // of first tries
	BestPoints  Points = "best"  // of best tries
)

// ErrNoFormat says that a gradebook has no CSV of that kind.
var ErrNoFormat = errors.New("class: no such format of a gradebook")

// byteOrderMark tells Excel that a file is UTF-8. Moodle and Canvas take it.
const byteOrderMark = "\ufeff"

// WriteCSV writes the gradebook as CSV (RFC 4180, UTF-8 with a byte order mark),
// a line for each person. Asks is what the class asks people for: their
// identifier comes first. A mark is empty where a person has not answered
// anything of the lesson. Use Only first for one lesson alone. It returns
// ErrNoFormat, or the error of w.
func (g *Gradebook) WriteCSV(w io.Writer, asks Identifier, format Format, by Points) error {
	if by != FirstPoints && by != BestPoints {
		return ErrNoFormat
	}
	var lines func(yield func([]string))
	switch format {
	case TableCSV:
		lines = func(yield func([]string)) { g.table(asks, yield) }
	case MoodleCSV:
		lines = func(yield func([]string)) { g.moodle(asks, by, yield) }
	case CanvasCSV:
		lines = func(yield func([]string)) { g.canvas(asks, by, yield) }
	default:
		return ErrNoFormat
	}
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	lines(func(line []string) { _ = out.Write(line) }) // Error has it
	out.Flush()
	return out.Error()
}

// heading is what identifiers are called where they are mapped.
func (i Identifier) heading() string {
	switch i {
	case Email:
		return "Email address"
	case StudentNumber:
		return "ID number"
	default:
		return ""
	}
}

func (g *Gradebook) table(asks Identifier, yield func([]string)) {
	var head []string
	if asks != NoIdentifier {
		head = append(head, asks.heading())
	}
	head = append(head, "Name")
	for _, c := range g.Columns {
		of := textCell(c.Lesson.Slug + "/" + c.Question.ID)
		head = append(head, of+" first", of+" best", of+" tries", of+" time")
	}
	for _, l := range g.Lessons {
		of := textCell(l.Slug)
		head = append(head, of+" first", of+" best", of+" of")
	}
	yield(append(head, "All first", "All best", "All of"))
	for _, r := range g.Rows {
		var line []string
		if asks != NoIdentifier {
			line = append(line, identifierCell(r.Person.Identifier))
		}
		line = append(line, textCell(r.Person.Name))
		for _, c := range r.Cells {
			if !c.Answered() {
				line = append(line, "", "", numberCell(0), "")
				continue
			}
			line = append(line, numberCell(c.First), numberCell(c.Best), numberCell(c.Tries), timeCell(c.At))
		}
		for _, t := range slices.Concat(r.Lessons, []Total{r.All}) {
			line = append(line, numberCell(t.First), numberCell(t.Best), numberCell(t.Of))
		}
		yield(line)
	}
}

func (g *Gradebook) moodle(asks Identifier, by Points, yield func([]string)) {
	// A class that asks for nothing has nothing to map; the column is still there,
	// to be filled in.
	first := asks.heading()
	if first == "" {
		first = Email.heading()
	}
	head := []string{first, "Name"}
	for i, l := range g.Lessons {
		head = append(head, moodleCell(textCell(mark(l)+" (of "+numberCell(g.most(i))+")")))
	}
	yield(head)
	for _, r := range g.Rows {
		// Older versions give a line without an identifier to the person of the line
		// before. One that nobody has stops the import instead, and says which.
		identifier := "none"
		if r.Person.Identifier != "" {
			identifier = identifierCell(r.Person.Identifier)
		}
		line := []string{moodleCell(identifier), moodleCell(textCell(r.Person.Name))}
		yield(append(line, marks(r, by)...))
	}
}

// moodleCell is a cell without backslashes: Moodle reads one before a quotation
// mark as PHP does, and not as RFC 4180, so that the cell would go on into the
// next ones.
func moodleCell(cell string) string { return strings.ReplaceAll(cell, `\`, "/") }

// pointsPossible is what a line has in its first cell that Canvas takes for the
// maxima.
const pointsPossible = "Points Possible"

func (g *Gradebook) canvas(asks Identifier, by Points, yield func([]string)) {
	head := []string{"Student", "ID", "SIS User ID", "SIS Login ID", "Section"}
	most := []string{"    " + pointsPossible, "", "", "", ""}
	for i, l := range g.Lessons {
		head = append(head, textCell(mark(l)))
		most = append(most, numberCell(g.most(i)))
	}
	yield(head)
	yield(most)
	for _, r := range g.Rows {
		name := strings.ReplaceAll(textCell(r.Person.Name), pointsPossible, strings.ToLower(pointsPossible))
		line := []string{name, "", "", "", ""}
		switch asks {
		case StudentNumber:
			line[2] = identifierCell(r.Person.Identifier)
		case Email:
			line[3] = identifierCell(r.Person.Identifier)
		}
		yield(append(line, marks(r, by)...))
	}
}

// mark is what a lesson's mark is called elsewhere.
func mark(l *lessons.Lesson) string { return "Wirewalk: " + l.Title }

// most is how many points there are in lesson i.
func (g *Gradebook) most(i int) int { return len(g.Lessons[i].Graded()) }

// marks are a person's, lesson by lesson.
func marks(r Row, by Points) []string {
	var cells []string
	for _, t := range r.Lessons {
		switch {
		case t.Answered == 0:
			cells = append(cells, "")
		case by == FirstPoints:
			cells = append(cells, numberCell(t.First))
		default:
			cells = append(cells, numberCell(t.Best))
		}
	}
	return cells
}
