package class_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"wirewalk/app/internal/class"
)

func roster(t testing.TB, asks class.Identifier, text string) *class.Roster {
	t.Helper()
	r, err := class.ReadRoster(strings.NewReader(text), asks)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What Moodle and Canvas export, and what spreadsheets make of it.
func TestReadRoster(t *testing.T) {
	const (
		ann = "ann@example.org"
		bob = "bob@example.org"
	)
	line := func(n int, identifier, name string) class.RosterLine {
		return class.RosterLine{Line: n, Identifier: identifier, Name: name}
	}
	for _, c := range []struct {
		name, text string
		asks       class.Identifier
		want       class.Roster
	}{
		{
			name: "Moodle by address", asks: class.Email,
			text: "First name,Last name,ID number,Institution,Department,Email address,Last downloaded from this course\r\n" +
				"Ann,Lee,0042,,,Ann@Example.org,1790000000\r\nBob,Day,43,,,bob@example.org,1790000000\r\n",
			want: class.Roster{Column: "Email address", Lines: []class.RosterLine{line(2, ann, "Ann Lee"), line(3, bob, "Bob Day")}},
		},
		{
			name: "Moodle by number", asks: class.StudentNumber,
			text: "First name,Surname,ID number,Email address\nAnn,Lee,0042,ann@example.org\nBob,Day,,bob@example.org\n",
			want: class.Roster{Column: "ID number", Lines: []class.RosterLine{line(2, "0042", "Ann Lee")}, Blank: 1},
		},
		{
			name: "Moodle, an address that could be a formula", asks: class.Email,
			text: "Email address\n'+ann@example.org\n'o@example.org\n",
			want: class.Roster{Column: "Email address", Lines: []class.RosterLine{line(2, "+ann@example.org", ""), line(3, "'o@example.org", "")}},
		},
		{
			name: "Canvas by number", asks: class.StudentNumber,
			text: "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Quiz (101)\r\n    Points Possible,,,,,10\r\n\"Lee, Ann\",7,S1,ann@example.org,A,9\r\n\"Student, Test\",8,,,A,\r\n",
			want: class.Roster{Column: "SIS User ID", Lines: []class.RosterLine{line(3, "S1", "Lee, Ann")}, Blank: 2},
		},
		{
			name: "Canvas by address", asks: class.Email,
			text: "Student,ID,SIS User ID,SIS Login ID,Section\n\"Lee, Ann\",7,S1,ann@example.org,A\n\"Day, Bob\",8,S2,bobday,A\n",
			want: class.Roster{
				Column: "SIS Login ID", Lines: []class.RosterLine{line(2, ann, "Lee, Ann")}, Odd: []class.RosterLine{line(3, "bobday", "Day, Bob")},
			},
		},
		{
			name: "of two columns the one that has any", asks: class.Email,
			text: "Email,SIS Login ID\n,ann@example.org\n,bob@example.org\n",
			want: class.Roster{Column: "SIS Login ID", Lines: []class.RosterLine{line(2, ann, ""), line(3, bob, "")}},
		},
		{
			name: "semicolons", asks: class.Email, text: "Name;E-Mail-Address\n\"Lee; Ann\";ann@example.org\n",
			want: class.Roster{Column: "E-Mail-Address", Lines: []class.RosterLine{line(2, ann, "Lee; Ann")}},
		},
		{
			name: "tabs", asks: class.StudentNumber, text: "STUDENT ID\tName\n12 34\tAnn\n",
			want: class.Roster{Column: "STUDENT ID", Lines: []class.RosterLine{line(2, "1234", "Ann")}},
		},
		{
			name: "Excel's first line", asks: class.Email, text: "sep=;\r\nName;Email\r\nAnn;ann@example.org\r\n",
			want: class.Roster{Column: "Email", Lines: []class.RosterLine{line(3, ann, "Ann")}},
		},
		{
			name: "an old Mac's line ends", asks: class.Email, text: "Name,Email\rAnn,ann@example.org\r",
			want: class.Roster{Column: "Email", Lines: []class.RosterLine{line(2, ann, "Ann")}},
		},
		{
			name: "not UTF-8", asks: class.Email, text: "Name,Email\nJos\xe9,ann@example.org\n",
			want: class.Roster{Column: "Email", Lines: []class.RosterLine{line(2, ann, "Jos")}},
		},
		{
			name: "short and empty lines, and one over two", asks: class.Email, text: "Name,Email\n\nAnn\n\"Bob\nDay\",bob@example.org\nAnn,ann@example.org,x\n",
			want: class.Roster{Column: "Email", Lines: []class.RosterLine{line(4, bob, "Bob Day"), line(6, ann, "Ann")}, Blank: 1},
		},
		{
			name: "long text", asks: class.Email, text: "Name,Email\n" + strings.Repeat("n", 200) + "," + strings.Repeat("é", 200) + "\nAnn,ann@example.org",
			want: class.Roster{
				Column: "Email", Lines: []class.RosterLine{line(3, ann, "Ann")},
				Odd: []class.RosterLine{line(2, strings.Repeat("é", 79)+"…", strings.Repeat("n", 79)+"…")},
			},
		},
	} {
		if got := roster(t, c.asks, c.text); !reflect.DeepEqual(*got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, *got, c.want)
		}
	}
}

