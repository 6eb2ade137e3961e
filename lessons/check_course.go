package lessons

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// checkOrder checks that each lesson builds on lessons that are there and come
// before it, as those with the slugs before do. names are all files, also those
// that could not be decoded. Labs are no part of the order: nothing builds on one.
func checkOrder(all []*Lesson, before []string, shapes map[string]*shape, names []string) Problems {
	var ps Problems
	slugs := slices.Clone(before)
	for _, name := range names {
		if !inLabs(name) {
			slugs = append(slugs, slugOf(name))
		}
	}
	numbers := map[string]int{}
	for _, l := range all {
		numbers[l.Slug] = l.Number
	}
	for _, l := range all {
		if l.Lab != nil {
			continue // a lab has no buildsOn
		}
		for i, slug := range l.BuildsOn {
			say := func(message, suggestion string) {
				line := shapes[l.Slug].line(fmt.Sprintf("buildsOn[%d]", i))
				ps = append(ps, Problem{File: l.file(), Line: line, Message: message, Suggestion: suggestion})
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

// slugsOf are the slugs of the lessons in a directory.
func slugsOf(fsys fs.FS) ([]string, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	slugs := make([]string, len(names))
	for i, name := range names {
		slugs[i] = slugOf(name)
	}
	return slugs, err
}

// inLabs reports whether a file is where those of labs are.
func inLabs(name string) bool { return strings.HasPrefix(name, labsDir+"/") }

// slugOf is the slug of the lesson in a file.
func slugOf(name string) string { return strings.TrimSuffix(path.Base(name), ".yaml") }
