package class_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"wirewalk/app/internal/class"
)

// small is a class of four: one with everything right, one with a second try,
// one who has done nothing, one without an identifier.
func small(t testing.TB) *class.Gradebook {
	who := people("Ann", "Bob", "Cem", "Dee")
	who[3].Identifier = ""
	return class.NewGradebook(who, answers(t, `
		Ann one/a B@1
		Ann one/b B@2
		Ann two/a B@3
		Bob one/a A@4
		Bob one/a B@5
		Bob two/a A@6
		Dee one/b B@7 #3 ad`), two())
}

func written(t testing.TB, g *class.Gradebook, asks class.Identifier, format class.Format, by class.Points) string {
	t.Helper()
	var b bytes.Buffer
	done(t, g.WriteCSV(&b, asks, format, by))
	return b.String()
}

func TestCSV(t *testing.T) {
	const nineOClock = "2026-10-05T09:00:0"
	for _, c := range []struct {
		name   string
		g      *class.Gradebook
		asks   class.Identifier
		format class.Format
		by     class.Points
		want   string
	}{
		{
			"table", small(t), class.Email, class.TableCSV, class.BestPoints, `
Email address,Name,one/a first,one/a best,one/a tries,one/a time,one/b first,one/b best,one/b tries,one/b time,two/a first,two/a best,two/a tries,two/a time,one first,one best,one of,two first,two best,two of,All first,All best,All of
ann@example.org,Ann,1,1,1,` + nineOClock + `1Z,1,1,1,` + nineOClock + `2Z,1,1,1,` + nineOClock + `3Z,2,2,2,1,1,1,3,3,3
bob@example.org,Bob,0,1,2,` + nineOClock + `5Z,,,0,,0,0,1,` + nineOClock + `6Z,0,1,2,0,0,1,0,1,3
cem@example.org,Cem,,,0,,,,0,,,,0,,0,0,2,0,0,1,0,0,3
,Dee,,,0,,0,1,3,` + nineOClock + `7Z,,,0,,0,1,2,0,0,1,0,1,3
`,
		},
		{
			"table of a class that asks for nothing", small(t).Only("two"), class.NoIdentifier, class.TableCSV, class.FirstPoints, `
Name,two/a first,two/a best,two/a tries,two/a time,two first,two best,two of,All first,All best,All of
Ann,1,1,1,` + nineOClock + `3Z,1,1,1,1,1,1
Bob,0,0,1,` + nineOClock + `6Z,0,0,1,0,0,1
Cem,,,0,,0,0,1,0,0,1
Dee,,,0,,0,0,1,0,0,1
`,
		},
		{
			"Moodle, best", small(t), class.Email, class.MoodleCSV, class.BestPoints, `
Email address,Name,"Wirewalk: One, and more (of 2)",Wirewalk: Two (of 1)
ann@example.org,Ann,2,1
bob@example.org,Bob,1,0
cem@example.org,Cem,,
none,Dee,1,
`,
		},
		{
			"Moodle by number, first", small(t), class.StudentNumber, class.MoodleCSV, class.FirstPoints, `
ID number,Name,"Wirewalk: One, and more (of 2)",Wirewalk: Two (of 1)
ann@example.org,Ann,2,1
bob@example.org,Bob,0,0
cem@example.org,Cem,,
none,Dee,0,
`,
		},
		{
			"Canvas, best", small(t), class.Email, class.CanvasCSV, class.BestPoints, `
Student,ID,SIS User ID,SIS Login ID,Section,"Wirewalk: One, and more",Wirewalk: Two
"    Points Possible",,,,,2,1
Ann,,,ann@example.org,,2,1
Bob,,,bob@example.org,,1,0
Cem,,,cem@example.org,,,
Dee,,,,,1,
`,
		},
		{
			"Canvas by number, one lesson, first", small(t).Only("one"), class.StudentNumber, class.CanvasCSV, class.FirstPoints, `
Student,ID,SIS User ID,SIS Login ID,Section,"Wirewalk: One, and more"
"    Points Possible",,,,,2
Ann,,ann@example.org,,,2
Bob,,bob@example.org,,,0
Cem,,cem@example.org,,,
Dee,,,,,0
`,
		},
	} {
		want := "\ufeff" + strings.ReplaceAll(strings.TrimPrefix(c.want, "\n"), "\n", "\r\n")
		if got := written(t, c.g, c.asks, c.format, c.by); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, want)
		}
	}
}

