package e2e

import (
	"strings"
	"testing"
)

// An address that asks for a position which a knob does not have opens the lab
// with the knob where it stands at first, and says both. Turning the knob ends that.
func TestAddressAsksForNoPosition(t *testing.T) {
	t.Parallel()
	for path, knob := range map[string]string{
		"/labs/answers?answer=418":                         "[data-experiment] .knob",
		"/labs/contest?messages=7":                         "fieldset:has([name=messages])",
		"/labs/answers?answer=" + strings.Repeat("x", 999): "[data-experiment] .knob",
	} {
		p := visit(t, laptop())
		name, asked, _ := strings.Cut(path[strings.Index(path, "?")+1:], "=")
		if strings.HasPrefix(path, "/labs/answers") {
			name = readLesson(t, "answers").Experiments[0].ID
			path = "/labs/answers?" + name + "=" + asked
		}
		p.open(path)
		note := "document.querySelector(" + quote(knob+" .aside") + ")"
		p.wait("a word about the address", note)
		told := read[string](p, note+".innerText")
		stands := read[string](p, "document.querySelector("+quote(knob+" :checked")+").closest('label').innerText")
		if !strings.Contains(told, asked[:min(len(asked), 40)]) || !contains(told, stands) || len(told) > 300 {
			t.Errorf("%s: it says %q, and the knob stands at %q", path, told, stands)
		}
		p.wait("the same for who listens", "document.getElementById('status').textContent === "+quote(told))
		p.picture(name)
		p.click(knob + " label:not(:has(:checked))")
		p.wait("the word to go", "!"+note)
	}
	p := visit(t, laptop())
	e := readLesson(t, "answers").Experiments[0]
	p.open("/labs/answers?" + e.ID + "=" + e.Variants[2].ID)
	p.wait("the knob", "document.querySelector('[data-experiment] [name=variant]:checked').value === "+quote(e.Variants[2].ID))
	if read[bool](p, "!!document.querySelector('.knob .aside')") {
		t.Error("of a right address it says that it is wrong")
	}
}
