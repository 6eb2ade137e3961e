package web

import (
	"encoding/json"
	"fmt"
	escapes "html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"wirewalk/app/internal/class"
)

// Three hundred people join from one address within a minute, each with a page
// and a stream, and one in ten mistypes the code twice.
func TestALectureHallJoins(t *testing.T) {
	t.Parallel()
	const people = 300
	clock := newHandClock()
	s := teachSite(t, func(o *Options) { o.Now = clock.now })
	code := s.teacher().makes("Networks", nil)
	began := clock.now()
	turns := make(chan int)
	var all sync.WaitGroup
	var mu sync.Mutex
	refusals := map[string]int{}
	for range 16 {
		all.Go(func() {
			for i := range turns {
				clock.pass(time.Minute / people)
				if why := s.joinsFrom(i, code); why != "" {
					mu.Lock()
					refusals[why]++
					mu.Unlock()
				}
			}
		})
	}
	for i := range people {
		turns <- i
	}
	close(turns)
	all.Wait()
	for why, n := range refusals {
		t.Errorf("%d of them: %s", n, why)
	}
	if took := clock.now().Sub(began); took > time.Minute {
		t.Errorf("it took %v", took)
	}
	joined, err := s.web.store.People(t.Context(), code)
	if err != nil || len(joined) != people {
		t.Fatalf("%d have joined, %v", len(joined), err)
	}
	codes := map[string]bool{}
	for _, p := range joined {
		codes[p.MoveCode] = true
	}
	if len(codes) != people {
		t.Errorf("they have %d personal codes", len(codes))
	}
	// The room is not slowed down either: it could go on.
	if owed := s.web.guesses.addresses.wait(clock.now(), "127.0.0.1"); owed > 0 {
		t.Errorf("the room's next wrong code waits for %v", owed)
	}
}

