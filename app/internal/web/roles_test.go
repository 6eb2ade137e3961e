package web

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
)

// whom says for whom a route is.
type whom string

const (
	forAnybody  whom = "anybody"    // it is the same for everyone, and of no class
	forAnyPage  whom = "plainly"    // it reads no cookie, and some of it never ends
	forJoiners  whom = "joiner"     // for whoever has the class's code
	forMembers  whom = "student"    // for somebody in a class, about themselves
	forOwners   whom = "own"        // for whose run it is, and who teaches
	forDrivers  whom = "driver"     // for who made the run
	forTeachers whom = "instructor" // for who is signed in
)

// routesFor are all routes. A new one has to be entered here before the tests
// pass: with whom it is for.
var routesFor = map[string]whom{
	"POST /lessons/:slug/answers": forAnybody,
	"POST /labs/:slug/answers":    forAnybody,
	"GET /lab-origin":             forAnybody,
	"GET /chooser":                forAnybody,
	"GET /lessons/:slug/sheet":    forTeachers,

	"POST /runs":                   forAnybody,
	"GET /runs/:id":                forOwners,
	"POST /runs/:id/steps/:n":      forDrivers,
	"POST /runs/:id/stop":          forDrivers,
	"POST /runs/:id/seen":          forDrivers,
	"GET /runs/:id/trace":          forOwners,
	"GET /runs/:id/axis":           forOwners,
	"GET /runs/:id/ws":             forDrivers,
	"GET /runs/:id/events":         forDrivers,
	"POST /runs/:id/messages":      forDrivers,
	"GET /runs/:id/recording.json": forOwners,

	// A parcel is of no class; whoever has not made it finds none: see parcel_test.go.
	"POST /parcels":            forAnybody,
	"GET /parcels/:id/ws":      forAnybody,
	"GET /parcels/:id/events":  forAnybody,
	"GET /parcels/:id/crossed": forAnybody,
	"POST /labs/forge/decode":  forAnybody,
	"POST /pairs":              forAnybody,
	"GET /pairs/:id/socket":    forDrivers,
	"GET /pairs/:id/stream":    forDrivers,
	"POST /pairs/:id/reset":    forDrivers,
	"POST /pairs/:id/freeze":   forDrivers,
	"POST /pairs/:id/thaw":     forDrivers,
	"GET /pairs/:id/watch":     forDrivers,
	"GET /pairs/:id/wire":      forDrivers,
	"POST /crowds":             forAnybody,
	"POST /jams":               forAnybody,
	"GET /jams/:id/socket":     forDrivers,
	"GET /jams/:id/stream":     forDrivers,
	"POST /jams/:id/notes":     forDrivers,
	"GET /jams/:id/wire":       forDrivers,

	"GET /live/echo":      forAnyPage,
	"POST /live/echo":     forAnyPage,
	"GET /live/clock":     forAnyPage,
	"GET /live/board":     forAnyPage,
	"POST /live/board":    forAnyPage,
	"GET /live/band":      forAnyPage,
	"GET /live/solo":      forAnyPage,
	"POST /live/solo/cut": forAnyPage,
	"GET /live/burst":     forAnyPage,
	"GET /live/replies":   forAnyPage,
	"POST /live/replies":  forAnyPage,
	"GET /live/tally":     forAnyPage,

	"GET /join":              forAnybody,
	"GET /join/:code":        forJoiners,
	"POST /join/:code":       forJoiners,
	"GET /class":             forMembers,
	"GET /class/stream":      forMembers,
	"GET /class/question":    forMembers,
	"POST /class/answers":    forMembers,
	"POST /class/checks":     forMembers,
	"POST /class/move":       forJoiners,
	"POST /class/leave":      forMembers,
	"POST /class/delete":     forMembers,
	"GET /class/plug/socket": forMembers,
	"GET /class/plug/stream": forMembers,

	"GET /teach/sign-in":   forAnybody,
	"POST /teach/sign-in":  forAnybody,
	"POST /teach/sign-out": forAnybody,
	"GET /teach":           forTeachers,
	"POST /teach":          forTeachers,
	"GET /teach/addresses": forTeachers,
	"POST /teach/address":  forTeachers,

	"GET /teach/classes/:code":               forTeachers,
	"GET /teach/classes/:code/stream":        forTeachers,
	"GET /teach/classes/:code/screen":        forTeachers,
	"GET /teach/classes/:code/asked":         forTeachers,
	"GET /teach/classes/:code/gradebook":     forTeachers,
	"GET /teach/classes/:code/gradebook.csv": forTeachers,
	"POST /teach/classes/:code/roster":       forTeachers,
	"POST /teach/classes/:code/pace":         forTeachers,
	"POST /teach/classes/:code/ask":          forTeachers,
	"POST /teach/classes/:code/close":        forTeachers,
	"POST /teach/classes/:code/reveal":       forTeachers,
	"POST /teach/classes/:code/again":        forTeachers,
	"POST /teach/classes/:code/away":         forTeachers,
	"POST /teach/classes/:code/plug":         forTeachers,
	"POST /teach/classes/:code/end":          forTeachers,
	"POST /teach/classes/:code/archive":      forTeachers,
	"POST /teach/classes/:code/delete":       forTeachers,

	"GET /healthz":     forAnybody,
	"GET /readyz":      forAnybody,
	"GET /metrics":     forAnybody, // on this machine, see TestMetricsAreForTheHost
	"GET /favicon.ico": forAnybody,
}

