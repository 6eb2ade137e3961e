package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"wirewalk/lessons"
)

const runnable = `number: 1
source: P003
title: Small
summary: Small.
minutes: 1
code:
  - {id: script, title: A script, file: snippets/small/one.js, prints: x, run: true}
  - {id: page, title: A page, file: snippets/small/two.html, prints: x, run: true}
  - {id: still, title: Not run, file: snippets/small/one.js, prints: x}
`

func runnableSite(t *testing.T) *site {
	t.Helper()
	c, err := lessons.Load(fstest.MapFS{
		"small.yaml":              {Data: []byte(runnable)},
		"snippets/small/one.js":   {Data: []byte("console.log('<b>' && 1);\n")},
		"snippets/small/two.html": {Data: []byte("<p id=\"x\"></p>\n<script>\n  one();\n</script>\n<script>two();</script>\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return newSite(t, func(o *Options) { o.Course = c })
}

var scriptText = regexp.MustCompile(`(?s)<script(?: type="module")?>(.*?)</script>`)

// In a snippet's page runs what is the snippet's, and nothing else: what a policy
// allows is the hash of each script that stands there.
func TestSnippetFrames(t *testing.T) {
	t.Parallel()
	s := runnableSite(t)
	for path, scripts := range map[string]int{"/lessons/small/snippets/script": 2, "/lessons/small/snippets/page": 3} {
		got := s.get(path, "Host", "classroom.test:8080")
		if got.StatusCode != http.StatusOK || got.Header.Get("ETag") == "" || len(got.Cookies()) != 0 {
			t.Fatalf("%s: %s, %v", path, got.Status, got.Header)
		}
		found := scriptText.FindAllStringSubmatch(got.body, -1)
		if len(found) != scripts || strings.Count(got.body, "<script") != scripts {
			t.Fatalf("%s has %d scripts, want %d:\n%s", path, len(found), scripts, got.body)
		}
		var texts []string
		for _, m := range found {
			texts = append(texts, m[1])
		}
		want := "sandbox allow-scripts; default-src 'none'; script-src " + scriptHashes(texts) +
			"; connect-src 'self' ws://classroom.test:8080; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
		if policy := got.Header.Get("Content-Security-Policy"); policy != want {
			t.Errorf("%s: the policy is\n%s, want\n%s", path, policy, want)
		}
	}
	if got := s.get("/lessons/small/snippets/script"); !strings.Contains(got.body, "\nconsole.log('<b>' && 1);\n</script>") {
		t.Errorf("the code is not what was written: %s", got.body)
	}
	for _, path := range []string{"/lessons/small/snippets/still", "/lessons/small/snippets/none", "/lessons/none/snippets/script"} {
		if got := s.get(path); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, got.Status)
		}
	}
	if got := s.get("/lessons/small"); strings.Count(got.body, "data-snippet=") != 2 || strings.Count(got.body, "data-run-code") != 2 || !strings.Contains(got.body, "css/course.css") {
		t.Error("the lesson has not one button for each of the two that run")
	}
}
