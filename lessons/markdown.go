package lessons

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"html"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

// HTML is markup that is safe to write into a page as it is.
type HTML string

// bytesPlaceholder stands in a step's sentence for the bytes that crossed.
const bytesPlaceholder = "{bytes}"

// compiled is a lesson's Markdown and code, rendered once by Load.
type compiled struct {
	inline, blocks map[string]HTML
	plain          map[string]string
	samples        map[string][]HTML // by the sample's id
}

// Inline is a text of this lesson that is marked Markdown, inline. A text that
// is not of this lesson is escaped and otherwise left as it is.
func (l *Lesson) Inline(md string) HTML {
	if h, ok := l.compiled.inline[md]; ok {
		return h
	}
	return HTML(html.EscapeString(md))
}

// Blocks is a text of this lesson that is marked Markdown, blocks. A text that
// is not of this lesson is escaped within one paragraph.
func (l *Lesson) Blocks(md string) HTML {
	if h, ok := l.compiled.blocks[md]; ok {
		return h
	}
	return HTML("<p>" + html.EscapeString(md) + "</p>")
}

// Plain is an inline text of this lesson without its markup, for a title, a
// status line or an attribute; it is not escaped.
func (l *Lesson) Plain(md string) string {
	if t, ok := l.compiled.plain[md]; ok {
		return t
	}
	return md
}

// SampleLines are the lines of a sample of this lesson, without line ends.
// Words are marked with chroma's class for their category: k keyword, s
// string, m number, c comment. The rest is bare text.
func (l *Lesson) SampleLines(s *Sample) []HTML { return l.compiled.samples[s.ID] }

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

// compile renders every text of the lesson and of the pages of its walks, and its
// code. The first mention of each of the terms in a page's running text becomes a
// link to the glossary.
func (l *Lesson) compile(terms []Entry) error {
	samples := map[string][]HTML{}
	var failed error
	for i := range l.Code {
		lines, err := highlight(l.Code[i].Language, l.Code[i].Source)
		failed = errors.Join(failed, err)
		samples[l.Code[i].ID] = lines
	}
	failed = errors.Join(failed, l.compileTexts(terms, samples))
	for i := range l.Walks {
		w := &l.Walks[i]
		w.page.Summary = l.Plain(w.Summary)
		failed = errors.Join(failed, w.page.compileTexts(terms, samples))
	}
	return failed
}

// compileTexts renders every text of one page, which shows these samples.
func (l *Lesson) compileTexts(terms []Entry, samples map[string][]HTML) error {
	l.compiled = compiled{inline: map[string]HTML{}, blocks: map[string]HTML{}, plain: map[string]string{}, samples: samples}
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
	var failed error
	for _, w := range all {
		md := bare
		if mayLink[w.path] && times[w.text] == 1 { // else it also stands where a link may not
			md = linking
		}
		if _, known := l.compiled.blocks[w.text]; w.kind == "blocks" && !known {
			h, err := md.blocks(w.text)
			failed = errors.Join(failed, err)
			l.compiled.blocks[w.text] = h
		}
		if _, known := l.compiled.inline[w.text]; w.kind == "inline" && !known {
			h, err := md.inline(w.text)
			if err != nil {
				failed = errors.Join(failed, fmt.Errorf("%s: %w", w.path, err))
			}
			l.compiled.inline[w.text] = h
			l.compiled.plain[w.text] = plain(h)
		}
	}
	return failed
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

// sectionOf is where what stands under a key of the lesson is read, by the key.
var sectionOf = map[string]string{
	"opening": "", "needs": "why", "why": "why", "flow": "flow", "script": "walkthrough", "tracker": "walkthrough",
	"keyMoments": "key-moments", "code": "code", "experiments": "experiments", "quiz": "quiz",
	"snapshot": "snapshot", "transcript": "snapshot", "recall": "recall",
}

// markdown checks that what is marked inline is.
func (c *checker) markdown() {
	md := newMarkdown()
	eachTagged(reflect.ValueOf(c.l), "", "md", func(path, kind, text string) {
		if kind != "inline" {
			return
		}
		if _, err := md.inline(text); err != nil {
			c.say(path, "write one paragraph, without lists and headings", "%v", err)
		}
	})
}

// markdown renders CommonMark without raw HTML: tags in a lesson are text.
type markdown struct {
	goldmark.Markdown
	links *linker // nil: terms stay as they are
}

func newMarkdown() markdown {
	without := func(all []util.PrioritizedValue, priority int) []util.PrioritizedValue {
		var rest []util.PrioritizedValue
		for _, p := range all {
			if p.Priority != priority {
				rest = append(rest, p)
			}
		}
		return rest
	}
	// goldmark names its parsers by priority alone: 900 is the HTML block, 400
	// the inline tag. A test holds both.
	return markdown{Markdown: goldmark.New(goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(without(parser.DefaultBlockParsers(), 900)...),
		parser.WithInlineParsers(without(parser.DefaultInlineParsers(), 400)...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		parser.WithASTTransformers(util.Prioritized(termLinks{}, 0)),
	)))}
}

func (m markdown) blocks(text string) (HTML, error) {
	var b bytes.Buffer
	pc := parser.NewContext()
	pc.Set(linkerKey, m.links)
	if err := m.Convert([]byte(text), &b, parser.WithContext(pc)); err != nil {
		return "", err
	}
	return HTML(strings.TrimSpace(b.String())), nil
}

func (m markdown) inline(text string) (HTML, error) {
	h, err := m.blocks(text)
	if err != nil {
		return "", err
	}
	body, opens := strings.CutPrefix(string(h), "<p>")
	body, closes := strings.CutSuffix(body, "</p>")
	if !opens || !closes || strings.Contains(body, "<p>") {
		return "", errors.New("this text is one line of Markdown, not blocks")
	}
	return HTML(body), nil
}

// plain takes the tags out of h, which goldmark wrote: it has no raw HTML, so
// every < starts a tag.
func plain(h HTML) string {
	var b strings.Builder
	for s := string(h); s != ""; {
		before, rest, tag := strings.Cut(s, "<")
		b.WriteString(before)
		if !tag {
			break
		}
		_, s, _ = strings.Cut(rest, ">")
	}
	return html.UnescapeString(b.String())
}