func TestReadRosterErrors(t *testing.T) {
	utf16 := []byte{0xff, 0xfe}
	for _, r := range "Email\nann@example.org\n" {
		utf16 = append(utf16, byte(r), 0)
	}
	for _, c := range []struct {
		name, text string
		asks       class.Identifier
		line       int
		says       []string
	}{
		{"nothing asked", "Email\nann@example.org", class.NoIdentifier, 0, []string{"asks nobody"}},
		{"empty", "", class.Email, 0, []string{"empty", "again"}},
		{"empty lines", "\r\n\r\n", class.Email, 0, []string{"empty"}},
		{"a byte order mark alone", "\ufeff", class.Email, 0, []string{"empty"}},
		{"headings alone", "Name,Email\n", class.Email, 0, []string{"nobody below"}},
		{"UTF-16", string(utf16), class.Email, 0, []string{"UTF-16", "CSV UTF-8"}},
		{"UTF-16, the other way round", "\xfe\xff\x00E", class.Email, 0, []string{"UTF-16"}},
		{"UTF-16 without a mark", string(utf16[2:]), class.Email, 0, []string{"UTF-16"}},
		{"a spreadsheet", "PK\x03\x04\x14\x00", class.Email, 0, []string{"spreadsheet", "CSV"}},
		{"no such column", "Name,Phone\nAnn,1\n", class.Email, 1, []string{"“Email address”", "Name, Phone", "headings"}},
		{"no such column, with semicolons", "sep=;\nName;Phone;Room\nAnn;1;2\n", class.StudentNumber, 2, []string{"“ID number”", "Name, Phone, Room"}},
		{"no such column, behind empty lines", "\r\n\r\nName,Phone\r\nAnn,1\r\n", class.Email, 3, []string{"Name, Phone"}},
		{"Canvas's own number alone", "Student,ID,Section\nAnn,7,A\n", class.StudentNumber, 1, []string{"“SIS User ID”"}},
		{"an empty column", "Name,Email\nAnn,\nBob,\n", class.Email, 0, []string{"“Email” is empty"}},
		{"logins where addresses are asked", "Student,SIS Login ID\n,\nAnn,annlee\n", class.Email, 3, []string{"“SIS Login ID”", "“annlee”", "e-mail address"}},
		{"an empty column before odd ones", "Email,SIS Login ID\n,annlee\n", class.Email, 2, []string{"“SIS Login ID”"}},
		{"addresses where numbers are asked", "ID number\nann@example.org\n", class.StudentNumber, 2, []string{"student number"}},
		{"a quotation mark in a cell", "Name,Email\nAnn,ann@example.org\nBob \"the fox\",bob@example.org\n", class.Email, 3, []string{"quotation mark", "Mend the line"}},
		{"a quotation mark without an end", "Name,Email\n\"Ann,ann@example.org\nBob,bob@example.org\n", class.Email, 2, []string{"quotation mark"}},
		{"one behind Excel's first line", "sep=,\nName,Email\nB\"b,b@example.org\n", class.Email, 3, []string{"quotation mark"}},
		{"one among the headings", "Na\"me,Email\nAnn,ann@example.org\n", class.Email, 1, []string{"quotation mark"}},
		{"large", "Email\n" + strings.Repeat("x", class.MaxRosterBytes), class.Email, 0, []string{"4 MB"}},
		{"long", "Email\n" + strings.Repeat("a@b.cd\n", class.MaxRosterLines+1), class.Email, class.MaxRosterLines + 2, []string{"10000 lines"}},
		{"many headings", strings.Repeat("heading,", 500) + "\n1\n", class.Email, 1, []string{"…"}},
	} {
		r, err := class.ReadRoster(strings.NewReader(c.text), c.asks)
		var wrong *class.RosterError
		if r != nil || !errors.As(err, &wrong) {
			t.Errorf("%s: %+v, %v", c.name, r, err)
			continue
		}
		if wrong.Line != c.line {
			t.Errorf("%s: line %d, want %d: %s", c.name, wrong.Line, c.line, wrong.Says)
		}
		for _, says := range c.says {
			if !strings.Contains(wrong.Says, says) {
				t.Errorf("%s: %q does not say %q", c.name, wrong.Says, says)
			}
		}
		if utf8.RuneCountInString(wrong.Says) > 500 {
			t.Errorf("%s: %d characters", c.name, utf8.RuneCountInString(wrong.Says))
		}
		if where := fmt.Sprintf("line %d", c.line); (c.line > 0) != strings.Contains(err.Error(), where) {
			t.Errorf("%s: %v", c.name, err)
		}
	}

	broken := errors.New("broken off")
	if _, err := class.ReadRoster(io.MultiReader(strings.NewReader("Email\n"), iotest.ErrReader(broken)), class.Email); !errors.Is(err, broken) {
		t.Errorf("an upload that broke off: %v", err)
	}
}

