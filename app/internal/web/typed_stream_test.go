package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// lineEnders are what ends a line, or is said to, in some format or other.
var lineEnders = []string{
	"a\nb", "a\rb", "a\r\nb", "a\n\rb", "a\r\r\nb", "a\n\nevent: gone\ndata: x\n\n", "a\r\revent: gone\rdata: x\r\r", "\nid: 9\n", "\rretry: 1\r", "a\u2028b\u2029c\u0085d", "a\x00b", "\x00",
	": comment", "data: x", "\ufeffdata: x", "a\vb\fc", "", "\n", "\r", "\r\n", "tail\n", "tail\r",
}

// parsed are the events of an event stream, as the standard reads them (HTML §9.2.6).
func parsed(t *testing.T, text string) (all []event, ids []string) {
	t.Helper()
	var e event
	var data []string
	for _, line := range regexp.MustCompile(`\r\n|\n|\r`).Split(strings.TrimPrefix(text, "\ufeff"), -1) {
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "":
			if data != nil {
				e.data = strings.Join(data, "\n")
				all = append(all, e)
			}
			e, data = event{}, nil
		case field == "": // a comment
		case field == "event":
			e.name = value
		case field == "data":
			data = append(data, value)
		case field == "id":
			ids = append(ids, value)
		case field == "retry":
			if _, err := strconv.Atoi(value); err != nil || len(all) > 0 {
				t.Errorf("retry: %q after %d events", value, len(all))
			}
		default:
			t.Errorf("a field %q: %.100q", field, value)
		}
	}
	return all, ids
}

func (tp *tape) raw() string {
	tp.mu.Lock()
	defer tp.mu.Unlock()
	return tp.text.String()
}

// What somebody posts is one event, in which lines end as the format can say it.
func TestAPostedTextIsOneEvent(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	reader := s.browser().tape("/live/board?room=soup-4711")
	var want []string
	for _, text := range lineEnders {
		got := s.ask(http.MethodPost, "/live/board?room=soup-4711", text)
		if got.StatusCode == http.StatusNoContent || got.StatusCode == http.StatusOK {
			want = append(want, regexp.MustCompile(`\r\n?`).ReplaceAllString(text, "\n"))
		} else if got.StatusCode != http.StatusBadRequest || text != "" {
			t.Errorf("%q is answered %s", text, got.Status)
		}
	}
	var got []string
	eventually(t, "all of it", func() bool {
		all, ids := parsed(t, reader.raw())
		got = nil
		for _, e := range all {
			if e.name != "" || len(ids) > 0 {
				t.Fatalf("an event %q, ids %q", e.name, ids)
			}
			got = append(got, e.data)
		}
		return len(got) >= len(want)
	})
	if !slices.Equal(got, want) {
		t.Errorf("it fires\n%q, not\n%q", got, want)
	}
}

// What people type in a class makes no event, nor a field of one, on any stream.
func TestWhatIsTypedMakesNoEvent(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	code := teacher.makes("Net\nworks\r\nevent: gone\r\n\r\n\u2028", nil)
	ada := s.joins(code, "Ada\r\nevent: gone\r\n\r\n")
	walk := ada.walks("websocket-protocol")
	tapes := map[string]*tape{
		"class": ada.tape("/class/stream"), "cockpit": teacher.tape(cockpitPath(code) + "/stream"), "screen": teacher.tape(cockpitPath(code) + "/stream?screen"),
		"gradebook": teacher.tape(cockpitPath(code) + "/stream?gradebook"), "trace": ada.tape(walk.run.Page + "/trace"),
	}
	teacher.leads(code, "/ask", "question", "frames/frames-quiz-3").must(t, http.StatusNoContent)
	for i, text := range lineEnders {
		b := s.browser()
		b.post("/join/"+code, url.Values{"name": {"N" + strconv.Itoa(i) + text}}).must(t, http.StatusOK)
		b.votes(1, 1, text)
		ada.answers("frames", "frames-quiz-3", "k"+strconv.Itoa(i), text)
	}
	conn := walk.upTo(4)
	defer conn.Close()
	for _, text := range lineEnders {
		if err := conn.WriteMessage(1, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	teacher.leads(code, "/reveal").must(t, http.StatusNoContent)
	tapes["cockpit"].region("asking", "revealed")
	known := map[string][]string{"class": {"me", "class"}, "cockpit": {"fresh", "class"}, "screen": {"fresh", "class"}, "gradebook": {"fresh", "class"}, "trace": nil}
	eventually(t, "the last message", func() bool { _, ids := parsed(t, tapes["trace"].raw()); return len(ids) > len(lineEnders) })
	for what, tape := range tapes {
		text := tape.raw()
		if end := strings.LastIndex(text, "\n\n"); end >= 0 {
			text = text[:end+2]
		}
		all, ids := parsed(t, text)
		if len(all) == 0 {
			t.Errorf("%s: no event", what)
		}
		for _, e := range all {
			if what != "trace" && !slices.Contains(known[what], e.name) || what == "trace" && !regexp.MustCompile(`^[a-z-]+$`).MatchString(e.name) || e.name == "gone" {
				t.Errorf("%s: an event %q: %.100q", what, e.name, e.data)
			}
			if e.name != "gone" && what != "trace" && !json.Valid([]byte(e.data)) {
				t.Errorf("%s: %q is no JSON: %.100q", what, e.name, e.data)
			}
		}
		last := 0
		for _, id := range ids {
			n, err := strconv.Atoi(id)
			if err != nil || n < last {
				t.Errorf("%s: an id %q after %d", what, id, last)
			}
			last = n
		}
	}
}
