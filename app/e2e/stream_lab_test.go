package e2e

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// fired is an event of an EventSource, by the page and by the decoder.
type fired struct {
	Type string `json:"type"`
	Data string `json:"data"`
	ID   string `json:"lastEventId"`
}

// listenToAll keeps what each stream of the page fires, of any type.
const listenToAll = `
	globalThis.firedByStream = new Map();
	const listen = EventSource.prototype.addEventListener;
	EventSource.prototype.addEventListener = function (type, ...rest) {
		if (!firedByStream.has(this)) firedByStream.set(this, []);
		const heard = (globalThis.heardBy ??= new WeakMap());
		if (!heard.has(this)) heard.set(this, new Set());
		if (!heard.get(this).has(type)) {
			heard.get(this).add(type);
			listen.call(this, type, (e) => e instanceof MessageEvent && firedByStream.get(this).push({ type: e.type, data: e.data, lastEventId: e.lastEventId }));
		}
		return listen.call(this, type, ...rest);
	};`

const firedBy = "JSON.stringify(firedByStream.get(__e2e.streams.at(-1)))"

// Of each rule of the format Chromium fires what the decoder says, and no more:
// every position of the knob, and streams that were written to be misread.
func TestStreamIsReadAsDecoded(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop())
	p.expectRefusals()
	p.open("/labs/stream")
	x := p.experiment("stream")
	p.wait("the bytes", "document.querySelector('[data-visible]').textContent.includes('data:')")
	p.script(listenToAll)
	for id, want := range map[string][]fired{
		"joined":     {{"message", "first\nsecond", ""}},
		"space":      {{"message", " two spaces", ""}, {"message", "none", ""}},
		"type":       {{"news", "Hello", ""}, {"message", "Hello again", ""}},
		"id":         {{"message", "a", "7"}, {"message", "b", "7"}},
		"id-nul":     {{"message", "a", "7"}, {"message", "b", "7"}},
		"id-empty":   {{"message", "a", "7"}, {"message", "b", ""}},
		"retry":      {{"message", "a", ""}},
		"comment":    {},
		"unknown":    {{"message", "d", ""}},
		"no-colon":   {{"message", "", ""}, {"message", "\n", ""}},
		"line-ends":  {{"message", "a\nb\nc", ""}, {"message", "d", ""}, {"message", "e", ""}},
		"bom":        {{"message", "a", ""}},
		"no-data":    {{"message", "a", "1"}},
		"unfinished": {{"message", "a", ""}},
		"bad-utf8":   {{"message", "a\ufffdb\ufffd", ""}},
	} {
		x.choose(id)
		p.streams(id, want)
	}
	for text, want := range map[string][]fired{
		`data: a\0b\n\n`:                                  {{"message", "a\x00b", ""}},
		`\r\n\n\rdata:x\r\n\r\n`:                          {{"message", "x", ""}},
		`data:a\n\n\n\ndata:b\r\r`:                        {{"message", "a", ""}, {"message", "b", ""}},
		`\ufeff\ufeffdata:a\n\ndata:b\n\n`:                {{"message", "b", ""}},
		`\xef\xbbdata:a\n\n`:                              {},
		`event:\ndata:a\n\nevent: x\nevent\ndata\n\n`:     {{"message", "a", ""}, {"message", "", ""}},
		`event: error\ndata:a\n\nevent: open\ndata:b\n\n`: {{"error", "a", ""}, {"open", "b", ""}},
		`data:\xf0\x9f\x91\x8b \xed\xa0\x80 \xf0\x9f\n\n`: {{"message", "👋 \ufffd\ufffd\ufffd \ufffd", ""}},
		`id:ü\xff\ndata:a\n\n`:                            {{"message", "a", "ü\ufffd"}},
		`data: : a\ndata::\n\n`:                           {{"message", ": a\n:", ""}},
		`retry:12a\nretry:\nretry: 100\n\ndata:a\n\n`:     {{"message", "a", ""}},
		`data:a\r`: {}, `data`: {}, ``: {},
		`data:<img src=x onerror=window.pwned=1>\n\nevent:<script>window.pwned=1</script>\ndata\n\n`: {
			{"message", "<img src=x onerror=window.pwned=1>", ""}, {"<script>window.pwned=1</script>", "", ""}},
	} {
		p.writes("written", text)
		p.streams(text, want)
	}
	if read[bool](p, "'pwned' in window || !!document.querySelector('[data-stage] :is(img, script, svg)')") {
		t.Error("what was written became markup")
	}
	if open := read[int](p, "__e2e.streams.filter((s) => s.readyState !== 2).length"); open != 0 {
		t.Errorf("%d streams are still open", open)
	}
}