// As much as may be is read.
func TestReadRosterBounds(t *testing.T) {
	text := "Email\n" + strings.Repeat("a@b.cd\n", class.MaxRosterLines)
	if r := roster(t, class.Email, text); len(r.Lines) != class.MaxRosterLines {
		t.Errorf("%d lines", len(r.Lines))
	}
	text = "Email,x\na@b.cd," + strings.Repeat("x", class.MaxRosterBytes-len("Email,x\na@b.cd,"))
	if r := roster(t, class.Email, text); len(text) != class.MaxRosterBytes || len(r.Lines) != 1 {
		t.Errorf("%d lines of %d bytes", len(r.Lines), len(text))
	}
}

func TestRosterCheck(t *testing.T) {
	r := roster(t, class.StudentNumber, strings.ReplaceAll(`Name,ID number
		Ann,S1
		Bob,S2
		Bob again,S2
		Cem,0042
		Dee,77
		Eve,s9
		Test,`, "\t", ""))
	number := func(name, identifier string) class.Person {
		return class.Person{ID: name, Name: name, Identifier: identifier}
	}
	c := r.Check([]class.Person{
		number("zoe", "S1"), number("Ann", "S1"), number("Bob", "S2"), number("Cem", "42"), number("Eve", "S9"), number("Gil", "5"), number("Fay", ""),
	})
	if c.Known != 3 {
		t.Errorf("%d known, want Ann, zoe and Bob", c.Known)
	}
	var unknown []string
	for _, u := range c.Unknown {
		near := ""
		if u.Near != nil {
			near = " near " + u.Near.Identifier
		}
		unknown = append(unknown, u.Person.Name+near)
	}
	if want := []string{"Cem near 0042", "Eve near s9", "Gil"}; !reflect.DeepEqual(unknown, want) {
		t.Errorf("unknown %q, want %q", unknown, want)
	}
	if len(c.Without) != 1 || c.Without[0].Name != "Fay" {
		t.Errorf("without an identifier %+v", c.Without)
	}
	if want := []class.RosterLine{{Line: 5, Identifier: "0042", Name: "Cem"}, {Line: 6, Identifier: "77", Name: "Dee"}, {Line: 7, Identifier: "s9", Name: "Eve"}}; !reflect.DeepEqual(c.Absent, want) {
		t.Errorf("absent %+v, want %+v", c.Absent, want)
	}
	if want := [][]class.RosterLine{{{Line: 3, Identifier: "S2", Name: "Bob"}, {Line: 4, Identifier: "S2", Name: "Bob again"}}}; !reflect.DeepEqual(c.TwiceInRoster, want) {
		t.Errorf("twice in the roster %+v, want %+v", c.TwiceInRoster, want)
	}
	if len(c.TwiceInClass) != 1 || len(c.TwiceInClass[0]) != 2 || c.TwiceInClass[0][0].Name != "Ann" || c.TwiceInClass[0][1].Name != "zoe" {
		t.Errorf("twice in the class %+v", c.TwiceInClass)
	}
}

