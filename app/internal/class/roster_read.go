package class

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"
)

// Bounds of a roster: a course of a whole university's first year, with all
// marks of the year beside each name.
const (
	MaxRosterBytes = 4 << 20
	MaxRosterLines = 10_000
)

// maxShown is how many characters of a roster's text are shown again.
const maxShown = 80

// headings are what columns of identifiers are called, the likeliest first, in
// the form of plainHeading: Moodle's export has "Email address" and "ID number",
// Canvas's "SIS Login ID" and "SIS User ID". Canvas's "ID" is its own number of a
// person, which nobody knows.
func (i Identifier) headings() []string {
	switch i {
	case Email:
		return []string{"emailaddress", "email", "mail", "studentemail", "primaryemail", "sisloginid", "loginid", "username"}
	case StudentNumber:
		return []string{"idnumber", "sisuserid", "sisid", "studentid", "studentidnumber", "studentnumber", "studentno", "matriculationnumber", "matrikelnummer", "orgdefinedid"}
	default:
		return nil
	}
}

// known names some of the headings as they are written.
func (i Identifier) known() string {
	if i == Email {
		return "“Email address”, “Email” or “SIS Login ID”"
	}
	return "“ID number”, “Student ID” or “SIS User ID”"
}

// word names what is asked for.
func (i Identifier) word() string {
	if i == Email {
		return "e-mail address"
	}
	return "student number"
}

// ReadRoster reads a roster as CSV, with commas, semicolons or tabs, in UTF-8 or
// anything that has ASCII's letters in their place. It finds the column that has
// what the class asks for by its heading; among several it takes the first that
// has any. The error is a RosterError, or r's.
func ReadRoster(r io.Reader, asks Identifier) (*Roster, error) {
	if asks.headings() == nil {
		return nil, wrongRoster(0, "This class asks nobody for an e-mail address or a student number, so there is nothing to compare. Choose one when you make the next class.")
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxRosterBytes+1))
	if err != nil {
		return nil, err
	}
	if data, err = rosterText(data); err != nil {
		return nil, err
	}
	table, err := readTable(data, asks)
	if err != nil {
		return nil, err
	}
	return table.roster(asks)
}

// rosterText is a file's text with line ends that csv reads, or why it is none.
func rosterText(data []byte) ([]byte, error) {
	const save = "In your spreadsheet, save it as “CSV UTF-8”, or export it again as CSV, and upload that file."
	switch {
	case len(data) > MaxRosterBytes:
		return nil, wrongRoster(0, "The file is larger than %d MB. Export the list of people alone, without their marks.", MaxRosterBytes>>20)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return nil, wrongRoster(0, "The file is a spreadsheet, and no CSV. %s", save)
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")), bytes.IndexByte(data, 0) >= 0:
		return nil, wrongRoster(0, "The file is written in UTF-16, or is no text. %s", save)
	}
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	if bytes.IndexByte(data, '\n') < 0 {
		data = bytes.ReplaceAll(data, []byte{'\r'}, []byte{'\n'})
	}
	return data, nil
}

// rosterTable is a file in cells.
type rosterTable struct {
	head    []string
	columns []int // those that may identify people, the likeliest first
	lines   [][]string
	at      []int // the number of each of lines in the file
}

// readTable reads with the first separator by which a heading is known.
func readTable(data []byte, asks Identifier) (*rosterTable, error) {
	skipped := 0
	if first, rest, ok := bytes.Cut(data, []byte{'\n'}); ok && len(first) >= 5 && strings.EqualFold(string(first[:4]), "sep=") {
		data, skipped = rest, 1 // Excel's own first line
	}
	var widest []string
	var headAt int // the line of widest: empty ones may stand before it
	var broken error
	for _, separator := range []rune{',', ';', '\t'} {
		in := csv.NewReader(bytes.NewReader(data))
		in.Comma, in.FieldsPerRecord = separator, -1
		head, err := in.Read()
		if err == io.EOF {
			return nil, wrongRoster(0, "The file is empty. Export the roster again.")
		}
		if err != nil {
			broken = unreadable(err, skipped)
			continue
		}
		columns := columnsOf(head, asks.headings())
		if len(columns) == 0 {
			if len(head) > len(widest) {
				widest = head
				headAt, _ = in.FieldPos(0)
			}
			continue
		}
		t := &rosterTable{head: head, columns: columns}
		return t, t.read(in, skipped)
	}
	if widest == nil {
		return nil, broken
	}
	return nil, wrongRoster(headAt+skipped, "No column is called %s. Give the column that has each %s one of these headings. The first line has: %s.",
		asks.known(), asks.word(), shown(strings.Join(widest, ", ")))
}

