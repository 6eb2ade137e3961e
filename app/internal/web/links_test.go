package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	markup "golang.org/x/net/html"
)

// Every link within the program leads somewhere: to a page, and on it to what
// the fragment names.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	ids := map[string]map[string]bool{} // by path
	links := map[string][]string{}      // by the page they stand on
	for _, path := range s.pagePaths() {
		ids[path], links[path] = idsAndLinks(t, s.get(path).body)
	}
	s.followLinks(ids, links)
}

// followLinks wants each link to lead to a page, and on it to what its fragment
// names. ids are those of the pages that are known already.
func (s *site) followLinks(ids map[string]map[string]bool, links map[string][]string) {
	t := s.t
	t.Helper()
	signedIn := s.signedIn()
	for from, all := range links {
		for _, link := range all {
			to, err := url.Parse(link)
			if err != nil {
				t.Errorf("%s: link %q: %v", from, link, err)
				continue
			}
			if to.Scheme != "" || to.Host != "" {
				continue // standards live elsewhere
			}
			path := to.Path
			if path == "" {
				path = from
			}
			if strings.HasPrefix(path, livePrefix) {
				s.begins(path)
				continue
			}
			if _, known := ids[path]; !known {
				got := s.get(path+"?"+to.RawQuery, "Cookie", signedIn) // run sheets are for who teaches
				if got.StatusCode != http.StatusOK {
					t.Errorf("%s links to %s, which answers %s", from, link, got.Status)
				}
				ids[path], _ = idsAndLinks(t, got.body)
			}
			if to.Fragment != "" && !ids[path][to.Fragment] {
				t.Errorf("%s links to %s, where nothing has that id", from, link)
			}
		}
	}
}

// begins fails where path is not answered with 200. What is live has no end to
// wait for.
func (s *site) begins(path string) {
	s.t.Helper()
	got, err := http.Get(s.URL + path)
	if err != nil {
		s.t.Fatal(err)
	}
	got.Body.Close()
	if got.StatusCode != http.StatusOK {
		s.t.Errorf("%s answers %s", path, got.Status)
	}
}

func idsAndLinks(t *testing.T, page string) (ids map[string]bool, links []string) {
	t.Helper()
	ids = map[string]bool{}
	doc, err := markup.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				ids[a.Val] = true
			case n.Data == "a" && a.Key == "href":
				links = append(links, a.Val)
			}
		}
	}
	return ids, links
}