func (p *page) firedAs(expression string) []fired {
	p.t.Helper()
	all := []fired{}
	if err := json.Unmarshal([]byte(read[string](p, expression)), &all); err != nil {
		p.t.Fatal(err)
	}
	return all
}

// streams runs what is written, and compares what fired with what is wanted, with
// what the decoder says, and with what the page shows.
func (p *page) streams(what string, want []fired) {
	p.t.Helper()
	before := read[int](p, "__e2e.streams.length")
	p.script("document.querySelector('[name=answer]').click(); document.querySelector('.experiment-foot [data-next]').click()")
	p.wait(what+" to have run", fmt.Sprintf("__e2e.streams.length > %d && document.querySelector('.outcome')?.innerText && document.querySelector('[data-fires]')", before))
	got := p.firedAs(firedBy)
	cut := p.firedAs("document.querySelector('[data-fires]').dataset.fires")
	if !slices.Equal(got, want) {
		p.t.Errorf("%s: the browser fired %q, want %q", what, got, want)
	}
	if !slices.Equal(cut, got) {
		p.t.Errorf("%s: the decoder cut %q, the browser fired %q", what, cut, got)
	}
	if agrees := read[string](p, "document.querySelector('[data-agrees]').textContent"); !strings.Contains(agrees, "the same as") {
		p.t.Errorf("%s: the page says %q", what, agrees)
	}
	if n := read[int](p, "document.querySelectorAll('[data-seen-live] li').length"); n != len(want)+2 { // open, and the end
		p.t.Errorf("%s: the page shows %d things of JavaScript", what, n)
	}
}

// A stream comes with the address, is told where it cannot be read, and is
// compared with what its reader expects.
func TestStreamLab(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.expectRefusals()
	text := "id: 1\ndata: a\\tb\\r\ndata: ü\\xff\n\nevent: news\ndata: <b>\n\n"
	p.open("/labs/stream?text=" + url.QueryEscape(text))
	x := p.experiment("stream")
	p.wait("the text", "document.querySelector('[data-written]').value === "+quote(text)+" && document.querySelector('[name=variant]:checked').value === 'own'")
	if got := read[string](p, "document.querySelector('[data-visible]').textContent"); got != "id:␣1LF\ndata:␣aTABbCRLF\ndata:␣üffLF\nLF\nevent:␣newsLF\ndata:␣<b>LF\nLF\n" {
		t.Errorf("the bytes are shown as %q", got)
	}
	p.writes("expected", "message: a\tb\\nü\ufffd\nmessage: <b>\nmessage: c")
	if o := x.run("C"); o.Observed != "2" {
		t.Errorf("it fired %+v", o)
	}
	got := read[[]string](p, "[...document.querySelectorAll('[data-compared] li')].map((li) => li.textContent)")
	want := []string{"✓ message: a\tb\\nü\ufffd", "✗ you expected message: <b>; it was news: <b>", "✗ you expected message: c; it did not fire"}
	if !slices.Equal(got, want) {
		t.Errorf("compared: %q, want %q", got, want)
	}
	for _, size := range [][2]int64{{320, 640}, {1366, 657}, {1920, 1080}} {
		for _, dark := range []bool{false, true} {
			p.size(size[0], size[1])
			p.media("", look{dark: dark})
			checkWidth(t, p, "the stream", size[0])
			p.script("document.querySelector('.streamed').scrollIntoView({ behavior: 'instant' })")
			p.picture(fmt.Sprintf("text-%d-%s", size[0], theme(dark)))
			p.script("document.querySelector('[data-agrees]').scrollIntoView({ behavior: 'instant' })")
			p.picture(fmt.Sprintf("sides-%d-%s", size[0], theme(dark)))
		}
	}
	for wrong, says := range map[string]string{
		`data: \q`: "“\\q” is no escape", `\x4`: "“\\x” is no escape", `data\`: "is no escape", strings.Repeat("é", 2049): "4098 bytes",
	} {
		p.writes("written", wrong)
		p.wait("to be told of "+shorten(wrong), "document.querySelector('[data-problem]').checkVisibility() && document.querySelector('[data-problem]').textContent.includes("+quote(says)+")")
		if got := read[string](p, "document.querySelector('[data-written]').value"); got != wrong {
			t.Errorf("%q became %q", wrong, got)
		}
	}
	p.writes("written", "data: b\n\n")
	p.wait("the address", "new URLSearchParams(location.search).get('text') === 'data: b\\n\\n' && !document.querySelector('[data-problem]').checkVisibility()")
}
