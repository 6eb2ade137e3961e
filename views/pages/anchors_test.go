package pages_test

import (
	"slices"
	"testing"
)

// What a lesson says can be linked to is on its page.
func TestAnchorsAreOnThePage(t *testing.T) {
	for _, c := range courses(t) {
		for _, l := range c.Lessons() {
			_, doc := lessonPage(t, c, l)
			var ids []string
			for _, n := range elements(doc) {
				if id, ok := attr(n, "id"); ok {
					ids = append(ids, id)
				}
			}
			for _, anchor := range l.Anchors() {
				if !slices.Contains(ids, anchor) {
					t.Errorf("%s: no element has the id %q", l.Slug, anchor)
				}
			}
			if len(l.Anchors()) < 5 || l.HasAnchor("") || l.HasAnchor("step-0") {
				t.Errorf("%s: anchors %q", l.Slug, l.Anchors())
			}
		}
	}
}
