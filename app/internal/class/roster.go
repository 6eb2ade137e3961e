package class

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Roster is the list of a course's people as another system exports it: what a
// gradebook will be imported into.
type Roster struct {
	Column string       // the heading of the column that identifies them
	Lines  []RosterLine // those that identify somebody
	Odd    []RosterLine // those whose identifier is none such as the class asks for
	Blank  int          // how many lines identify nobody, as Canvas's line of maxima
}

// RosterLine is one line of a roster.
type RosterLine struct {
	Line       int    // in the file, from 1
	Identifier string // in Odd as it stands there, cut where it is long
	Name       string // "" where the roster has no column for it
}

// RosterCheck says what would become of a gradebook's import. An import goes
// well where Unknown, Without, TwiceInRoster and TwiceInClass are empty.
type RosterCheck struct {
	Known         int            // how many people of the class the roster knows
	Unknown       []Unknown      // people of the class that it does not know, by name
	Without       []Person       // people of the class who gave no identifier, by name
	Absent        []RosterLine   // lines that nobody in the class has, in their order
	TwiceInRoster [][]RosterLine // lines with the same identifier
	TwiceInClass  [][]Person     // people with the same identifier
}

// Unknown is somebody whom the roster does not know.
type Unknown struct {
	Person Person
	// Near is the line whose identifier differs in the case of letters or in zeros
	// before it alone, which spreadsheets drop, or nil. Other systems find nobody by
	// such a one.
	Near *RosterLine
}

// Check compares the roster with the people of a class.
func (r *Roster) Check(people []Person) RosterCheck {
	var c RosterCheck
	lines := map[string][]RosterLine{}
	near := map[string]*RosterLine{}
	for i, l := range r.Lines {
		lines[l.Identifier] = append(lines[l.Identifier], l)
		if loose := loosely(l.Identifier); near[loose] == nil {
			near[loose] = &r.Lines[i]
		}
	}
	people = slices.Clone(people)
	slices.SortFunc(people, byName)
	have := map[string][]Person{}
	for _, p := range people {
		if p.Identifier == "" {
			c.Without = append(c.Without, p)
			continue
		}
		have[p.Identifier] = append(have[p.Identifier], p)
		if len(lines[p.Identifier]) > 0 {
			c.Known++
			continue
		}
		c.Unknown = append(c.Unknown, Unknown{Person: p, Near: near[loosely(p.Identifier)]})
	}
	for _, l := range r.Lines {
		if len(have[l.Identifier]) == 0 {
			c.Absent = append(c.Absent, l)
		}
	}
	for _, same := range lines {
		if len(same) > 1 {
			c.TwiceInRoster = append(c.TwiceInRoster, same)
		}
	}
	for _, same := range have {
		if len(same) > 1 {
			c.TwiceInClass = append(c.TwiceInClass, same)
		}
	}
	slices.SortFunc(c.TwiceInRoster, func(a, b []RosterLine) int { return cmp.Compare(a[0].Line, b[0].Line) })
	slices.SortFunc(c.TwiceInClass, func(a, b []Person) int { return byName(a[0], b[0]) })
	return c
}

func loosely(identifier string) string { return strings.TrimLeft(strings.ToLower(identifier), "0") }

// RosterError is why a roster cannot be read.
type RosterError struct {
	Line int    // where, from 1; 0: the file as a whole
	Says string // what is wrong and what to do, for who uploaded it
}

func (e *RosterError) Error() string {
	if e.Line == 0 {
		return "class: roster: " + e.Says
	}
	return fmt.Sprintf("class: roster, line %d: %s", e.Line, e.Says)
}

func wrongRoster(line int, format string, args ...any) error {
	return &RosterError{Line: line, Says: fmt.Sprintf(format, args...)}
}
