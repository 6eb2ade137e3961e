package e2e

import (
	"fmt"
	"testing"
)

// From the width at which the table has its columns to a laptop's, the action
// can be read and nothing is cut off.
func TestTableBetweenTabletAndLaptop(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop().moves())
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

// The question before a row is whole on the screen beside its row, and covered by
// nothing, for each form of table: on a larger phone, at twice the size and on a
// tablet, in turn. TestWalkEveryLesson and TestWalkOnAPhone see to each lesson's
// questions on a laptop and on the smallest phone.
func TestQuestionIsWhole(t *testing.T) {
	thorough(t)
	t.Parallel()
	sizes := [][2]int64{{390, 780}, {683, 480}, {1000, 657}}
	for asked, slug := range eachForm() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			p := visit(t, laptop())
			p.expectRefusals()
			w := p.lesson(pathOf(slug))
			w.live()
			p.script("document.querySelector('#walkthrough').scrollIntoView({ behavior: 'instant' })")
			for i, step := range readLesson(t, slug).Script.Steps {
				if step.Predict == nil {
					continue
				}
				size := sizes[asked%len(sizes)]
				p.size(size[0], size[1])
				w.to(i)
				checkQuestionIsWhole(t, w, i+1)
				p.picture(fmt.Sprintf("%d-%02d", size[0], i+1))
				asked++
			}
		})
	}
}

// checkQuestionIsWhole wants the question before row n between the sentence and
// Next, all of it, beside the row that is lit; before the first none is.
func checkQuestionIsWhole(t *testing.T, w *walkthrough, n int) {
	t.Helper()
	p := w.p
	w.until(fmt.Sprintf("the question before row %d", n), func(s state) bool { return s.Predict == n })
	if n == 1 {
		return
	}
	p.still()
	at := read[place](p, placeScript)
	if at.Question == nil || at.Question.Bottom > at.Next.Top || at.Row.Top < at.Say.Bottom {
		t.Errorf("before row %d: the sentence ends at %.0f, the row begins at %.0f, the question is %+v, Next begins at %.0f", n, at.Say.Bottom, at.Row.Top, at.Question, at.Next.Top)
		return
	}
	if over := read[string](p, overQuestion); over != "" {
		t.Errorf("before row %d: the question is covered by %s", n, over)
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