func (t *rosterTable) read(in *csv.Reader, skipped int) error {
	for {
		line, err := in.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return unreadable(err, skipped)
		}
		at, _ := in.FieldPos(0)
		if len(t.lines) >= MaxRosterLines {
			return wrongRoster(at+skipped, "The file has more than %d lines. Export the people of this course alone.", MaxRosterLines)
		}
		t.lines, t.at = append(t.lines, line), append(t.at, at+skipped)
	}
}

func unreadable(err error, skipped int) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return err
	}
	return wrongRoster(parse.StartLine+skipped, "A quotation mark stands where none may be. Mend the line, or export the roster again and do not change the file.")
}

// columnsOf finds headings, in their order.
func columnsOf(head, headings []string) []int {
	var columns []int
	for _, h := range headings {
		for i, cell := range head {
			if plainHeading(cell) == h {
				columns = append(columns, i)
			}
		}
	}
	return columns
}

// plainHeading leaves letters and digits: "E-mail address" is "emailaddress".
func plainHeading(cell string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, cell)
}

func (t *rosterTable) roster(asks Identifier) (*Roster, error) {
	if len(t.lines) == 0 {
		return nil, wrongRoster(0, "The file has headings and nobody below them. Export the roster again, with the people of the course.")
	}
	var first *Roster
	for _, column := range t.columns {
		r := t.by(column, asks)
		if len(r.Lines) > 0 {
			return r, nil
		}
		if first == nil || len(first.Odd) == 0 {
			first = r
		}
	}
	if len(first.Odd) == 0 {
		return nil, wrongRoster(0, "The column “%s” is empty. Export the roster with it, or fill it in.", first.Column)
	}
	odd := first.Odd[0]
	return nil, wrongRoster(odd.Line, "The column “%s” has “%s”, and no %s in any line. Export the roster with a column %s that has them.",
		first.Column, odd.Identifier, asks.word(), asks.known())
}

// by reads who is on the lines from one column.
func (t *rosterTable) by(column int, asks Identifier) *Roster {
	r := &Roster{Column: shown(t.head[column])}
	names := t.names()
	for i, line := range t.lines {
		if column >= len(line) || Clean(line[column]) == "" {
			r.Blank++
			continue
		}
		cell := line[column]
		if bare := strings.TrimPrefix(cell, "'"); bare != "" && strings.ContainsAny(bare[:1], formulas) {
			cell = bare // Moodle exports it so, for the reason of textCell
		}
		of := RosterLine{Line: t.at[i]}
		var name []string
		for _, n := range names {
			if n < len(line) {
				name = append(name, line[n])
			}
		}
		of.Name = shown(strings.Join(name, " "))
		identifier, err := asks.CleanIdentifier(cell)
		if err != nil {
			of.Identifier = shown(cell)
			r.Odd = append(r.Odd, of)
			continue
		}
		of.Identifier = identifier
		r.Lines = append(r.Lines, of)
	}
	return r
}

// names are the columns that a name is made of.
func (t *rosterTable) names() []int {
	if whole := columnsOf(t.head, []string{"student", "name", "fullname", "studentname", "displayname"}); len(whole) > 0 {
		return whole[:1]
	}
	first, last := columnsOf(t.head, []string{"firstname", "givenname"}), columnsOf(t.head, []string{"lastname", "surname", "familyname"})
	return slices.Concat(first[:min(1, len(first))], last[:min(1, len(last))])
}

// shown is text of a roster as it is shown again: clean, and not long.
func shown(text string) string {
	text = Clean(text)
	if all := []rune(text); len(all) > maxShown {
		text = string(all[:maxShown-1]) + "…"
	}
	return text
}
