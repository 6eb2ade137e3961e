package e2e

import "testing"

// A press on Copy copies the sample beside it, and says so, also where the page is no
// secure context and on the first press, by which what copies is fetched.
func TestCopy(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"classroom.test", "127.0.0.1"} {
		l := laptop()
		l.host = host
		p := visit(t, l)
		p.open(lessonPath)
		p.script(`addEventListener("copy", () => (globalThis.copied = String(getSelection()) || document.activeElement.value));
			navigator.clipboard?.__proto__ && (navigator.clipboard.writeText = async (text) => { globalThis.copied = text; });`)
		p.click("[data-copy]")
		p.wait("the word", "document.querySelector('[data-copy]').textContent === 'Copied'")
		p.wait("the same for who listens", "document.getElementById('status').textContent === 'Copied.'")
		sample := read[string](p, "[...document.querySelector('[data-copy]').parentElement.querySelectorAll('pre .line')].map((line) => line.textContent.trimEnd()).join('\\n').trim()")
		if got := read[string](p, "copied.trim()"); got != sample || sample == "" {
			t.Errorf("on %s it copies %q, want %q", host, got, sample)
		}
	}
}
