package pages_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"wirewalk/lessons"
	"wirewalk/views/pages"
)

// sheetOf renders the run sheet of a lesson, with its text by the heading of
// each key.
func sheetOf(t *testing.T, c *lessons.Course, slug string) (string, map[string]string) {
	t.Helper()
	page, doc := render(t, pages.Sheet(pages.SheetProps{Course: c, Lesson: c.Lesson(slug)}))
	checkPage(t, slug+", sheet", doc)
	keys := map[string]string{}
	for _, n := range elements(doc) {
		if class, _ := attr(n, "class"); class != "key" {
			continue
		}
		text := strings.Join(strings.Fields(textOf(n)), " ")
		for _, h := range elements(n) {
			if h.Data == "h3" {
				keys[strings.TrimSpace(textOf(h))] = text
			}
		}
	}
	return page, keys
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// A sheet has every question of its lesson, with something that is right and
// everything that an answer would be told.
func TestSheetHasAllKeys(t *testing.T) {
	c := course(t)
	sheets := 0
	for _, l := range c.Lessons() {
		if l.Sheet == nil {
			continue
		}
		sheets++
		page, keys := sheetOf(t, c, l.Slug)
		all := questions(l)
		if len(keys) != len(all) {
			t.Errorf("%s: %d keys for %d questions", l.Slug, len(keys), len(all))
		}
		for where, text := range keys {
			if !strings.Contains(text, "Right: ") || strings.Contains(text, "Right: Wrong") {
				t.Errorf("%s, %s: nothing is right: %s", l.Slug, where, text)
			}
		}
		for _, q := range all {
			for _, s := range secretsOf(&q) {
				// What happened is said of a run alone, and a right click has the words of its field.
				if s != "" && s != q.Happened && s != q.Right && !says(page, l, s) {
					t.Errorf("%s, %s: the sheet does not say %q", l.Slug, q.ID, s)
				}
			}
		}
		for _, s := range l.Sheet.Stops {
			if !strings.Contains(page, `href="/lessons/`+l.Slug+"#"+s.At+`"`) {
				t.Errorf("%s: the sheet does not lead to %s", l.Slug, s.At)
			}
		}
		if !strings.Contains(page, `content="noindex"`) {
			t.Errorf("%s: the sheet may be found by chance", l.Slug)
		}
	}
	if sheets == 0 {
		t.Error("no lesson has a sheet")
	}
}

// The keys of one question of each kind, as they are read aloud.
func TestSheetKeysOfEachKind(t *testing.T) {
	for _, c := range []struct{ slug, where, want string }{
		{"websocket-protocol", "Question 1", "✓Right: Open The"},
		{"websocket-protocol", "Question 1", "✗Wrong: Closed Closed comes at the very end"},
		{"websocket-protocol", "Before row 5", "✓Right: 11, the text, a head of two bytes and a masking key of four Two for the head"},
		{"websocket-protocol", "And if it answers something else?", "✓Right: With 404: error, then close"},
		{"frames", "Before row 12", "✓Right: Nothing at all"},
		{"frames", "Question 4", "✓Right: 65536 The length counts the payload alone"},
		{"frames", "Question 4", "✗Wrong: Payload len, 127 That is the sign"},
		{"frames", "Question 5", "✓Right: 1. FIN and the opcode"},
		{"frames", "Question 6", "✓Right: 0x1: text"},
		{"frames", "Question 6", "✗Wrong: Ping, where it does not belong"},
		{"sse-stream", "Before row 21", "✓Right: 2, and your browser never asks again"},
		{"sse-stream", "Question 3", "✓Right: 2 It is the id of step 7"},
		{"sse-stream", "Question 3", "✗Wrong: anything else It is the id of the last event"},
	} {
		if _, keys := sheetOf(t, course(t), c.slug); !strings.Contains(keys[c.where], c.want) {
			t.Errorf("%s, %s does not have %q: %s", c.slug, c.where, c.want, keys[c.where])
		}
	}
	_, keys := sheetOf(t, course(t), "frames")
	clicked := 0
	for _, text := range keys {
		if strings.Contains(text, ", byte 1") || strings.Contains(text, ", byte 2") || strings.Contains(text, ", bytes ") {
			clicked++
		}
	}
	if clicked == 0 {
		t.Error("no key of a click names its bytes")
	}
}