func TestCSVFormats(t *testing.T) {
	for _, c := range []struct {
		format class.Format
		by     class.Points
	}{{"excel", class.BestPoints}, {"", class.BestPoints}, {class.TableCSV, "worst"}, {class.MoodleCSV, ""}} {
		var b bytes.Buffer
		if err := small(t).WriteCSV(&b, class.Email, c.format, c.by); !errors.Is(err, class.ErrNoFormat) || b.Len() > 0 {
			t.Errorf("%q of %q points: %v, %d bytes", c.format, c.by, err, b.Len())
		}
	}
	if err := small(t).WriteCSV(full{}, class.Email, class.TableCSV, class.BestPoints); !errors.Is(err, errFull) {
		t.Errorf("a disk that is full: %v", err)
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// What a name may do to a table, and to those who import it.
func TestCSVNames(t *testing.T) {
	for _, c := range []struct {
		name                  string
		table, moodle, canvas string // empty: as table
	}{
		{name: "Ann Lee", table: "Ann Lee"},
		{name: "O'Neil", table: "O'Neil"},
		{name: "Lee, Ann", table: "Lee, Ann"},
		{name: `Ann "the fox" Lee`, table: `Ann "the fox" Lee`},
		{name: "Ann-Lee + 1 = @", table: "Ann-Lee + 1 = @"},
		{name: "=1+1", table: "'=1+1"},
		{name: "+1", table: "'+1"},
		{name: "-1", table: "'-1"},
		{name: "@SUM(A1)", table: "'@SUM(A1)"},
		{name: "\t=1", table: "'=1"},
		{name: "\r\n=1", table: "'=1"},
		{name: " =1", table: "'=1"},
		{name: `"=1"`, table: `"'=1"`},
		{name: "'=1", table: "''=1"},
		{name: "\u200d=1", table: "'=1"},
		{name: "\u202e=1", table: "'=1"},
		{name: "＝1", table: "'＝1"},
		{name: "＠SUM", table: "'＠SUM"},
		{name: "Ann;=1", table: "Ann;'=1"},
		{name: `Ann,"=1`, table: `Ann,"'=1`},
		{name: "Ann; \" -1;@x", table: "Ann; \" '-1;'@x"},
		{name: "a|=1", table: "a|'=1"},
		{name: "==1", table: "'==1"},
		{name: `Ann\`, table: `Ann\`, moodle: "Ann/"},
		{name: `\",=1`, table: `\",'=1`, moodle: `/",'=1`},
		{name: "Points Possible", table: "Points Possible", canvas: "points possible"},
		{name: "My Points\u200c Possible", table: "My Points Possible", canvas: "My points possible"},
		{name: "Ann\x00\x1b", table: "Ann"},
	} {
		who := people("Ann")
		who[0].Name = c.name
		g := class.NewGradebook(who, nil, two())
		for _, f := range []struct {
			format   class.Format
			want     string
			row, col int
		}{{class.TableCSV, c.table, 1, 1}, {class.MoodleCSV, c.moodle, 1, 1}, {class.CanvasCSV, c.canvas, 2, 0}} {
			if f.want == "" {
				f.want = c.table
			}
			lines := parsed(t, written(t, g, class.Email, f.format, class.BestPoints))
			if got := lines[f.row][f.col]; got != f.want {
				t.Errorf("%s: %q is written %q, want %q", f.format, c.name, got, f.want)
			}
		}
	}
}

// An identifier has to be found elsewhere: it stays as it is, as long as nothing
// can come of it.
func TestCSVIdentifiers(t *testing.T) {
	for identifier, want := range map[string]string{
		"ann@example.org":          "ann@example.org",
		"+ann@example.org":         "+ann@example.org",
		"-ann.lee+x@example.org":   "-ann.lee+x@example.org",
		"josé@example.org":         "josé@example.org",
		"0042":                     "0042",
		"2026/DT-1.7_b":            "2026/DT-1.7_b",
		"=cmd|'/Ccalc'!A0@x.org":   "'=cmd|'/Ccalc'!A0@x.org",
		"+cmd|'/Ccalc'!A0@x.org":   "'+cmd|'/Ccalc'!A0@x.org",
		"-1+cmd|'/Ccalc'!A0@x.org": "'-1+cmd|'/Ccalc'!A0@x.org",
		"@sum":                     "'@sum",
		"=1@x.org":                 "'=1@x.org",
		"-1+1":                     "'-1+1",
	} {
		who := people("Ann")
		who[0].Identifier = identifier
		g := class.NewGradebook(who, nil, two())
		for _, f := range []struct {
			format   class.Format
			row, col int
		}{{class.TableCSV, 1, 0}, {class.MoodleCSV, 1, 0}, {class.CanvasCSV, 2, 3}} {
			lines := parsed(t, written(t, g, class.Email, f.format, class.BestPoints))
			if got := lines[f.row][f.col]; got != want {
				t.Errorf("%s: %q is written %q, want %q", f.format, identifier, got, want)
			}
		}
	}
}

func parsed(t testing.TB, text string) [][]string {
	t.Helper()
	rest, ok := strings.CutPrefix(text, "\ufeff")
	if !ok {
		t.Fatalf("no byte order mark before %.40q", text)
	}
	lines, err := csv.NewReader(strings.NewReader(rest)).ReadAll() // as many cells in each line
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return lines
}

// begins is what a spreadsheet passes over before a formula.
var begins = regexp.MustCompile("^[ '\"\u00a0\u200c\u200d]*")

// formula reports whether a spreadsheet would take a cell for one: what comes
// first, passing over what spreadsheets pass over, unless an apostrophe stands
// right before it.
func formula(cell string) bool {
	over := begins.FindString(cell)
	first, _ := utf8.DecodeRuneInString(cell[len(over):])
	return strings.ContainsRune("=+-@\t\r＝＋－＠", first) && !strings.HasSuffix(over, "'")
}

// address is an e-mail address that may begin like a formula. Where a spreadsheet
// splits at semicolons, the rest of the line follows it.
var address = regexp.MustCompile(`^[+-][0-9A-Za-z._+-]*@[0-9A-Za-z.-]+(,|$)`)

// Whatever people are called and whatever they answer, the file is read back as
// it was written, and no cell of it is a formula: nor where a spreadsheet splits
// it at semicolons.
func FuzzCSV(f *testing.F) {
	for _, name := range []string{"Ann", "=1+1", "a;\"=1", "\r\n", `\",=1`, "Ann\u202e, \"-1", "Points Possible", "\xff\u200d@x", "a\nb"} {
		f.Add(name, "ann@example.org", "B")
		f.Add("Ann", name, name)
	}
	f.Fuzz(func(t *testing.T, name, identifier, answer string) {
		who := people("Ann", "Bob")
		who[0].Name, who[0].Identifier = name, identifier
		given := answers(t, "Ann one/a B@1 \n Ann two/a A@2")
		given[1].Answers, given[0].Run = []string{answer, name}, answer
		of := two()
		of[0].Title, of[2].Quiz[0].ID = answer, name
		g := class.NewGradebook(who, given, of)
		for _, format := range []class.Format{class.TableCSV, class.MoodleCSV, class.CanvasCSV} {
			text := written(t, g, class.Email, format, class.FirstPoints)
			if !utf8.ValidString(text) {
				t.Fatalf("%s: not UTF-8: %q", format, text)
			}
			if strings.Count(text, "\n") != strings.Count(text, "\r\n") || strings.Count(text, "\r") != strings.Count(text, "\r\n") {
				t.Fatalf("%s: a line does not end in CR LF: %q", format, text)
			}
			lines := parsed(t, text)
			if want := map[class.Format]int{class.TableCSV: 3, class.MoodleCSV: 3, class.CanvasCSV: 4}[format]; len(lines) != want {
				t.Fatalf("%s: %d lines, want %d: %q", format, len(lines), want, text)
			}
			var again bytes.Buffer
			w := csv.NewWriter(&again)
			w.UseCRLF = true
			done(t, w.WriteAll(lines))
			if "\ufeff"+again.String() != text {
				t.Fatalf("%s: %q is read and written as %q", format, text, again.String())
			}
			r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
			r.Comma, r.LazyQuotes, r.FieldsPerRecord = ';', true, -1
			split, err := r.ReadAll()
			done(t, err)
			for _, line := range append(lines, split...) {
				for _, cell := range line {
					if formula(cell) && !(strings.HasPrefix(cell, identifier) && address.MatchString(cell)) {
						t.Fatalf("%s: the cell %q is a formula: %q", format, cell, text)
					}
				}
			}
			if format == class.MoodleCSV && strings.Contains(text, `\`) {
				t.Fatalf("Moodle reads a backslash: %q", text)
			}
			for _, line := range lines[2:] {
				if format == class.CanvasCSV && strings.Contains(line[0], "Points Possible") {
					t.Fatalf("a person is taken for the maxima: %q", text)
				}
			}
		}
		lines := parsed(t, written(t, g, class.Email, class.TableCSV, class.BestPoints))
		row := lines[1]
		if row[1] == "Bob" && class.Clean(name) != "Bob" {
			row = lines[2]
		}
		if got := strings.ReplaceAll(row[1], "'", ""); got != strings.ReplaceAll(class.Clean(name), "'", "") {
			t.Fatalf("%q is written %q: more than apostrophes differs", name, row[1])
		}
		if !reflect.DeepEqual(row[2:5], []string{"1", "1", "1"}) {
			t.Fatalf("the mark of %q is written %q", name, row[2:5])
		}
	})
}
