package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Whatever is answered, each link of the advice leads to a place that the course
// has, and the answers are still chosen.
func TestChooserLinksAndKeeps(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	ids, links := map[string]map[string]bool{}, map[string][]string{}
	for _, q := range s.web.choices.Questions {
		for _, a := range q.Answers {
			path := "/chooser?" + q.ID + "=" + a.ID
			got := s.get(path)
			if got.StatusCode != http.StatusOK || !strings.Contains(got.body, `value="`+a.ID+`" checked`) || strings.Count(got.body, " checked") != 1 {
				t.Errorf("%s: %s, and the answer is not chosen", path, got.Status)
			}
			if !strings.Contains(got.body, `<meta name="robots" content="noindex"`) {
				t.Errorf("%s may be indexed, and there are thousands like it", path)
			}
			ids[path], links[path] = idsAndLinks(t, got.body)
			for i, link := range links[path] {
				if strings.HasPrefix(link, "#") {
					links[path][i] = path + link
				}
			}
			if !strings.Contains(got.body, "See it: ") {
				t.Errorf("%s: no reason leads into the course", path)
			}
		}
	}
	// A link with a query is looked up whole, as it was fetched.
	for from, all := range links {
		var within []string
		for _, link := range all {
			to, err := url.Parse(link)
			if err != nil {
				t.Fatal(err)
			}
			if to.Path != "/chooser" {
				within = append(within, link)
				continue
			}
			page := strings.TrimSuffix(link, "#"+to.Fragment)
			if ids[page] == nil {
				ids[page], _ = idsAndLinks(t, s.get(page).body)
			}
			if to.Fragment != "" && !ids[page][to.Fragment] {
				t.Errorf("%s links to %s, where nothing has that id", from, link)
			}
		}
		links[from] = within
	}
	s.followLinks(map[string]map[string]bool{}, links)
}

func TestChooserWithoutAnswers(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	got := s.get("/chooser?")
	if got.StatusCode != http.StatusOK || strings.Contains(got.body, `id="advice"`) || strings.Contains(got.body, "noindex") || strings.Contains(got.body, " checked") {
		t.Errorf("without answers: %s %s", got.Status, got.body)
	}
	if again := s.get("/chooser", "If-None-Match", got.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("the same page again: %s", again.Status)
	}
}

// What cannot be understood is told in plain words, and as text.
func TestChooserWithAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	got := s.get("/chooser?speaks=both&often=" + url.QueryEscape(`"><script>go()</script>`))
	for _, want := range []string{"&lt;script&gt;", "is no answer to “How often is there something new?”", `value="both" checked`, "What fits: a WebSocket"} {
		if !strings.Contains(got.body, want) {
			t.Errorf("the page does not have %q", want)
		}
	}
	if strings.Contains(got.body, "<script>go") {
		t.Error("what was sent is markup")
	}
	got = s.get("/chooser?speaks=nobody")
	if got.StatusCode != http.StatusOK || !strings.Contains(got.body, "Nothing to go by yet") {
		t.Errorf("nothing understood: %s", got.Status)
	}
	if got := s.ask(http.MethodPost, "/chooser", ""); got.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %s", got.Status)
	}
}
