package lessons

import (
	"fmt"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// highlight splits source into lines, with a class on what helps reading.
// Four classes are enough, and keep a page with many code blocks small. Of a
// language that is not known, which Load refuses, the lines are bare.
func highlight(language, source string) []HTML {
	source = strings.TrimSuffix(source, "\n")
	tokens := []chroma.Token{{Type: chroma.Text, Value: source}}
	if lexer := lexers.Get(language); lexer != nil {
		if known, err := chroma.Tokenise(chroma.Coalesce(lexer), nil, source); err == nil {
			tokens = known
		}
	}
	// Quotes need no escape in text, and code is full of them.
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	var lines []HTML
	for _, line := range chroma.SplitTokensIntoLines(tokens) {
		var b strings.Builder
		for _, tk := range line {
			text := escape.Replace(strings.TrimSuffix(tk.Value, "\n"))
			if class := classOf(tk.Type); class != "" && text != "" {
				fmt.Fprintf(&b, `<span class="%s">%s</span>`, class, text)
			} else {
				b.WriteString(text)
			}
		}
		lines = append(lines, HTML(b.String()))
	}
	return lines
}

func classOf(t chroma.TokenType) string {
	switch {
	case t.InCategory(chroma.Keyword):
		return "k"
	case t.InSubCategory(chroma.LiteralString):
		return "s"
	case t.InSubCategory(chroma.LiteralNumber):
		return "m"
	case t.InCategory(chroma.Comment):
		return "c"
	}
	return ""
}

func (c *checker) highlightable(path, language string) {
	if language == "" || lexers.Get(language) != nil {
		return
	}
	c.say(path, didYouMean(language, lexers.Names(true)), "unknown language %q", language)
}
