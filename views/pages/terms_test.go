package pages_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"wirewalk/lessons"
)

// fieldTerms are words of the field that a reader may not know. Where a page
// uses one, the glossary has it.
var fieldTerms = []string{
	"backoff", "backpressure", "broadcast", "bufferedAmount", "cache", "close code", "control frame", "cookie", "CORS", "cross-site WebSocket hijacking",
	"data channel", "data frame", "event stream", "EventSource", "extension", "fan-out", "FIN", "fragment", "frame", "full-duplex", "half-duplex", "handshake",
	"head-of-line blocking", "heartbeat", "HTTP/2", "HTTP/3", "jitter", "Last-Event-ID", "load balancer", "long polling", "masking key", "mixed content",
	"network byte order", "opcode", "Origin", "payload", "permessage-deflate", "Ping", "Pong", "polling", "proxy", "proxies", "pub/sub", "QUIC",
	"readyState", "same-origin policy", "server push", "sticky session", "subprotocol", "TCP", "WebRTC", "WebTransport", "wss",
}

// running is the text of a page that is prose: no code, no cells, no controls.
func running(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if slices.Contains([]string{"head", "header", "footer", "pre", "table", "code", "button", "form", "script", "template"}, n.Data) {
		return " "
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(running(c))
	}
	if n.Type == html.ElementNode && n.Data != "a" && n.Data != "em" && n.Data != "b" {
		b.WriteByte('\n')
	}
	return b.String()
}

// word matches a word as a whole, with an s behind it or without.
func word(w string) *regexp.Regexp {
	return regexp.MustCompile(`(^|[^\pL\pN_-])` + regexp.QuoteMeta(w) + `s?($|[^\pL\pN_-])`)
}

func TestFieldTermsAreInTheGlossary(t *testing.T) {
	c := course(t)
	known := map[string]bool{}
	for _, e := range lessons.Glossary(c.Lessons()) {
		for _, form := range append([]string{e.Term.Word}, e.Term.Also...) {
			known[strings.ToLower(form)] = true
		}
	}
	for _, l := range c.Lessons() {
		_, doc := lessonPage(t, c, l)
		text := running(doc)
		for _, w := range fieldTerms {
			if !known[strings.ToLower(w)] && word(w).MatchString(text) {
				t.Errorf("%s speaks of %q, which is no term of any lesson", l.Slug, w)
			}
		}
	}
}

// A lesson’s own terms are linked on its page, or explained there before the
// first of them is met.
func TestTermsOfALessonAreLinked(t *testing.T) {
	c := course(t)
	var address []string
	for _, e := range lessons.Glossary(c.Lessons()) {
		address = append(address, lessons.GlossaryURL(e.Term.Word))
	}
	for _, l := range c.Lessons() {
		_, doc := lessonPage(t, c, l)
		linked := map[string]int{}
		for _, n := range elements(doc) {
			href, _ := attr(n, "href")
			if n.Data != "a" || !strings.HasPrefix(href, "/glossary#") {
				continue
			}
			linked[href]++
			if !slices.Contains(address, href) {
				t.Errorf("%s: a link to %s, which is no term", l.Slug, href)
			}
			for p := n.Parent; p != nil; p = p.Parent {
				if slices.Contains([]string{"a", "button", "label", "legend", "summary", "h1", "h2", "h3", "h4", "pre", "form"}, p.Data) {
					t.Errorf("%s: the link to %s stands in <%s>", l.Slug, href, p.Data)
				}
			}
		}
		for _, term := range l.Terms {
			explained := slices.ContainsFunc(l.Needs, func(n lessons.Need) bool { return lessons.TermID(n.Word) == lessons.TermID(term.Word) })
			switch n := linked[lessons.GlossaryURL(term.Word)]; {
			case n > 1:
				t.Errorf("%s links %q %d times", l.Slug, term.Word, n)
			case n == 0 && !explained:
				t.Errorf("%s has the term %q and never uses it in running text; use it where it is met, or add the word as it is used under also", l.Slug, term.Word)
			}
		}
	}
}
