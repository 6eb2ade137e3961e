package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	markup "golang.org/x/net/html"
)

// What somebody typed may be written from right to left. Each page keeps it in a
// place of its own, or the numbers and names beside it would change theirs.
func TestWhatIsTypedTurnsNothingAround(t *testing.T) {
	t.Parallel()
	const name, title = "שלום (1)", "عمر [2]"
	s := teachSite(t, nil)
	teacher := s.teacher()
	code := teacher.makes(title, url.Values{"asks": {"email"}})
	joins := func(as, identifier string) *browser {
		b := s.browser()
		b.post("/join/"+code, url.Values{"name": {as}, "identifier": {identifier}}).must(t, http.StatusOK)
		return b
	}
	ada := joins(name, "דוגמה@example.org")
	joins(name+" ב", "same@example.org")
	joins(name+" ג", "same@example.org")
	teacher.leads(code, "/ask", "question", "frames/frames-quiz-3").must(t, http.StatusNoContent)
	ada.votes(1, 1, name)
	ada.answers("frames", "frames-quiz-4", "k", name)
	teacher.leads(code, "/reveal").must(t, http.StatusNoContent)
	other := teacher.makes("Networks", nil)
	desk := teacher.tape(cockpitPath(code) + "/stream")
	desk.region("crowd", "of 3")
	regions, _ := desk.shown()
	var fresh strings.Builder
	for _, of := range regions {
		fresh.WriteString(of)
	}
	roster := "Email,Name\nx@example.org," + name + "\nx@example.org," + name + "\nno address " + name + "," + name + "\nSAME@example.org,x\n"
	taken := s.browser().post("/join/"+code, url.Values{"name": {name}, "identifier": {"x@example.org"}}).must(t, http.StatusConflict)
	for what, body := range map[string]string{
		"the cockpit": teacher.get(cockpitPath(code)).body, "what is sent to it": fresh.String(), "the screen": teacher.get(cockpitPath(code) + "/screen").body,
		"the gradebook": teacher.get(cockpitPath(code) + "/gradebook").body, "what was asked": teacher.get(cockpitPath(code) + "/asked").body, "the classes": teacher.get("/teach").body,
		"a roster": teacher.uploads(code, "file", "r.csv", []byte(roster), false).body, "the class": ada.get("/class").body, "a second class": ada.get("/join/" + other).body, "a name that is taken": taken.body,
		"a question": ada.get("/class/question").body,
	} {
		shown := 0
		doc, err := markup.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Type != markup.TextNode || n.Parent.Data == "title" || !strings.ContainsFunc(n.Data, func(r rune) bool { return r >= '\u0590' && r < '\u0700' }) {
				continue
			}
			shown++
			if n.Parent.Data != "bdi" {
				t.Errorf("%s has %q in a %s", what, n.Data, n.Parent.Data)
			}
		}
		if shown == 0 && what != "a question" {
			t.Errorf("%s has nothing of it", what)
		}
	}
}