// Addresses are the same in any case, on either side.
func TestRosterCheckOfAddresses(t *testing.T) {
	r := roster(t, class.Email, "Email address\nANN@Example.org\nbob@example.org\n")
	identifier, err := class.Email.CleanIdentifier("Ann@example.ORG")
	done(t, err)
	c := r.Check([]class.Person{{ID: "a", Name: "Ann", Identifier: identifier}})
	if c.Known != 1 || len(c.Unknown) != 0 || len(c.Absent) != 1 || c.Absent[0].Line != 3 {
		t.Errorf("%+v", c)
	}
}

func TestRosterCheckOfNobody(t *testing.T) {
	c := roster(t, class.Email, "Email\nann@example.org\n").Check(nil)
	if c.Known != 0 || len(c.Absent) != 1 || c.Unknown != nil || c.Without != nil || c.TwiceInClass != nil || c.TwiceInRoster != nil {
		t.Errorf("%+v", c)
	}
}

// A gradebook that was exported is a roster of its own people.
func TestRosterOfAGradebook(t *testing.T) {
	who := people("Ann", "Bob", "Cem")
	who[1].Identifier = "+bob@example.org"
	for _, format := range []class.Format{class.TableCSV, class.MoodleCSV, class.CanvasCSV} {
		text := written(t, class.NewGradebook(who, nil, two()), class.Email, format, class.BestPoints)
		if c := roster(t, class.Email, text).Check(who); c.Known != 3 || len(c.Unknown)+len(c.Absent)+len(c.TwiceInRoster) > 0 {
			t.Errorf("%s: %+v", format, c)
		}
	}
}

func FuzzRoster(f *testing.F) {
	for _, text := range []string{
		"Name,Email\nAnn,ann@example.org\n", "sep=;\nID number;x\n1;2\n1;3\n", "\ufeffStudent\tSIS User ID\n\"a\nb\"\tS1\n", "PK\x03\x04", "Email\n\xff\xfe",
		"Email\r\"", "Email,Email\n'+a@b.cd,x\n", "ID number\n\n\n0001\n1", "",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, asks := range []class.Identifier{class.Email, class.StudentNumber} {
			r, err := class.ReadRoster(bytes.NewReader(file), asks)
			if err != nil {
				var wrong *class.RosterError
				if r != nil || !errors.As(err, &wrong) || wrong.Says == "" || !utf8.ValidString(wrong.Says) || wrong.Line < 0 {
					t.Fatalf("%q: %+v, %v", file, r, err)
				}
				continue
			}
			if len(r.Lines) == 0 {
				t.Fatalf("%q: nobody, and no error", file)
			}
			lines := bytes.Count(file, []byte{'\n'}) + bytes.Count(file, []byte{'\r'}) + 1
			var who []class.Person
			before := 0
			for _, l := range r.Lines {
				if again, err := asks.CleanIdentifier(l.Identifier); err != nil || again != l.Identifier {
					t.Fatalf("%q: the identifier %q is not clean: %q, %v", file, l.Identifier, again, err)
				}
				if l.Line <= before || l.Line > lines {
					t.Fatalf("%q: line %d behind line %d, of %d", file, l.Line, before, lines)
				}
				before = l.Line
				who = append(who, class.Person{ID: fmt.Sprint(l.Line), Name: "x", Identifier: l.Identifier})
			}
			for _, l := range append(r.Odd, r.Lines...) {
				for _, text := range []string{l.Identifier, l.Name, r.Column} {
					if !utf8.ValidString(text) || class.Clean(text) != text || utf8.RuneCountInString(text) > 80 {
						t.Fatalf("%q: %q is shown", file, text)
					}
				}
			}
			// Everybody of the roster is known to it, and twice where it has them twice.
			c := r.Check(who)
			if c.Known != len(who) || len(c.Unknown)+len(c.Absent)+len(c.Without) > 0 || len(c.TwiceInClass) != len(c.TwiceInRoster) {
				t.Fatalf("%q: %+v", file, c)
			}
		}
	})
}
