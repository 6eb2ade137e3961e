package lessons_test

import (
	"strconv"
	"strings"
	"testing"

	"wirewalk/lessons"
)

// linkedIn is a text of the small lesson that may have links, as it is rendered
// with these terms.
func linkedIn(t *testing.T, why, terms string) string {
	t.Helper()
	text := "why: {asking: a, telling: b, text: " + strconv.Quote(why) + "}\n" + small
	c, ps := load(t, text+"\nterms: ["+terms+"]\n")
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	l := c.Lesson("small")
	return string(l.Blocks(l.Why.Text))
}

func TestTermsAreLinked(t *testing.T) {
	const (
		frame   = `{word: frame, also: [frames], meaning: "A head and a *payload*. More of it."}`
		closing = `{word: Close frame, meaning: Says goodbye.}`
		accept  = `{word: Sec-WebSocket-Accept, meaning: The proof.}`
		mask    = `{word: masking key, meaning: Four bytes.}`
	)
	a := func(id, text string) string {
		return `<a href="/glossary#` + id + `">` + text + `</a>`
	}
	for name, c := range map[string]struct{ text, terms, want string }{
		"the first only":         {`A frame, and a frame.`, frame, `<p>A ` + a("frame", "frame") + `, and a frame.</p>`},
		"another form":           {`Two frames.`, frame, `<p>Two ` + a("frame", "frames") + `.</p>`},
		"as a sentence begins":   {`Frames cross.`, frame, `<p>` + a("frame", "Frames") + ` cross.</p>`},
		"whole words":            {`A timeframe, a framework, a frame-up, a frame’s head.`, frame, `<p>A timeframe, a framework, a frame-up, a ` + a("frame", "frame") + `’s head.</p>`},
		"capitals are its own":   {`To close frame one, send a Close frame.`, closing, `<p>To close frame one, send a ` + a("close-frame", "Close frame") + `.</p>`},
		"the longest":            {`A Close frame is a frame.`, frame + ", " + closing, `<p>A ` + a("close-frame", "Close frame") + ` is a ` + a("frame", "frame") + `.</p>`},
		"the longest again":      {`A Close frame, a Close frame, a frame.`, frame + ", " + closing, `<p>A ` + a("close-frame", "Close frame") + `, a Close frame, a ` + a("frame", "frame") + `.</p>`},
		"not in code":            {"Call `new frame()`, then frame.", frame, `<p>Call <code>new frame()</code>, then ` + a("frame", "frame") + `.</p>`},
		"code that is the term":  {"It is `Sec-WebSocket-Accept`, not `sec-websocket-accept`.", accept, `<p>It is ` + a("sec-websocket-accept", "<code>Sec-WebSocket-Accept</code>") + `, not <code>sec-websocket-accept</code>.</p>`},
		"not in links, headings": {"# frame\n\n[a frame](/x) and *a frame*", frame, "<h1>frame</h1>\n<p><a href=\"/x\">a frame</a> and <em>a " + a("frame", "frame") + "</em></p>"},
		"over a line's end":      {"four masking\nkey bytes\nhere", mask, "<p>four " + a("masking-key", "masking\nkey") + " bytes\nhere</p>"},
		"what it finds is text":  {`a "<frame>" & frame`, `{word: "frame>", meaning: '"<b>" & co'}`, `<p>a &quot;&lt;` + a("frame", "frame&gt;") + `&quot; &amp; frame</p>`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := linkedIn(t, c.text, c.terms); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
			}
		})
	}
}

// Labels, links and what an answer brings stay as they are, and so does a text
// that stands in one of those as well.
func TestTermsAreLinkedInRunningTextOnly(t *testing.T) {
	text := strings.Replace(small, "claim: It opens.", "claim: A frame.", 1)
	text = strings.Replace(text, "why: It must.", "why: A frame is why.", 1)
	c, ps := load(t, text+"\nsnapshot: [{id: s, text: A frame.}, {id: s-2, text: One frame is here.}]\nterms: [{word: frame, meaning: A head and more.}]\n")
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	l := c.Lesson("small")
	for md, html := range map[string]lessons.HTML{
		"claim": l.Inline(l.Experiments[0].Claim), "why": l.Blocks(l.Experiments[0].Why), "the claim's words": l.Inline(l.Snapshot[0].Text),
	} {
		if strings.Contains(string(html), "<a ") {
			t.Errorf("%s has a link: %s", md, html)
		}
	}
	if got := string(l.Inline(l.Snapshot[1].Text)); !strings.Contains(got, `<a href="/glossary#frame"`) {
		t.Errorf("the first place that may have it has no link: %s", got)
	}
	if got := l.Plain(l.Snapshot[1].Text); got != "One frame is here." {
		t.Errorf("without markup: %q", got)
	}
}

func TestTermsHaveAddresses(t *testing.T) {
	const terms = "terms:\n  - {word: last event ID, meaning: One.}\n  - {word: %s, meaning: Two.}\n"
	if _, ps := load(t, small+strings.Replace(terms, "%s", "Last-Event", 1)); len(ps) > 0 {
		t.Fatal(ps)
	}
	wrong(t, small+strings.Replace(terms, "%s", "Last-Event-ID", 1), "word: Last-Event-ID", "have one address, /glossary#last-event-id", "under also")
	wrong(t, small+strings.Replace(terms, "%s", `"⊕"`, 1), `word: "⊕"`, "has no letter or digit", "")
}

// Two terms with one address would be one in the glossary, and the second lost.
func TestGlossaryAddresses(t *testing.T) {
	words := map[string]string{}
	for _, l := range course(t).Lessons() {
		for _, term := range l.Terms {
			id := lessons.TermID(term.Word)
			if id == "" || words[id] != "" && words[id] != term.Word {
				t.Errorf("%s and %s of %s have one address, %q", words[id], term.Word, l.Slug, id)
			}
			words[id] = term.Word
		}
	}
}
