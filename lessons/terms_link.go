package lessons

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// linker makes a page's first mention of each term a link to the glossary. It
// is given the page's texts in the page's order.
type linker struct {
	mentions
	done map[*Term]bool // linked, or explained on the page itself
}

func newLinker(l *Lesson, entries []Entry) *linker {
	k := &linker{mentions: newMentions(l, entries), done: map[*Term]bool{}}
	for _, n := range l.Needs {
		if _, _, t := k.next(n.Word, 0); t != nil && TermID(t.Word) == TermID(n.Word) {
			k.done[t] = true
		}
	}
	return k
}

// linkerKey is where a linker stands in the context of a parse; without one
// nothing is linked.
var linkerKey = parser.NewContextKey()

// termLinks is the transformer that asks it.
type termLinks struct{}

func (termLinks) Transform(doc *ast.Document, reader text.Reader, pc parser.Context) {
	if k, _ := pc.Get(linkerKey).(*linker); k != nil {
		k.visit(doc, reader.Source())
	}
}

// visit links what is below n, but for headings, links and code. Code that is
// nothing but a term is one mention of it.
func (k *linker) visit(n ast.Node, source []byte) {
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		switch c := c.(type) {
		case *ast.Heading, *ast.Link, *ast.AutoLink, *ast.Image, *ast.CodeBlock, *ast.FencedCodeBlock:
		case *ast.CodeSpan:
			if t := k.term[string(textOf(c, source))]; t != nil && !k.done[t] {
				link := k.link(t)
				n.ReplaceChild(n, c, link)
				link.AppendChild(link, c)
			}
		case *ast.Text:
			run := []*ast.Text{c}
			for {
				more, ok := next.(*ast.Text)
				if !ok {
					break
				}
				run, next = append(run, more), more.NextSibling()
			}
			k.visitRun(n, run, source)
		default:
			k.visit(c, source)
		}
		c = next
	}
}

func textOf(n ast.Node, source []byte) []byte {
	var b []byte
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b = append(b, t.Value(source)...)
		}
	}
	return b
}

// link is an empty link to a term.
func (k *linker) link(t *Term) *ast.Link {
	k.done[t] = true
	link := ast.NewLink()
	link.Destination = []byte(GlossaryURL(t.Word))
	return link
}

// visitRun looks for terms in neighbouring pieces of text: a line break in the
// file, for one, ends a piece.
func (k *linker) visitRun(parent ast.Node, run []*ast.Text, source []byte) {
	var b strings.Builder
	starts := make([]int, len(run)) // of each piece in the joined text
	for i, t := range run {
		starts[i] = b.Len()
		b.Write(t.Segment.Value(source))
		if broken(t) {
			b.WriteByte(' ')
		}
	}
	joined := b.String()
	// cut hands over the part of the run between two bytes of the joined text.
	cut := func(from, until int, to func(ast.Node)) {
		for i, t := range run {
			length := t.Segment.Len()
			low, high := min(max(from-starts[i], 0), length), min(until-starts[i], length)
			breaks := broken(t) && from <= starts[i]+length && until > starts[i]+length
			if low >= high && !breaks {
				continue
			}
			part := ast.NewTextSegment(text.NewSegment(t.Segment.Start+low, t.Segment.Start+high))
			if breaks {
				part.SetSoftLineBreak(t.SoftLineBreak())
				part.SetHardLineBreak(t.HardLineBreak())
			}
			to(part)
		}
	}
	before := func(n ast.Node) { parent.InsertBefore(parent, run[0], n) }
	at := 0
	for from := 0; ; {
		start, end, t := k.next(joined, from)
		if t == nil {
			break
		}
		if from = end; k.done[t] {
			continue
		}
		link := k.link(t)
		cut(at, start, before)
		cut(start, end, func(n ast.Node) { link.AppendChild(link, n) })
		before(link)
		at = end
	}
	if at == 0 {
		return
	}
	cut(at, len(joined), before)
	for _, t := range run {
		parent.RemoveChild(parent, t)
	}
}

// broken reports whether a line ends with a piece of text.
func broken(t *ast.Text) bool { return t.SoftLineBreak() || t.HardLineBreak() }
