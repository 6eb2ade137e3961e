package web

import (
	"fmt"
	"regexp"
	"slices"
	"testing"

	"wirewalk/app/internal/music"
)

// The pads of the page are those that the band knows, and those of the solo are
// the notes that it has.
func TestPadsAreTheBands(t *testing.T) {
	t.Parallel()
	page := newSite(t, nil).get("/lessons/two-stages").body
	named := func(tag string) (names []string) {
		for _, m := range regexp.MustCompile(`<`+tag+`[^>]* data-pad="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			names = append(names, m[1])
		}
		return names
	}
	if got, want := fmt.Sprint(named("button")), fmt.Sprint(music.Pads()); got != want {
		t.Errorf("the jam has the pads %s, want %s", got, want)
	}
	var solo []music.Note
	for n := 1; n <= music.SoloLength(); n++ {
		solo = append(solo, music.Solo(n).Note)
	}
	slices.Sort(solo)
	if got, want := fmt.Sprint(named("span")), fmt.Sprint(slices.Compact(solo)); got != want {
		t.Errorf("the solo shows %s, want %s", got, want)
	}
}
