package lessons

import (
	"cmp"
	"html"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// bytesPlaceholder stands in a step's sentence for the bytes that crossed.
const bytesPlaceholder = "{bytes}"

// compiled is a page's Markdown and code, rendered once.
type compiled struct {
	inline, blocks map[string]HTML
	plain          map[string]string
	samples        map[string][]HTML // by the sample's id
}

// Inline is a text of this lesson that is marked Markdown, inline. A text that
// is not of this lesson is escaped and otherwise left as it is.
func (l *Lesson) Inline(md string) HTML {
	if h, ok := l.texts().inline[md]; ok {
		return h
	}
	return HTML(html.EscapeString(md))
}

// Blocks is a text of this lesson that is marked Markdown, blocks. A text that
// is not of this lesson is escaped within one paragraph.
func (l *Lesson) Blocks(md string) HTML {
	if h, ok := l.texts().blocks[md]; ok {
		return h
	}
	return HTML("<p>" + html.EscapeString(md) + "</p>")
}

// Plain is an inline text of this lesson without its markup, for a title, a
// status line or an attribute; it is not escaped.
func (l *Lesson) Plain(md string) string {
	if t, ok := l.texts().plain[md]; ok {
		return t
	}
	return md
}

// SampleLines are the lines of a sample of this lesson, without line ends.
// Words are marked with chroma's class for their category: k keyword, s
// string, m number, c comment. The rest is bare text.
func (l *Lesson) SampleLines(s *Sample) []HTML { return l.texts().samples[s.ID] }

// Say is a step's one sentence, as HTML and as plain text, with the bytes that
// crossed. It is empty for a step that the script does not have.
func (s *Script) Say(step int, crossed int64) (HTML, string) {
	st := s.Step(step)
	if st == nil {
		return "", ""
	}
	n := strconv.FormatInt(crossed, 10)
	return HTML(strings.ReplaceAll(string(s.lesson.Inline(st.Say)), bytesPlaceholder, n)),
		strings.ReplaceAll(s.lesson.Plain(st.Say), bytesPlaceholder, n)
}

// compileLater lets the texts of the lesson and of the pages of its walks, and its
// code, be rendered when the first of them is asked for: few who start Wirewalk open
// every lesson, and none in the first second. The first mention of each of the terms
// in a page's running text becomes a link to the glossary.
func (l *Lesson) compileLater(terms []Entry) {
	samples := sync.OnceValue(func() map[string][]HTML {
		lines := map[string][]HTML{}
		for i := range l.Code {
			lines[l.Code[i].ID] = highlight(l.Code[i].Language, l.Code[i].Source)
		}
		return lines
	})
	l.compiled = sync.OnceValue(func() compiled { return l.compile(terms, samples()) })
	for i := range l.Walks {
		page := l.Walks[i].page
		page.compiled = sync.OnceValue(func() compiled { return page.compile(terms, samples()) })
	}
}

// texts are all of the lesson's texts and code. Of a lesson that was not loaded
// there are none.
func (l *Lesson) texts() compiled {
	if l.compiled == nil {
		return compiled{}
	}
	return l.compiled()
}

// compile renders every text of one page, which shows these samples. Load has checked
// that what is marked inline is; what is not stays as it was written.
func (l *Lesson) compile(terms []Entry, samples map[string][]HTML) compiled {
	c := compiled{inline: map[string]HTML{}, blocks: map[string]HTML{}, plain: map[string]string{}, samples: samples}
	bare, linking := newMarkdown(), newMarkdown()
	linking.links = newLinker(l, terms)
	type written struct {
		path, kind, text string
		place            int
	}
	var all []written
	times, mayLink := map[string]int{}, map[string]bool{} // by text, by path
	eachTagged(reflect.ValueOf(l), "", "md", func(path, kind, text string) {
		all = append(all, written{path, kind, text, l.placeOf(path)})
		times[text]++
	})
	eachTagged(reflect.ValueOf(l), "", "terms", func(path, _, _ string) { mayLink[path] = !l.onWalk(path) })
	slices.SortStableFunc(all, func(a, b written) int { return cmp.Compare(a.place, b.place) })
	for _, w := range all {
		md := bare
		if mayLink[w.path] && times[w.text] == 1 { // else it also stands where a link may not
			md = linking
		}
		if _, known := c.blocks[w.text]; w.kind == "blocks" && !known {
			c.blocks[w.text] = md.blocks(w.text)
		}
		if _, known := c.inline[w.text]; w.kind == "inline" && !known {
			if h, ok := md.inline(w.text); ok {
				c.inline[w.text] = h
				c.plain[w.text] = plain(h)
			}
		}
	}
	return c
}

// placeOf is where on the page the text at path stands, as a number that grows
// from top to bottom.
func (l *Lesson) placeOf(path string) int {
	key, i := itemOf(path)
	at, known := sectionOf[key]
	before := 0
	if key == "parts" {
		at, known, before = l.Parts[i].Before, true, 1
	}
	if !known {
		return 2 * len(Sections()) // corrections, disagreements: the end of the page
	}
	return 2*slices.Index(Sections(), at) + 1 - before
}

// sectionOf is where what stands under a key of the lesson is read, by the key;
// "" is before all sections.
var sectionOf = map[string]string{
	"lab": "", "opening": "", "needs": "why", "why": "why", "flow": "flow", "script": "walkthrough", "tracker": "walkthrough",
	"keyMoments": "key-moments", "code": "code", "experiments": "experiments", "quiz": "quiz",
	"snapshot": "snapshot", "transcript": "snapshot", "recall": "recall",
}
