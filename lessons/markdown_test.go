package lessons_test

import (
	"reflect"
	"strings"
	"testing"

	"wirewalk/lessons"
)

func TestMarkdownHasNoRawHTML(t *testing.T) {
	texts := map[string]string{
		`Use <b onclick=x>it</b> & go.`:          `Use &lt;b onclick=x&gt;it&lt;/b&gt; &amp; go.`,
		"*Use* `<script>` [it](javascript:go())": `<em>Use</em> <code>&lt;script&gt;</code> <a href="">it</a>`,
	}
	for md, want := range texts {
		c, ps := load(t, strings.Replace(small, "claim: It opens.", "claim: >-\n      "+md, 1))
		if len(ps) != 0 {
			t.Fatal(ps)
		}
		l := c.Lesson("small")
		if got := l.Inline(l.Experiments[0].Claim); got != lessons.HTML(want) {
			t.Errorf("inline %q: %s", md, got)
		}
	}
	c, ps := load(t, strings.Replace(small, "why: It must.", "why: |\n      <div>\n      <script>go()</script>\n      </div>\n\n      - one\n      - two", 1))
	if len(ps) != 0 {
		t.Fatal(ps)
	}
	l := c.Lesson("small")
	got := string(l.Blocks(l.Experiments[0].Why))
	if strings.Contains(got, "<div") || strings.Contains(got, "<script") || !strings.Contains(got, "&lt;script&gt;") || !strings.Contains(got, "<li>one</li>") {
		t.Errorf("blocks: %s", got)
	}
}

func TestMarkdownOfAnotherLesson(t *testing.T) {
	l := course(t).Lesson("sse-stream")
	if got := l.Inline("a <b> *c*"); got != "a &lt;b&gt; *c*" {
		t.Errorf("inline: %s", got)
	}
	if got := l.Blocks("a <b>"); got != "<p>a &lt;b&gt;</p>" {
		t.Errorf("blocks: %s", got)
	}
	if got := l.Plain("a <b>"); got != "a <b>" {
		t.Errorf("plain: %s", got)
	}
}

func TestSay(t *testing.T) {
	s := course(t).Script("websocket-protocol")
	h, text := s.Say(5, 11)
	if h != "Your browser sends <code>Hello</code>. On the wire it is 11 bytes." || text != "Your browser sends Hello. On the wire it is 11 bytes." {
		t.Errorf("step 5 says %q, %q", h, text)
	}
	if h, text := s.Say(11, 1); h != "" || text != "" {
		t.Errorf("step 11 says %q, %q", h, text)
	}
	for _, s := range course(t).Scripts() {
		for _, st := range s.Steps {
			h, text := s.Say(st.N, 1)
			if h == "" || text == "" || strings.ContainsAny(string(h)+text, "{}") || strings.ContainsAny(text, "<>`*") {
				t.Errorf("%s step %d says %q, %q", s.ID, st.N, h, text)
			}
		}
	}
}

func TestSampleLines(t *testing.T) {
	for _, l := range course(t).Lessons() {
		for i := range l.Code {
			s := &l.Code[i]
			lines := l.SampleLines(s)
			if want := strings.Count(s.Source, "\n"); len(lines) != want {
				t.Errorf("%s has %d lines, want %d", s.ID, len(lines), want)
			}
			for _, line := range lines {
				if strings.Contains(string(line), "\n") || strings.Contains(string(line), "style=") {
					t.Errorf("%s: line %q", s.ID, line)
				}
			}
		}
	}
	l := course(t).Lesson("websocket-protocol")
	want := lessons.HTML(`<span class="k">const</span> ws = <span class="k">new</span> WebSocket(<span class="s">'ws://localhost:8080'</span>);`)
	if got := l.SampleLines(l.SampleOf("browser"))[0]; got != want {
		t.Errorf("line 1: %s", got)
	}
	if got := l.SampleLines(l.SampleOf("browser"))[2]; !strings.Contains(string(got), "() =&gt; {") {
		t.Errorf("line 3: %s", got)
	}
}

func TestCourseOrder(t *testing.T) {
	var slugs []string
	for _, l := range course(t).Lessons() {
		slugs = append(slugs, l.Slug)
	}
	if !reflect.DeepEqual(slugs, []string{"two-stages", "websocket-protocol", "frames", "sse-stream", "websocket-instead-of-sse", "two-way-channels", "choosing"}) {
		t.Errorf("lessons %v", slugs)
	}
}
