package lessons

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// checkOrder checks that each lesson builds on lessons that are there and come
// before it, as all those do that were read before. names are all files, also
// those that could not be decoded.
func checkOrder(all, before []*Lesson, shapes map[string]*shape, names []string) Problems {
	var ps Problems
	var slugs []string
	for _, l := range before {
		slugs = append(slugs, l.Slug)
	}
	for _, name := range names {
		slugs = append(slugs, slugOf(name))
	}
	numbers := map[string]int{}
	for _, l := range all {
		numbers[l.Slug] = l.Number
	}
	for _, l := range all {
		for i, slug := range l.BuildsOn {
			say := func(message, suggestion string) {
				line := shapes[l.Slug].line(fmt.Sprintf("buildsOn[%d]", i))
				ps = append(ps, Problem{File: l.Slug + ".yaml", Line: line, Message: message, Suggestion: suggestion})
			}
			number, decoded := numbers[slug]
			switch {
			case !slices.Contains(slugs, slug):
				say(fmt.Sprintf("no lesson %q to build on", slug), didYouMean(slug, slugs))
			case slices.Contains(l.BuildsOn[:i], slug):
				say(fmt.Sprintf("%s builds on %s twice", l.Slug, slug), "remove one")
			case decoded && number >= l.Number:
				say(fmt.Sprintf("lesson %d cannot build on lesson %d, %s", l.Number, number, slug), "a lesson builds on earlier ones")
			}
		}
	}
	return ps
}

// slugOf is the slug of the lesson in a file.
func slugOf(name string) string { return strings.TrimSuffix(path.Base(name), ".yaml") }
