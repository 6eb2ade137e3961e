package web

import (
	"fmt"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	dom "golang.org/x/net/html"

	"wirewalk/lessons"
)

// sourcesFile lists for each id of the sources where the lessons teach it.
const sourcesFile = "../../../lessons/testdata/sources.txt"

// counted is how many ids the sources have, by what comes before their last
// number: of the inventory every item of a table or a list, of the fact check
// every heading. An id that ends in no number stands for itself.
var counted = map[string]int{
	"P000-flow": 7, "P000-flow-note": 1, "P000-sample": 4, "P000-sample-note": 1, "P000-row": 5, "P000-exit": 1,
	"P000-var": 2, "P000-key": 2, "P000-quiz": 3, "P000-snap": 5, "P000-transcript": 1,

	"D001-what": 4, "D001-why": 4, "D001-fit": 3, "D001-model-core": 1, "D001-analogy": 1, "D001-diagram": 2,
	"D001-build": 6, "D001-build-4-code": 1, "D001-predict": 4, "D001-hood": 4, "D001-design": 3, "D001-myth": 4,
	"D001-expert": 3, "D001-notuse": 2, "D001-prod": 2, "D001-conn": 3, "D001-pit": 3, "D001-take": 5,

	"A002-intro": 2, "A002-ws": 7, "A002-img": 4, "A002-wsadv": 4, "A002-wsdis": 3, "A002-wsuse": 3, "A002-wss": 7,
	"A002-wscli": 7, "A002-sse": 7, "A002-sseadv": 3, "A002-ssedis": 3, "A002-sseuse": 3, "A002-ssecli": 5, "A002-ssesrv": 9,
	"A002-goal": 1, "A002-nielsen": 1, "A002-exp": 3, "A002-op": 6, "A002-compare": 7, "A002-next": 2,

	"P003-flow": 7, "P003-flow-note": 1, "P003-sample": 3, "P003-sample-note": 1, "P003-row": 10, "P003-exit": 1,
	"P003-var": 3, "P003-key": 3, "P003-quiz": 3, "P003-snap": 5, "P003-transcript": 1,

	"S004-analogy": 12, "S004-code": 2, "S004-take": 3,

	"X": 10,
	"F": 54,
}

// unwritten are the lessons that sources.txt points to and that are not there
// yet. Whoever adds one takes it out of here.
var unwritten = []string{}

// spot is a place on a lesson's page, the id's own where anchor is empty. A walk
// through code has a page of its own, with the slug "choosing/code/stream-page".
type spot struct{ slug, anchor string }

// taught is a line of sources.txt.
type taught struct {
	id    string
	at    []spot
	left  string // why it is left out
	where string // "sources.txt:12"
}

var (
	numbered    = regexp.MustCompile(`^(.*?)-?([0-9]+)$`)
	corrections = regexp.MustCompile(`^F[0-9]{2}$`)
	tensions    = regexp.MustCompile(`^X-[0-9]+$`)
)

// readTaught parses sources.txt, and tells what is no line of it.
func readTaught(text string) (all []taught, wrong []string) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		of := taught{id: id, where: fmt.Sprintf("sources.txt:%d", n)}
		if reason, left := strings.CutPrefix(rest, "-"); left {
			of.left = strings.TrimSpace(reason)
			if of.left == "" {
				wrong = append(wrong, of.where+": "+id+" is left out without a reason")
			}
		} else {
			for at := range strings.SplitSeq(rest, ",") {
				slug, anchor, _ := strings.Cut(strings.TrimSpace(at), "#")
				if slug == "" {
					wrong = append(wrong, of.where+": "+id+" has no anchor")
					continue
				}
				of.at = append(of.at, spot{slug, anchor})
			}
		}
		all = append(all, of)
	}
	return all, wrong
}

// miscounted tells which ids are missing, twice, or none of the sources.
func miscounted(all []taught) (wrong []string) {
	found := map[string]map[string]bool{}
	for _, of := range all {
		prefix, number := of.id, ""
		if m := numbered.FindStringSubmatch(of.id); m != nil {
			prefix, number = m[1], m[2]
		}
		if _, known := counted[prefix]; !known {
			wrong = append(wrong, of.where+": the sources have no "+of.id)
			continue
		}
		if found[prefix] == nil {
			found[prefix] = map[string]bool{}
		}
		if found[prefix][number] {
			wrong = append(wrong, of.where+": "+of.id+" a second time")
		}
		found[prefix][number] = true
	}
	for _, prefix := range slices.Sorted(maps.Keys(counted)) {
		if got := len(found[prefix]); got != counted[prefix] {
			wrong = append(wrong, fmt.Sprintf("%s: %d lines, the sources have %d", prefix, got, counted[prefix]))
		}
		if _, named := found[prefix][""]; named || prefix == "F" {
			continue // the fact check's numbers have gaps
		}
		for n := 1; n <= counted[prefix]; n++ {
			if !found[prefix][fmt.Sprint(n)] {
				wrong = append(wrong, fmt.Sprintf("%s-%d has no line", prefix, n))
			}
		}
	}
	return wrong
}

