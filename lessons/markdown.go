package lessons

import (
	"bufio"
	"bytes"
	"html"
	"reflect"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// HTML is markup that is safe to write into a page as it is.
type HTML string

// markdown checks that what is marked inline is.
func (c *checker) markdown() {
	md := newMarkdown()
	eachTagged(reflect.ValueOf(c.l), "", "md", func(path, kind, written string) {
		if kind != "inline" {
			return
		}
		if !isParagraph(md.parse([]byte(written))) {
			c.say(path, "write one paragraph, without lists and headings", "this text is one line of Markdown, not blocks")
		}
	})
}

// markdown renders CommonMark without raw HTML: tags in a lesson are text.
// It is for one goroutine.
type markdown struct {
	goldmark.Markdown
	links *linker // nil: terms stay as they are
	html  *bytes.Buffer
	out   *bufio.Writer // into html; goldmark would make one for each text
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
	written := new(bytes.Buffer)
	// goldmark names its parsers by priority alone: 900 is the HTML block, 400
	// the inline tag. A test holds both.
	return markdown{html: written, out: bufio.NewWriter(written), Markdown: goldmark.New(goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(without(parser.DefaultBlockParsers(), 900)...),
		parser.WithInlineParsers(without(parser.DefaultInlineParsers(), 400)...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		parser.WithASTTransformers(util.Prioritized(termLinks{}, 0)),
	)))}
}

func (m markdown) parse(source []byte) ast.Node {
	pc := parser.NewContext()
	pc.Set(linkerKey, m.links)
	return m.Parser().Parse(text.NewReader(source), parser.WithContext(pc))
}

// isParagraph reports whether a document is a single one.
func isParagraph(doc ast.Node) bool {
	return doc.ChildCount() == 1 && doc.FirstChild().Kind() == ast.KindParagraph
}

// render never fails: what it writes into is memory.
func (m markdown) render(doc ast.Node, source []byte) string {
	m.html.Reset()
	m.out.Reset(m.html)
	_ = m.Renderer().Render(m.out, source, doc)
	return strings.TrimSpace(m.html.String())
}

func (m markdown) blocks(source string) HTML {
	return HTML(m.render(m.parse([]byte(source)), []byte(source)))
}

// inline is one paragraph without its tags; false where the text is more than one.
func (m markdown) inline(source string) (HTML, bool) {
	doc := m.parse([]byte(source))
	if !isParagraph(doc) {
		return "", false
	}
	body := m.render(doc, []byte(source))
	return HTML(strings.TrimSuffix(strings.TrimPrefix(body, "<p>"), "</p>")), true
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
