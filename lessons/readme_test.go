package lessons_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"wirewalk/lessons"
	"wirewalk/lessons/lessontest"
)

// The lesson in the README is whole: nothing is wrong with it, and it has one of
// each thing that the README says it shows.
func TestLessonOfTheREADME(t *testing.T) {
	c, err := lessons.Load(fstest.MapFS{lessontest.ExampleSlug + ".yaml": {Data: []byte(lessontest.Example(t))}})
	if err != nil {
		t.Fatal(err)
	}
	l := c.Lesson(lessontest.ExampleSlug)
	predicts := slices.ContainsFunc(l.Script.Steps, func(st lessons.Step) bool { return st.Predict != nil })
	if n := len(l.Script.Steps); n < 4 || n > 6 || !predicts || len(l.Experiments) != 1 || len(l.Quiz) != 2 || len(l.Recall) == 0 || len(l.Terms) == 0 || l.Source != "" {
		t.Errorf("%d rows, a prediction %v, %d experiments, %d questions, %d cards, %d terms, source %q", n, predicts, len(l.Experiments), len(l.Quiz), len(l.Recall), len(l.Terms), l.Source)
	}
}

// Every key of a lesson is in it or in the table after it, every action in the
// table of actions, and the tables have nothing that is not there any more.
func TestREADMEExplainsEverything(t *testing.T) {
	example, readme := lessontest.Example(t), lessontest.README(t)
	_, more, _ := strings.Cut(readme, "## Less and more")
	keys, rest, _ := strings.Cut(more, "A table has one of three forms")
	_, actions, _ := strings.Cut(rest, "## What can happen in a row")
	var known []string
	for f := range reflect.TypeFor[lessons.Lesson]().Fields() {
		key := f.Tag.Get("yaml")
		if key == "" || key == "-" {
			continue
		}
		known = append(known, key)
		if !strings.Contains("\n"+example, "\n"+key+":") && !strings.Contains(keys, "`"+key+"`") {
			t.Errorf("the README says nothing of the key %s", key)
		}
	}
	said := saidInSource(t).words["Action"]
	if len(said) < 15 {
		t.Fatalf("only the actions %v are found in the source", said)
	}
	for _, action := range said {
		if !strings.Contains(actions, "`"+action+"`") {
			t.Errorf("the README says nothing of the action %s", action)
		}
	}
	for table, has := range map[string][]string{keys: known, actions: said} {
		for line := range strings.Lines(table) {
			cells := strings.Split(line, "|")
			if len(cells) < 4 {
				continue
			}
			at := 1 // keys stand in the first column, actions in the second
			if table == actions {
				at = 2
			}
			for i, word := range strings.Split(cells[at], "`") {
				if i%2 == 1 && !slices.Contains(has, word) {
					t.Errorf("the README explains %s, which is not there", word)
				}
			}
		}
	}
}
