package e2e

import (
	"fmt"
	"slices"
	"testing"
)

// From the width at which the table has its columns to a laptop's, the action
// can be read and nothing is cut off.
func TestTableBetweenTabletAndLaptop(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.lesson(lessonPath)
	const least = 80 // px, a long word
	for _, width := range []int64{961, 1024, 1150, 1281} {
		p.size(width, 700)
		at := read[struct{ Table, Ladder, Action float64 }](p, `(() => {
			const wide = (selector) => document.querySelector("#walkthrough " + selector).getBoundingClientRect().width;
			return { Table: wide(".steps"), Ladder: wide(".ladder"), Action: wide("tr[data-step] .action") };
		})()`)
		if at.Table > at.Ladder {
			t.Errorf("at %d px the table is %.0f px wide in a frame of %.0f", width, at.Table, at.Ladder)
		}
		if at.Action < least {
			t.Errorf("at %d px the action has %.0f px", width, at.Action)
		}
	}
}

// The question before a row is whole on the screen beside its row, and covered
// by nothing: on a phone for each, for each form of table also on a laptop, a larger
// phone, at twice the size, and on a tablet.
func TestQuestionIsWhole(t *testing.T) {
	t.Parallel()
	for _, slug := range walkable(t) {
		sizes := [][2]int64{{320, 568}}
		if slices.Contains(eachForm(), slug) {
			sizes = append(sizes, [2]int64{1366, 657}, [2]int64{390, 780}, [2]int64{683, 480}, [2]int64{1000, 657})
		}
		for _, size := range sizes {
			t.Run(fmt.Sprint(slug, size), func(t *testing.T) {
				t.Parallel()
				p := visit(t, look{width: size[0], height: size[1]})
				p.expectRefusals()
				w := p.lesson(pathOf(slug))
				w.live()
				p.script("document.querySelector('#walkthrough').scrollIntoView({ behavior: 'instant' })")
				asked := 0
				for i, step := range readLesson(t, slug).Script.Steps {
					if step.Predict != nil {
						asked = i + 1
					}
				}
				for n := 1; n < asked; n++ {
					if w.next(n).Predict == 0 {
						continue
					}
					p.still()
					at := read[place](p, placeScript)
					if at.Question == nil || at.Question.Bottom > at.Next.Top || at.Row.Top < at.Say.Bottom {
						t.Errorf("row %d: the sentence ends at %.0f, the row begins at %.0f, the question is %+v, Next begins at %.0f", n, at.Say.Bottom, at.Row.Top, at.Question, at.Next.Top)
					}
					if over := read[string](p, overQuestion); over != "" {
						t.Errorf("row %d: the question is covered by %s", n, over)
					}
					p.picture(key(n))
				}
			})
		}
	}
}

// overQuestion is what stands where the question's words are, "" for nothing.
const overQuestion = `(() => {
	const legend = [...document.querySelectorAll("#walkthrough form[data-predict]")].find((e) => e.checkVisibility() && e.querySelector("input:enabled")).querySelector("legend");
	const form = legend.closest("form");
	if (form.scrollHeight > form.clientHeight + 1) return "its own edge: it has to be scrolled";
	const b = legend.getBoundingClientRect();
	for (let x = b.left + 2; x < b.right; x += 8) {
		for (let y = b.top + 4; y < b.bottom; y += 8) {
			const top = document.elementFromPoint(x, y);
			if (top && !top.contains(legend) && !legend.contains(top)) return top.outerHTML.slice(0, 80);
		}
	}
	return "";
})()`