// lessonPage is what the test wants to know of a page.
type lessonPage struct {
	ids   map[string]*dom.Node
	opens map[string]bool // the popovers that a button opens
}

func newLessonPage(t *testing.T, body string) lessonPage {
	t.Helper()
	doc, err := dom.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	p := lessonPage{ids: map[string]*dom.Node{}, opens: map[string]bool{}}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			switch a.Key {
			case "id":
				p.ids[a.Val] = n
			case "popovertarget":
				p.opens[a.Val] = true
			}
		}
	}
	return p
}

// find is the element that teaches id at s, nil where there is none.
func (p lessonPage) find(id string, s spot) *dom.Node {
	if s.anchor != "" {
		return p.ids[s.anchor]
	}
	for _, anchor := range []string{id, "q-" + id, "note-" + id} {
		if n := p.ids[anchor]; n != nil {
			return n
		}
	}
	return nil
}

// deadAnchors tells which places of all are not on the pages of their lessons.
func deadAnchors(all []taught, pages map[string]lessonPage) (wrong []string) {
	for _, of := range all {
		for _, s := range of.at {
			p, there := pages[s.slug]
			switch {
			case !there && slices.Contains(unwritten, s.slug):
				continue
			case !there:
				wrong = append(wrong, fmt.Sprintf("%s: %s is said to be in %s, which is no lesson", of.where, of.id, s.slug))
				continue
			}
			n := p.find(of.id, s)
			switch {
			case n == nil:
				wrong = append(wrong, fmt.Sprintf("%s: %s is not on the page of %s%s", of.where, of.id, s.slug, anchored(s)))
			case corrections.MatchString(of.id) && !corrects(n, of.id, p):
				wrong = append(wrong, fmt.Sprintf("%s: %s is no correction in %s that says what is claimed and what is true, and that a button opens", of.where, of.id, s.slug))
			case tensions.MatchString(of.id) && !disagrees(n, of.id, p):
				wrong = append(wrong, fmt.Sprintf("%s: %s in %s does not say who disagrees and what decides, in a card that is met", of.where, of.id, s.slug))
			case len(words(n)) == 0:
				wrong = append(wrong, fmt.Sprintf("%s: %s in %s%s is empty", of.where, of.id, s.slug, anchored(s)))
			}
		}
	}
	return wrong
}

func anchored(s spot) string {
	if s.anchor == "" {
		return ""
	}
	return "#" + s.anchor
}

// disagrees says whether n is the card of a disagreement: at least two sides and
// what decides, on the page or opened by a button that is on it.
func disagrees(n *dom.Node, id string, p lessonPage) bool {
	sides := 0
	for d := range n.Descendants() {
		if d.Data == "dt" {
			sides++
		}
	}
	return p.ids["note-"+id] == n && (n.Data == "section" || p.opens["note-"+id]) &&
		strings.Contains(strings.Join(words(n), " "), "What decides") && sides >= 3
}

// corrects says whether n is the popover of a correction that is shown: what is
// claimed, what is true, and somewhere on the page a button for it.
func corrects(n *dom.Node, id string, p lessonPage) bool {
	text := " " + strings.Join(words(n), " ") + " "
	_, claim, _ := strings.Cut(text, " The source says ")
	claim, truth, both := strings.Cut(claim, " What is true ")
	return p.ids["note-"+id] == n && p.opens["note-"+id] && both && len(strings.Fields(claim)) >= 3 && len(strings.Fields(truth)) >= 8
}

func words(n *dom.Node) []string {
	var all []string
	for d := range n.Descendants() {
		if d.Type == dom.TextNode {
			all = append(all, strings.Fields(d.Data)...)
		}
	}
	return all
}

// Nothing of the sources is missing: each id has a line, each line leads to a
// place that is on the lesson's page, and what is wrong in them is corrected in
// every lesson that meets it.
func TestNothingOfTheSourcesIsMissing(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(sourcesFile)
	if err != nil {
		t.Fatal(err)
	}
	all, wrong := readTaught(string(text))
	s := newSite(t, nil)
	pages := map[string]lessonPage{}
	for _, l := range realCourse(t).Lessons() {
		page := newLessonPage(t, s.get("/lessons/"+l.Slug).body)
		// What an experiment is about is corrected when its prediction has been made.
		for _, x := range l.Experiments {
			answer := s.post("/lessons/"+l.Slug+"/answers", url.Values{"question": {x.Predict.ID}, "answer": {x.Predict.Options[0].ID}})
			maps.Copy(page.opens, newLessonPage(t, answer.body).opens)
		}
		pages[l.Slug] = page
		for i := range l.Walks {
			pages[strings.TrimPrefix(l.Walks[i].Path(), "/lessons/")] = newLessonPage(t, s.get(l.Walks[i].Path()).body)
		}
		if slices.Contains(unwritten, l.Slug) {
			t.Errorf("%s is there: take it out of unwritten", l.Slug)
		}
	}
	for _, w := range slices.Concat(wrong, miscounted(all), deadAnchors(all, pages)) {
		t.Error(w)
	}
}

