package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A form that is refused comes back as it was filled in. The field that was wrong
// says so, is described by the refusal, and has the focus; no other has it.
func TestARefusedFormComesBack(t *testing.T) {
	t.Parallel()
	_, teacher, code := classSite(t)
	asking := teacher.post("/teach", url.Values{"title": {"Asks"}, "lesson": {"frames"}, "asks": {"email"}}).must(t, http.StatusOK)
	asks := strings.TrimPrefix(asking.Request.URL.Path, "/teach/classes/")
	guest := teacher.site.browser()
	teacher.site.joins(code, "Ada")
	long := strings.Repeat("x", 81)
	for what, c := range map[string]struct {
		got     answered
		status  int
		field   string // its name
		says    string
		keeps   []string // markup that holds what was typed
		forgets string
	}{
		"a code of no class": {
			guest.get("/join?code=nonsense"), http.StatusNotFound, "code", "A code has eight letters", []string{`value="nonsense"`}, "",
		},
		"no name": {
			guest.post("/join/"+asks, url.Values{"name": {"  "}, "identifier": {"ada@example.org"}}), http.StatusUnprocessableEntity,
			"name", "Type a name", []string{`value="ada@example.org"`}, "",
		},
		"a name that is taken": {
			guest.post("/join/"+code, url.Values{"name": {"Ada"}}), http.StatusConflict, "name", "Somebody is here by that name", []string{`value="Ada"`}, "",
		},
		"no address": {
			guest.post("/join/"+asks, url.Values{"name": {"Bo"}, "identifier": {"nowhere"}}), http.StatusUnprocessableEntity,
			"identifier", "Type your e-mail address", []string{`value="Bo"`, `value="nowhere"`}, "",
		},
		"somebody else’s personal code": {
			guest.post("/class/move", url.Values{"code": {code}, "personal": {"ABC-DEF"}}), http.StatusNotFound,
			"personal", "Nobody in this class has that", []string{`value="ABC-DEF"`}, "",
		},
		"no code to sign in with": {
			guest.post("/teach/sign-in", url.Values{"code": {"no such code"}}), http.StatusUnauthorized, "code", "That code is used up", nil, "no such code",
		},
		"a title that is too long": {
			teacher.post("/teach", url.Values{"title": {long}, "lesson": {"frames"}, "naming": {"pseudonym"}, "asks": {"number"}}), http.StatusUnprocessableEntity,
			"title", "A class needs a title", []string{`value="` + long + `"`, `value="frames" checked`, `value="pseudonym" checked`, `value="number" checked`}, `value="choosing" checked`,
		},
		"no lesson": {
			teacher.post("/teach", url.Values{"title": {"Networks, Tuesday"}}), http.StatusUnprocessableEntity,
			"lesson", "A class needs a lesson", []string{`value="Networks, Tuesday"`}, `value="frames" checked`,
		},
		"no roster": {
			teacher.uploads(asks, "file", "r.csv", nil, false), http.StatusUnprocessableEntity, "file", "The file is empty", nil, "",
		},
	} {
		t.Run(what, func(t *testing.T) {
			body := c.got.must(t, c.status).body
			focused := autofocused.FindAllString(body, -1)
			if len(focused) != 1 || !strings.Contains(focused[0], `name="`+c.field+`"`) {
				t.Fatalf("the focus goes to %q, want the field %s", focused, c.field)
			}
			says := focused[0]
			if c.field == "lesson" { // one of a group, which is what is wrong
				says = group.FindString(body)
			} else if !strings.Contains(says, `aria-invalid="true"`) {
				t.Errorf("the field is not said to be wrong: %s", says)
			}
			ids := describedBy.FindStringSubmatch(says)
			if ids == nil || !slices.ContainsFunc(strings.Fields(ids[1]), func(id string) bool {
				_, from, found := strings.Cut(body, `id="`+id+`"`)
				return found && strings.Contains(from[:min(len(from), 200)], c.says)
			}) {
				t.Errorf("%s is described by %q, and none of it says %q", c.field, ids, c.says)
			}
			for _, kept := range c.keeps {
				if !strings.Contains(body, kept) {
					t.Errorf("what was typed is lost: no %s", kept)
				}
			}
			if c.forgets != "" && strings.Contains(body, c.forgets) {
				t.Errorf("it says again %q", c.forgets)
			}
		})
	}
}

var (
	autofocused = regexp.MustCompile(`<[a-z]+ [^>]*autofocus[^>]*>`)
	describedBy = regexp.MustCompile(`aria-describedby="([^"]*)"`)
	group       = regexp.MustCompile(`<fieldset aria-describedby[^>]*>`)
)
