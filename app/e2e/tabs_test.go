package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A browser opens one WebSocket at a time to a host. A second tab that waits
// for the first is told which lesson and step holds it, and can ask it to let go.
func TestAnotherTabHolds(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.net.expect("WebSocket is closed before the connection is established") // it lets go
	first := p.lesson(lessonPath)
	first.live()
	first.to(2)

	beside := visitBeside(t, p, laptop())
	second := beside.lesson(lessonPath)
	second.live()
	second.press("data-next")
	s := second.until("a word about the other tab", func(s state) bool { return strings.Contains(s.Aside, "step 2") })
	if !strings.Contains(s.Aside, "The WebSocket protocol") {
		t.Errorf("the lesson that holds is not named: %q", s.Aside)
	}
	beside.picture("held")
	beside.click(second.root + " [data-aside] button")
	if s := first.until("the first tab to let go", func(s state) bool { return s.readyState() == 3 }); !slices.Equal(s.Now, []int{2}) {
		t.Errorf("the first tab shows %s", s)
	}
	second.lit(1) // its own press, which waited
	if s := second.to(4); s.readyState() != 1 {
		t.Errorf("the second tab shows %s", s)
	}
}

// visitBeside opens another tab of the same visitor.
func visitBeside(t *testing.T, p *page, l look) *page {
	t.Helper()
	id := chromedp.FromContext(p.ctx).BrowserContextID
	return visitIn(t, l, chromedp.WithExistingBrowserContext(id))
}
