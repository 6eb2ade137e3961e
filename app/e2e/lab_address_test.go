package e2e

import (
	"strings"
	"testing"
)

// An address that asks for a position which a knob does not have opens the lab
// with the knob where it stands at first, and says both. Turning the knob ends that.
func TestAddressAsksForNoPosition(t *testing.T) {
	t.Parallel()
	e := readLesson(t, "answers").Experiments[0]
	p := visit(t, laptop())
	for _, c := range []struct{ path, name, asks, knob string }{
		{"/labs/answers", e.ID, "418", "[data-experiment] .knob"},
		{"/labs/answers", e.ID, strings.Repeat("x", 999), "[data-experiment] .knob"},
		{"/labs/race", "messages", "7", "fieldset:has([name=messages])"},
	} {
		p.open(c.path + "?" + c.name + "=" + c.asks)
		note := "document.querySelector(" + quote(c.knob+" .aside") + ")"
		p.wait("a word about "+c.name, note)
		told := read[string](p, note+".innerText")
		stands := read[string](p, "document.querySelector("+quote(c.knob+" :checked")+").closest('label').innerText")
		if !strings.Contains(told, c.asks[:min(len(c.asks), 40)]) || !contains(told, stands) || len(told) > 300 {
			t.Errorf("%s: it says %q, and the knob stands at %q", c.path, told, stands)
		}
		p.wait("the same for who listens", "document.getElementById('status').textContent === "+quote(told))
		p.picture(c.name)
		p.click(c.knob + " label:not(:has(:checked))")
		p.wait("the word to go", "!"+note)
	}
	p.open("/labs/answers?" + e.ID + "=" + e.Variants[2].ID)
	p.wait("the knob", "document.querySelector('[data-experiment] [name=variant]:checked').value === "+quote(e.Variants[2].ID))
	if read[bool](p, "!!document.querySelector('.knob .aside')") {
		t.Error("of a right address it says that it is wrong")
	}
}