// joinsFrom joins as somebody in the hall would; it returns what went wrong.
func (s *site) joinsFrom(i int, code string) (why string) {
	b := s.browser()
	get := func(path string, want int) {
		resp, err := b.http.Get(s.URL + path)
		if err != nil {
			why += err.Error()
			return
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			why += fmt.Sprintf("GET %s: %s. ", strings.TrimSuffix(path, code), resp.Status)
		}
	}
	if i%10 == 0 {
		get("/join?code="+class.NewCode(), http.StatusNotFound)
		get("/join?code="+code[:7], http.StatusNotFound)
	}
	get("/join?code="+strings.ToLower(code), http.StatusOK)
	resp, err := b.http.PostForm(s.URL+"/join/"+code, url.Values{"name": {fmt.Sprint("Student ", i)}})
	if err != nil {
		return why + err.Error()
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.Request.URL.Path != "/class" {
		why += "POST: " + resp.Status
	}
	get("/class", http.StatusOK)
	return why
}

func TestNamesAreCleaned(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	for typed, want := range map[string]string{
		"  Ada   Lovelace ":                    "Ada Lovelace",
		"Ada\x00\x1b[31m Lo\r\nve":             "Ada[31m Lo ve",
		"\u202eecalevoL adA\u202c":             "ecalevoL adA",
		"\u2066Grace\u2069 \u200bHopper":       "Grace Hopper",
		"<script>alert(1)</script>":            "<script>alert(1)</script>",
		`"><img src=x onerror=alert(2)>`:       `"><img src=x onerror=alert(2)>`,
		"=HYPERLINK(\"http://evil.test\")":     "=HYPERLINK(\"http://evil.test\")",
		"Ærøskøbing Ñandú 山田太郎":                "Ærøskøbing Ñandú 山田太郎",
		"👩‍💻 Ada":                              "👩‍💻 Ada",
		strings.Repeat("é", class.MaxName):     strings.Repeat("é", class.MaxName),
		"\xff\xfeBad\x80 bytes":                "Bad bytes",
		"{{.}} ${7*7} {templ}":                 "{{.}} ${7*7} {templ}",
		"data: x\n\nevent: gone\ndata: forged": "data: x event: gone data: forged",
	} {
		b := s.browser()
		got := b.post("/join/"+code, url.Values{"name": {typed}})
		if got.StatusCode != http.StatusOK || got.Request.URL.Path != "/class" {
			t.Errorf("%q is refused: %s", typed, got.Status)
			continue
		}
		p := b.person()
		if p.Name != want {
			t.Errorf("%q is kept as %q, want %q", typed, p.Name, want)
		}
		escaped := escapes.EscapeString(want)
		if strings.ContainsAny(want, "<>") && strings.Contains(got.body, want) {
			t.Errorf("their page has %q as markup", want)
		}
		if !strings.Contains(escapes.UnescapeString(got.body), want) {
			t.Errorf("their page does not say %s", escaped)
		}
		// A line break of a name would end an event.
		me := b.stream("/class/stream")
		first := <-me
		var says struct{ Name string }
		if err := json.Unmarshal([]byte(first.data), &says); err != nil || first.name != "me" || says.Name != want {
			t.Errorf("their stream begins with %v, %v", first, err)
		}
	}
	for _, path := range []string{"", "/gradebook", "/screen"} {
		page := teacher.get(cockpitPath(code)+path).must(t, http.StatusOK)
		for _, markup := range []string{"<script>alert", "<img src=x"} {
			if strings.Contains(page.body, markup) {
				t.Errorf("%s has %s", path, markup)
			}
		}
	}
}

func TestNamesThatAreNone(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	for _, typed := range []string{
		"", "   ", "\u202e", "\u200b\u200d", "...", "\x00\x01", "⠀", strings.Repeat("x", class.MaxName+1), strings.Repeat("x", 10_000),
		"Z" + strings.Repeat("\u0301", 40), "\xff",
	} {
		b := s.browser()
		got := b.post("/join/"+code, url.Values{"name": {typed}}).must(t, http.StatusUnprocessableEntity)
		if !strings.Contains(got.body, "Type a name of at least one letter, and of at most forty.") || b.cookie(memberCookie) != "" {
			t.Errorf("%.40q is told %.400s", typed, got.body)
		}
	}
	if people, err := s.web.store.People(t.Context(), code); err != nil || len(people) > 0 {
		t.Errorf("in the class are %v, %v", people, err)
	}
	// What was typed stays in the form.
	got := s.browser().post("/join/"+code, url.Values{"name": {strings.Repeat("Maria ", 10)}})
	if !strings.Contains(got.body, `value="`+strings.Repeat("Maria ", 10)+`"`) {
		t.Error("the name has to be typed again")
	}
}

// A name that somebody has is refused with the way back, and then numbered.
func TestTheSameName(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	s.joins(code, "Ada Lovelace")
	b := s.browser()
	for _, same := range []string{"Ada Lovelace", "ada LOVELACE", " Ada  Lovelace ", "Ada\u200d Love\u200clace"} {
		got := b.post("/join/"+code, url.Values{"name": {same}}).must(t, http.StatusConflict)
		for _, says := range []string{"Somebody is here by that name already.", "personal code", `name="another"`} {
			if !strings.Contains(got.body, says) {
				t.Errorf("%q is not told %q", same, says)
			}
		}
		if !regexp.MustCompile(`<details[^>]* open`).MatchString(got.body) {
			t.Errorf("the way back is not open for %q", same)
		}
	}
	for i, want := range []string{"Ada Lovelace 2", "Ada Lovelace 3"} {
		if i > 0 {
			b = s.browser()
		}
		b.post("/join/"+code, url.Values{"name": {"Ada Lovelace"}, "another": {"yes"}}).must(t, http.StatusOK)
		if p := b.person(); p.Name != want {
			t.Errorf("the next one is %q, want %q", p.Name, want)
		}
	}
	long := strings.Repeat("n", class.MaxName)
	s.joins(code, long)
	b = s.browser()
	b.post("/join/"+code, url.Values{"name": {long}, "another": {"yes"}}).must(t, http.StatusOK)
	if p := b.person(); p.Name != long[:class.MaxName-2]+" 2" {
		t.Errorf("a long name is numbered as %q", p.Name)
	}
	// Nobody else's name is of any matter in another class.
	other := s.teacher().makes("Protocols", nil)
	if p := s.joins(other, "Ada Lovelace").person(); p.Name != "Ada Lovelace" {
		t.Errorf("in another class the name is %q", p.Name)
	}
}

// Many who press Join with one name at the same time are not one person.
func TestTheSameNameAtTheSameTime(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	const many = 10
	var all sync.WaitGroup
	status := make([]int, many)
	for i := range many {
		b := s.browser()
		all.Go(func() {
			resp, err := b.http.PostForm(s.URL+"/join/"+code, url.Values{"name": {"Ada"}})
			if err == nil {
				resp.Body.Close()
				status[i] = resp.StatusCode
			}
		})
	}
	all.Wait()
	in := 0
	for _, got := range status {
		if got == http.StatusOK {
			in++
		} else if got != http.StatusConflict {
			t.Errorf("status %d", got)
		}
	}
	if people, err := s.web.store.People(t.Context(), code); in != 1 || err != nil || len(people) != 1 {
		t.Errorf("%d are in, the class has %v, %v", in, people, err)
	}
}

// Join that is pressed twice, or sent again because no word came back, makes one
// person.
func TestJoiningTwiceIsOnePerson(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	b := s.browser()
	page := b.get("/join/"+code).must(t, http.StatusOK)
	form := url.Values{"name": {"Ada"}}
	for _, field := range regexp.MustCompile(`<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?`).FindAllStringSubmatch(page.body, -1) {
		if !strings.Contains(page.body[:strings.Index(page.body, field[0])], "/class/move") { // of the first form
			form.Set(field[1], field[2])
		}
	}
	lost := s.browser() // whose answers never arrive
	lost.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	lost.post("/join/"+code, form).must(t, http.StatusSeeOther)
	again := s.browser()
	again.post("/join/"+code, form).must(t, http.StatusOK)
	again.post("/join/"+code, form).must(t, http.StatusOK)
	again.get("/class").must(t, http.StatusOK)
	if people, err := s.web.store.People(t.Context(), code); err != nil || len(people) != 1 || again.person().ID != people[0].ID {
		t.Errorf("in the class are %v, %v", people, err)
	}
	// Back in the join page, the same browser is somebody already.
	if got := again.get("/join/" + code); got.Request.URL.Path != "/class" {
		t.Errorf("the join page leads to %s", got.Request.URL)
	}
	got := again.post("/join/"+code, url.Values{"name": {"Ada again"}})
	if people, err := s.web.store.People(t.Context(), code); err != nil || len(people) != 1 || got.Request.URL.Path != "/class" {
		t.Errorf("joining from a page that was open makes %v, %v", people, err)
	}
	// A made-up key is no way in as somebody.
	form.Set("key", "short")
	form.Set("name", "Eve")
	eve := s.browser()
	eve.post("/join/"+code, form).must(t, http.StatusOK)
	if eve.cookie(memberCookie) == "short" || eve.person().Name != "Eve" {
		t.Error("a key that is none was taken")
	}
}

func TestIdentifiersAreAskedFor(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	for asks, c := range map[string]struct {
		label  string
		good   map[string]string
		bad    []string
		refuse string
	}{
		"email": {"E-mail address", map[string]string{"Ada@Example.ORG ": "ada@example.org", "a.b+c@sub.example.org": "a.b+c@sub.example.org"},
			[]string{"", "ada", "ada@", "@example.org", "ada@example", "a b@c@d.org", "ada@example.org, eve@evil.test", strings.Repeat("a", 90) + "@example.org"}, "Type your e-mail address"},
		"number": {"Student number", map[string]string{" s 4711 ": "s4711", "0042": "0042", "20/123-A": "20/123-A"},
			[]string{"", "=1+1", "-", "<b>", strings.Repeat("1", 90)}, "Type your student number"},
	} {
		code := teacher.makes("A class that asks", url.Values{"asks": {asks}})
		if page := s.browser().get("/join/" + code).body; !strings.Contains(page, c.label) || !strings.Contains(page, `name="identifier"`) {
			t.Errorf("%s is not asked for", asks)
		}
		n := 0
		for typed, want := range c.good {
			n++
			b := s.browser()
			b.post("/join/"+code, url.Values{"name": {fmt.Sprint("Good ", n)}, "identifier": {typed}}).must(t, http.StatusOK)
			if p := b.person(); p.Identifier != want {
				t.Errorf("%q is kept as %q, want %q", typed, p.Identifier, want)
			}
		}
		for _, typed := range c.bad {
			got := s.browser().post("/join/"+code, url.Values{"name": {"Bad"}, "identifier": {typed}}).must(t, http.StatusUnprocessableEntity)
			if !strings.Contains(got.body, c.refuse) {
				t.Errorf("%.50q is told %.300s", typed, got.body)
			}
		}
	}
	code := teacher.makes("A class that asks for nothing", nil)
	if page := s.browser().get("/join/" + code).body; strings.Contains(page, `name="identifier"`) {
		t.Error("a class that asks for nothing has a field")
	}
	b := s.browser()
	b.post("/join/"+code, url.Values{"name": {"Ada"}, "identifier": {"ada@example.org"}}).must(t, http.StatusOK)
	if p := b.person(); p.Identifier != "" {
		t.Errorf("it keeps %q", p.Identifier)
	}
}

func TestPseudonymsAreProposed(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	code := s.teacher().makes("Anonymous", url.Values{"naming": {"pseudonym"}})
	proposed := regexp.MustCompile(`id="name" name="name" value="([^"]+)"`)
	seen := map[string]bool{}
	for range 20 {
		page := s.browser().get("/join/"+code).must(t, http.StatusOK).body
		found := proposed.FindStringSubmatch(page)
		if found == nil || !strings.Contains(page, "A name that is not yours") {
			t.Fatalf("no name is proposed:\n%s", page)
		}
		seen[found[1]] = true
	}
	if len(seen) < 10 {
		t.Errorf("in twenty pages %d names are proposed", len(seen))
	}
	b := s.browser()
	name := proposed.FindStringSubmatch(b.get("/join/" + code).body)[1]
	b.post("/join/"+code, url.Values{"name": {name}}).must(t, http.StatusOK)
	if b.person().Name != name {
		t.Errorf("%q becomes %q", name, b.person().Name)
	}
	// Real names are typed.
	real := s.teacher().makes("Real", nil)
	if page := s.browser().get("/join/" + real).body; proposed.MatchString(page) {
		t.Error("a name is proposed where real ones are asked for")
	}
}

// Who comes late finds the class where it is.
func TestJoiningLate(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	teacher.leads(code, "/pace", "do", "together", "lesson", "websocket-protocol").must(t, http.StatusNoContent)
	teacher.leads(code, "/pace", "do", "goto", "step", "7").must(t, http.StatusNoContent)
	teacher.leads(code, "/ask", "question", "frames/frames-quiz-8").must(t, http.StatusNoContent)
	late := s.joins(code, "Late")
	state := late.tape("/class/stream").state("the class as it is", func(c classState) bool { return c.Here == 1 })
	if state.Pacing == nil || state.Pacing.Step != 7 || state.Pacing.Lesson != "websocket-protocol" || state.Asking == nil || state.Asking.State != "open" || !state.Started {
		t.Errorf("it is told %+v", state)
	}
	page := late.get("/class").must(t, http.StatusOK).body
	if !strings.Contains(page, "The class is at row 7 of") {
		t.Error("their page does not tell the row")
	}
	late.votes(1, 1, "A").must(t, http.StatusNoContent)
}

func TestAnEndedClassIsJoinedByNobody(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	ada := s.joins(code, "Ada")
	teacher.leads(code, "/end").must(t, http.StatusNoContent)
	if page := s.browser().get("/join/"+code).must(t, http.StatusOK).body; !strings.Contains(page, "This class has ended") || strings.Contains(page, `name="name"`) {
		t.Error("its page still asks for a name")
	}
	b := s.browser()
	if got := b.post("/join/"+code, url.Values{"name": {"Late"}}).must(t, http.StatusGone); !strings.Contains(got.body, "This class has ended") || b.cookie(memberCookie) != "" {
		t.Errorf("who joins is told %.300s", got.body)
	}
	if page := ada.get("/class").must(t, http.StatusOK).body; !strings.Contains(page, "This class has ended.") {
		t.Error("who was in it is not told")
	}
	// Another device is still moved to: what was done stays.
	again := s.browser()
	again.post("/class/move", url.Values{"code": {code}, "personal": {ada.person().MoveCode}}).must(t, http.StatusOK)
}

func TestAFullClass(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	for i := range class.MaxPeople {
		p := class.Person{Class: code, Name: fmt.Sprint("Student ", i)}
		if _, err := s.web.store.Join(t.Context(), p, fmt.Sprint("token ", i), false); err != nil {
			t.Fatal(err)
		}
	}
	got := s.browser().post("/join/"+code, url.Values{"name": {"One more"}}).must(t, http.StatusServiceUnavailable)
	if !strings.Contains(got.body, "This class is full") {
		t.Errorf("it says %.300s", got.body)
	}
}

// Joining another class says which one it leaves, and with what to come back.
func TestJoiningASecondClass(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	first, second := teacher.makes("Networks", nil), teacher.makes("Protocols", nil)
	b := s.joins(first, "Ada Lovelace")
	was := b.person()
	streams := []*tape{b.tape("/class/stream"), teacher.tape(cockpitPath(first) + "/stream")}
	streams[1].region("crowd", "1 here of 1")
	says := []string{"Networks", "as Ada Lovelace", class.ShowCode(first), class.ShowCode(was.MoveCode)}
	for what, got := range map[string]answered{
		"the page": b.get("/join/"+second).must(t, http.StatusOK), "a refusal": b.post("/join/"+second, url.Values{"name": {""}}).must(t, http.StatusUnprocessableEntity),
	} {
		for _, text := range says {
			if !strings.Contains(got.says(), text) {
				t.Errorf("%s does not say %q", what, text)
			}
		}
	}
	b.post("/join/"+second, url.Values{"name": {"Ada"}}).must(t, http.StatusOK)
	streams[0].ends("its browser is in another class")
	streams[1].region("crowd", "0 here of 1")
	if p := b.person(); p.Class != second || p.Name != "Ada" {
		t.Errorf("the browser is %+v", p)
	}
	if page := b.get("/class").body; !strings.Contains(page, "Protocols") || strings.Contains(page, "Networks") {
		t.Error("their page is of the other class")
	}
	// The way back leads back, and leaves the second.
	open := b.tape("/class/stream")
	b.post("/class/move", url.Values{"code": {first}, "personal": {was.MoveCode}}).must(t, http.StatusOK)
	open.ends("its browser is in another class")
	if p := b.person(); p.ID != was.ID {
		t.Errorf("back, the browser is %+v", p)
	}
	if people, err := s.web.store.People(t.Context(), second); err != nil || len(people) != 1 {
		t.Errorf("the second class has %v, %v", people, err)
	}
}
