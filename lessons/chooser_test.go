package lessons_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"wirewalk/lessons"
)

func chooser(t *testing.T) *lessons.Chooser {
	t.Helper()
	c, err := lessons.NewChooser(course(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func advise(t *testing.T, query string) lessons.Advice {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return chooser(t).Advise(values)
}

// Apps that everybody knows, and what is right for them.
func TestChooserAdvises(t *testing.T) {
	for _, c := range []struct{ app, query, want string }{
		{"a ticker", "speaks=server&often=soon&carries=text&missed=newest&between=h2&listeners=few", "event-stream"},
		{"a log that must be whole", "speaks=server&often=fast&carries=text&missed=later&between=h2&listeners=many", "event-stream"},
		{"a log in many tabs", "speaks=server&often=soon&carries=text&missed=later&between=tabs&listeners=few", "event-stream"},
		{"the weather", "speaks=server&often=rarely&carries=text&missed=newest&between=h2&listeners=crowd", "polling"},
		{"the weather behind proxies", "speaks=server&often=rarely&carries=text&missed=later&between=proxies&listeners=many", "polling"},
		{"an answer that is being written", "speaks=answer&often=fast&carries=text&missed=newest&between=h2&listeners=few", "fetch-stream"},
		{"an answer that survives a tunnel", "speaks=answer&often=soon&carries=text&missed=later&between=h2&listeners=few", "event-stream-and-fetch"},
		{"an auction", "speaks=sometimes&often=soon&carries=text&missed=later&between=h2&listeners=many", "event-stream-and-fetch"},
		{"a poll in a company", "speaks=sometimes&often=soon&carries=text&missed=newest&between=proxies&listeners=few", "event-stream-and-fetch"},
		{"a poll in many tabs", "speaks=sometimes&often=soon&carries=text&missed=newest&between=tabs&listeners=few", "websocket"},
		{"a busy chat", "speaks=both&often=soon&carries=text&missed=later&between=h2&listeners=many", "websocket"},
		{"a shared drawing", "speaks=both&often=fast&carries=bytes&missed=newest&between=h2&listeners=few", "websocket"},
		{"sensor bytes", "speaks=server&often=soon&carries=bytes&missed=newest&between=h2&listeners=few", "websocket"},
		{"a fast game", "speaks=both&often=fast&carries=bytes&missed=late&between=h2&listeners=few", "datagrams"},
		{"a game of chess", "speaks=both&often=soon&carries=text&missed=later&between=proxies&listeners=few", "websocket"},
		{"nothing but the direction", "speaks=both", "websocket"},
	} {
		a := advise(t, c.query)
		if a.Best == nil || a.Best.Way.ID != c.want {
			t.Errorf("%s, %s: advises %+v, want %s", c.app, c.query, a.Best, c.want)
			continue
		}
		if len(a.Best.For) == 0 {
			t.Errorf("%s: no reason for %s", c.app, c.want)
		}
	}
}

// Every combination of answers, with and without each, has advice that nothing
// rules out, with a reason; and every way is advised for somebody.
func TestChooserAlwaysAdvises(t *testing.T) {
	c := chooser(t)
	advised := map[string]bool{}
	total := 0
	var each func(i int, given map[string][]string)
	each = func(i int, given map[string][]string) {
		if i < len(c.Questions) {
			q := c.Questions[i]
			each(i+1, given)
			for _, a := range q.Answers {
				given[q.ID] = []string{a.ID}
				each(i+1, given)
			}
			delete(given, q.ID)
			return
		}
		total++
		a := c.Advise(given)
		if len(given) == 0 {
			if a.Best != nil || len(a.Open) != len(c.Questions) {
				t.Fatalf("without answers: %+v", a)
			}
			return
		}
		if a.Best.Points < -10 || len(a.Given)+len(a.Open) != len(c.Questions) || len(a.Others) != len(c.Ways)-1 {
			t.Fatalf("%v: %s with %d points, %d open", given, a.Best.Way.ID, a.Best.Points, len(a.Open))
		}
		if len(a.Best.For) == 0 && a.Given["speaks"] != "" {
			t.Fatalf("%v: %s for no reason", given, a.Best.Way.ID)
		}
		for _, turn := range a.Turns {
			if turn.Way.ID == a.Best.Way.ID {
				t.Fatalf("%v: %s turns nothing", given, turn.Answer.ID)
			}
		}
		advised[a.Best.Way.ID] = true
	}
	each(0, map[string][]string{})
	if want := 5 * 4 * 3 * 4 * 4 * 4; total != want {
		t.Errorf("%d combinations, want %d", total, want)
	}
	for _, w := range c.Ways {
		if !advised[w.ID] {
			t.Errorf("nobody is advised to take %s", w.ID)
		}
	}
}

func TestChooserContent(t *testing.T) {
	c := chooser(t)
	if len(c.Questions) != 6 {
		t.Errorf("%d questions", len(c.Questions))
	}
	ways := map[string]bool{}
	for _, w := range c.Ways {
		ways[w.ID] = true
		checkPlaces(t, w.ID, w.Places)
	}
	for _, q := range c.Questions {
		var ids []string
		for _, a := range q.Answers {
			if slices.Contains(ids, a.ID) || url.QueryEscape(a.ID) != a.ID {
				t.Errorf("%s: answer %q", q.ID, a.ID)
			}
			ids = append(ids, a.ID)
			checkPlaces(t, a.ID, a.Places)
			of := map[string]bool{}
			for _, e := range a.Effects {
				if !ways[e.Way] || of[e.Way] || e.Why == "" || e.Weight == 0 {
					t.Errorf("%s=%s: effect %+v", q.ID, a.ID, e)
				}
				of[e.Way] = true
				checkPlaces(t, a.ID, e.Places)
				if c.Inline(e.Why) == "" {
					t.Errorf("%q is not compiled", e.Why)
				}
			}
		}
	}
}

// checkPlaces wants each place of a lesson that the course has to be on its
// page; other lessons may come.
func checkPlaces(t *testing.T, of string, places []string) {
	t.Helper()
	for _, at := range places {
		slug, anchor, _ := strings.Cut(at, "#")
		if l := course(t).Lesson(slug); l != nil && !l.HasAnchor(anchor) {
			t.Errorf("%s: %s is not on its lesson's page", of, at)
		}
	}
}

func TestChooserPlaces(t *testing.T) {
	c := chooser(t)
	for at, want := range map[string]string{
		"sse-stream#step-15":                   "lesson 4, row 15",
		"sse-stream#experiment-who-comes-back": "Who comes back?",
		"sse-stream#opening":                   "First, an answer",
		"websocket-protocol#P003-key-1":        "Why does it begin as HTTP",
		"nothing#step-1 sse-stream#step-4":     "lesson 4, row 4",
		"sse-stream#step-99 sse-stream#step-4": "lesson 4, row 4",
		"sse-stream#why":                       "lesson 4, why",
		"nothing#step-1":                       "",
		"":                                     "",
	} {
		p := c.Place(strings.Fields(at))
		switch {
		case (p == nil) != (want == ""):
			t.Errorf("%q: %+v", at, p)
		case p != nil && (!strings.HasPrefix(p.Name, want) || !strings.HasSuffix(at, strings.TrimPrefix(p.URL(), "/lessons/"))):
			t.Errorf("%q: called %q, at %s", at, p.Name, p.URL())
		}
	}
}

// What cannot be understood is said, and takes nothing else away.
func TestChooserUnderstandsWhatItCan(t *testing.T) {
	a := advise(t, "speaks=server&often=always&carries=&missed="+strings.Repeat("x", 100)+"&unknown=1")
	if a.Best == nil || a.Given["speaks"] != "server" || len(a.Given) != 1 || len(a.Open) != 5 {
		t.Errorf("given %v, open %d", a.Given, len(a.Open))
	}
	if len(a.Unknown) != 2 || a.Unknown[0].Value != "always" || a.Unknown[0].Question.ID != "often" || a.Unknown[1].Value != strings.Repeat("x", 40)+"…" {
		t.Errorf("unknown %+v", a.Unknown)
	}
	if a := advise(t, "speaks=%ff&speaks=both&speaks=server"); a.Given["speaks"] != "both" || len(a.Unknown) != 1 || a.Unknown[0].Value != "\uFFFD" {
		t.Errorf("several values: %v, %+v", a.Given, a.Unknown)
	}
	if a := advise(t, strings.Repeat("speaks=x&", 1000)); len(a.Unknown) > 6 || a.Best != nil {
		t.Errorf("%d unknown answers come back", len(a.Unknown))
	}
}

func TestChooserAddress(t *testing.T) {
	c := chooser(t)
	a := advise(t, "missed=late&speaks=both&often=never")
	if got := c.Address(a.Given); got != "/chooser?speaks=both&missed=late" {
		t.Errorf("address %s", got)
	}
	if got := c.Address(nil); got != "/chooser" {
		t.Errorf("address of nothing: %s", got)
	}
	for _, turn := range a.Turns {
		again := advise(t, strings.TrimPrefix(c.Address(turn.Answers), "/chooser?"))
		if again.Best.Way.ID != turn.Way.ID {
			t.Errorf("%s leads to %s, not to %s", c.Address(turn.Answers), again.Best.Way.ID, turn.Way.ID)
		}
	}
	if len(a.Turns) == 0 {
		t.Error("nothing turns a game")
	}
}