// routes are those of a Server but its pages in memory, each with the route that
// routesFor has.
func (s *site) routes() map[string]whom {
	s.t.Helper()
	all := map[string]whom{}
	for _, r := range s.web.echo.Routes() {
		if r.Method == echo.RouteNotFound || s.web.memory[r.Path] != nil {
			continue
		}
		of := r.Method + " " + r.Path
		if strings.Contains(r.Path, "/snippets/") {
			all[of] = forAnybody // of each program that a lesson runs in a frame there is one
			continue
		}
		want, known := routesFor[strings.Replace(of, http.MethodHead, http.MethodGet, 1)]
		if !known {
			s.t.Errorf("%s stands in no table: say in routesFor whom it is for", of)
		}
		all[of] = want
	}
	for of := range routesFor {
		if _, there := all[of]; !there {
			s.t.Errorf("%s is no route any more", of)
		}
	}
	return all
}

// another class, with a name for everything that nobody else may see.
type otherClass struct {
	code     string
	student  *browser
	run      string
	secrets  map[string]string
	document string // the class and everyone in it, as the store has them
}

// bravo is a class in which something of everything has happened.
func (s *site) bravo(teacher *browser) *otherClass {
	s.t.Helper()
	b := &otherClass{code: teacher.makes("Bravo course", url.Values{"asks": {"email"}})}
	b.student = s.browser()
	b.student.post("/join/"+b.code, url.Values{"name": {"Beatrice Bravo"}, "identifier": {"beatrice@bravo.test"}}).must(s.t, http.StatusOK)
	walk := b.student.walks("websocket-protocol")
	conn := walk.connect()
	walk.done(1)
	b.run = walk.run.ID
	b.student.answers("frames", "frames-quiz-8", "bravo-key", "A").must(s.t, http.StatusOK)
	teacher.leads(b.code, "/pace", "do", "together", "lesson", "frames").must(s.t, http.StatusNoContent)
	teacher.leads(b.code, "/ask", "question", "frames/frames-quiz-3").must(s.t, http.StatusNoContent)
	b.student.votes(1, 1, "bravo-typed").must(s.t, http.StatusNoContent)
	s.t.Cleanup(func() { walk.over(conn) })
	p := b.student.person()
	b.secrets = map[string]string{
		"the class's title": "Bravo course", "a name": "Beatrice", "an identifier": "beatrice@bravo.test",
		"a personal code": class.ShowCode(p.MoveCode), "a token": b.student.cookie(memberCookie), "an id": p.ID,
		"what was typed": "bravo-typed", "a class's code": class.ShowCode(b.code),
	}
	b.document = s.everything(b.code)
	return b
}

// everything is a class as the store has it, with all that is its people's.
func (s *site) everything(code string) string {
	s.t.Helper()
	ctx := s.t.Context()
	of, err := s.web.store.Class(ctx, code)
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	must(err)
	people, err := s.web.store.People(ctx, code)
	must(err)
	for i := range people {
		people[i].Seen = people[i].Joined
	}
	answers, err := s.web.store.Answers(ctx, code)
	must(err)
	all := []any{of, people, answers}
	for i := range of.Askings {
		votes, err := s.web.store.Votes(ctx, code, i+1)
		must(err)
		all = append(all, votes)
	}
	text, err := json.Marshal(all)
	must(err)
	return string(text)
}

func (b *otherClass) tells(t *testing.T, what, text string, but ...string) {
	t.Helper()
	for name, secret := range b.secrets {
		if strings.Contains(text, secret) && !slices.Contains(but, name) {
			t.Errorf("%s: it has %s of the other class, %q", what, name, secret)
		}
	}
}

// Whoever is in no class, or in another one, gets nothing of a class by any
// route, and changes nothing of it.
func TestNobodyReachesAnotherClass(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	alpha := teacher.makes("Alpha course", nil)
	ada := s.joins(alpha, "Ada")
	b := s.bravo(teacher)

	out := s.browser() // who was in Bravo's class, and left
	out.has(memberCookie, b.student.cookie(memberCookie))
	moved := b.student.person()
	b.student.post("/class/move", url.Values{"code": {b.code}, "personal": {moved.MoveCode}}).must(t, http.StatusOK)
	b.secrets["a token"] = b.student.cookie(memberCookie)
	b.document = s.everything(b.code)

	roles := map[string]string{
		"nobody": "", "a stranger": visitorCookie + "=" + rand.Text(), "a made-up member": memberCookie + "=" + rand.Text() + "; " + instructorCookie + "=" + rand.Text(),
		"an odd cookie": memberCookie + "=x; " + instructorCookie + "=" + strings.Repeat("é", 13), "a student of another class": ada.cookies(), "who was there before": out.cookies(),
		"a token in the wrong place": instructorCookie + "=" + ada.cookie(memberCookie) + "; " + memberCookie + "=" + ada.cookie(visitorCookie),
	}
	all := s.routes()
	for role, cookies := range roles {
		for of, who := range all {
			t.Run(role+" "+strings.ReplaceAll(of, "/", "|"), func(t *testing.T) { s.tries(t, b, of, who, cookies, role == "a student of another class") })
		}
	}
	if now := s.everything(b.code); now != b.document {
		t.Errorf("the class has changed from\n%s\nto\n%s", b.document, now)
	}
}