// What the test above is for, it finds.
func TestGapsOfTheSourcesAreFound(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(sourcesFile)
	if err != nil {
		t.Fatal(err)
	}
	page := newLessonPage(t, `<p id="P003-flow-2"></p><p id="P003-flow-3">Yes</p><button popovertarget="note-F14"></button>
		<div id="note-F13">The source says this and that. What is true is long enough to be read by somebody.</div>
		<div id="note-F14">The source says this and that. What is true is long enough to be read by somebody.</div>
		<button popovertarget="note-X-3"></button><div id="note-X-3">The sources disagree. <dl><dt>One</dt><dt>What decides</dt></dl></div>
		<button popovertarget="note-X-1"></button><div id="note-X-1">The sources disagree. <dl><dt>One</dt><dt>Other</dt><dt>What decides</dt></dl></div>`)

	for name, c := range map[string]struct{ from, to, says string }{
		"a line is gone":     {"\nP003-row-7 ", "\n# P003-row-7 ", "P003-row-7 has no line"},
		"one too many":       {"\nP003-row-10 ", "\nP003-row-11 websocket-protocol\nP003-row-10 ", "P003-row: 11 lines, the sources have 10"},
		"twice":              {"\nP003-row-7 ", "\nP003-row-8 websocket-protocol\nP003-row-7 ", "P003-row-8 a second time"},
		"unknown":            {"\nP003-row-7 ", "\nP003-rows-7 ", "the sources have no P003-rows-7"},
		"a correction":       {"\nF13 ", "\n# F13 ", "F: 53 lines, the sources have 54"},
		"no reason":          {"A002-img-1         - a picture", "A002-img-1 -\n# a picture", "A002-img-1 is left out without a reason"},
		"no anchor":          {"\nP003-row-7 ", "\nP003-row-7\n# ", "P003-row-7 has no anchor"},
		"no such lesson":     {"\nP003-row-7         websocket", "\nP003-row-7 web-socket", "web-socket-protocol, which is no lesson"},
		"a dead anchor":      {"", "", "P003-flow-1 is not on the page of websocket-protocol"},
		"a dead place":       {"", "", "P003-flow-note is not on the page of websocket-protocol#flow-note"},
		"an empty element":   {"", "", "P003-flow-2 in websocket-protocol is empty"},
		"nobody opens it":    {"", "", "F13 is no correction in websocket-protocol"},
		"nothing disagrees":  {"", "", "X-3 in websocket-protocol does not say who disagrees"},
		"but who does":       {"\nX-1                websocket-instead-of-sse", "\nX-1 websocket-protocol", "!X-1 in "},
		"but what is there":  {"", "", "!P003-flow-3 "},
		"and what is opened": {"", "", "!F14 is no correction"},
	} {
		changed := strings.Replace(string(text), c.from, c.to, 1)
		if c.from != "" && changed == string(text) {
			t.Fatalf("%s: sources.txt has no %q", name, c.from)
		}
		all, wrong := readTaught(changed)
		told := strings.Join(slices.Concat(wrong, miscounted(all), deadAnchors(all, map[string]lessonPage{"websocket-protocol": page})), "\n")
		says, not := strings.CutPrefix(c.says, "!")
		if strings.Contains(told, says) == not {
			t.Errorf("%s: want %s in\n%s", name, c.says, told)
		}
	}
}

// An id of a lesson becomes an element's on its page: the checker must know
// those that the page has of its own.
func TestPageIDsAreReserved(t *testing.T) {
	t.Parallel()
	for _, l := range realCourse(t).Lessons() {
		own := map[string]bool{}
		text, err := os.ReadFile("../../../lessons/content/" + l.Slug + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\bid: "?([A-Za-z0-9-]+)`).FindAllStringSubmatch(string(text), -1) {
			own[m[1]], own[m[1]+"-note"], own[m[1]+"-title"] = true, true, true
		}
		for id := range newLessonPage(t, newSite(t, nil).get("/lessons/"+l.Slug).body).ids {
			if !own[id] && !lessons.PageID(id) {
				t.Errorf("%s: the page has an element %q of its own, which lessons.PageID does not know", l.Slug, id)
			}
		}
	}
}