func (s *site) tries(t *testing.T, b *otherClass, of string, who whom, cookies string, inClass bool) {
	method, path, _ := strings.Cut(of, " ")
	if who == forAnyPage || path == "/class/leave" || path == "/teach/sign-out" || path == "/class/delete" {
		return // they know nothing of any class, or take nothing to tell which
	}
	path = strings.NewReplacer(":slug", "frames", ":n", "2", ":id", b.run, ":code", b.code).Replace(path)
	if who == forMembers && inClass && (strings.HasSuffix(path, "/stream") || strings.HasSuffix(path, "/socket")) {
		return // see TestStreamsAreOfOneClass
	}
	form := url.Values{
		"asking": {"1"}, "round": {"1"}, "answer": {"A"}, "question": {"frames-quiz-8"}, "run": {b.run}, "do": {"next"}, "lesson": {"frames"},
		"code": {b.code}, "personal": {"CDFGHJ"}, "title": {"Made by nobody"}, "sure": {"yes"}, "name": {""},
	}
	got := s.ask(method, path, form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json", "Cookie", cookies)
	switch who {
	case forTeachers:
		if got.StatusCode != http.StatusUnauthorized || method != http.MethodHead && got.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("a script is answered %s, %s", got.Status, got.Header.Get("Content-Type"))
		}
	case forOwners, forDrivers:
		if got.StatusCode != http.StatusForbidden {
			t.Errorf("it is answered %s %.300s", got.Status, got.body)
		}
	case forMembers:
		want := http.StatusUnauthorized
		if path == "/class" {
			want = http.StatusSeeOther // to where one joins
		}
		if !inClass && got.StatusCode != want {
			t.Errorf("it is answered %s", got.Status)
		}
	}
	but := []string{}
	if who == forJoiners {
		but = append(but, "the class's title", "a class's code")
	}
	told := got.body
	for _, values := range got.Header {
		told += strings.Join(values, " ")
	}
	b.tells(t, "as a script", told, but...)
	if got.StatusCode >= http.StatusInternalServerError {
		t.Errorf("it is answered %s", got.Status)
	}

	got = s.ask(method, path, form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html,*/*", "Cookie", cookies)
	b.tells(t, "as a page", got.body, but...)
	if who == forTeachers && method != http.MethodPost {
		want := "/teach/sign-in?" + url.Values{"next": {path}}.Encode()
		if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != want {
			t.Errorf("a reader is led to %q with %s, want %q", got.Header.Get("Location"), got.Status, want)
		}
	}
	if who == forTeachers && method == http.MethodPost && got.StatusCode != http.StatusUnauthorized {
		t.Errorf("a form is answered %s", got.Status)
	}
}

// Who teaches is led back, with what stood in the address.
func TestSigningInLeadsBack(t *testing.T) {
	t.Parallel()
	s, _, code := classSite(t)
	b := s.browser()
	page := b.get(cockpitPath(code)+"/gradebook?lesson=frames&points=best").must(t, http.StatusOK)
	if page.Request.URL.Path != "/teach/sign-in" {
		t.Fatalf("it leads to %s", page.Request.URL)
	}
	next := page.Request.URL.Query().Get("next")
	in := b.post("/teach/sign-in", url.Values{"code": {testToken}, "next": {next}}).must(t, http.StatusOK)
	if got := in.Request.URL.RequestURI(); got != cockpitPath(code)+"/gradebook?lesson=frames&points=best" {
		t.Errorf("it leads to %s", got)
	}
}

// An address of a class is understood however it was typed, and there is nothing
// at one that is none.
func TestTaughtClassesAreFound(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	for typed, status := range map[string]int{
		code: http.StatusOK, strings.ToLower(code): http.StatusOK, class.ShowCode(code): http.StatusOK,
		class.NewCode(): http.StatusNotFound, "x": http.StatusNotFound, "..": http.StatusNotFound, "%00": http.StatusNotFound,
	} {
		if got := teacher.get("/teach/classes/" + typed); got.StatusCode != status {
			t.Errorf("%s: %s, want %d", typed, got.Status, status)
		}
	}
	nowhere := class.NewCode()
	for of, who := range s.routes() {
		method, path, _ := strings.Cut(of, " ")
		if who != forTeachers || !strings.Contains(path, ":code") {
			continue
		}
		got := teacher.send(method, strings.Replace(path, ":code", nowhere, 1), url.Values{"sure": {"yes"}}, "Accept", "application/json")
		if got.StatusCode != http.StatusNotFound {
			t.Errorf("%s of a class that is not there: %s %.200s", of, got.Status, got.body)
		}
	}
}
