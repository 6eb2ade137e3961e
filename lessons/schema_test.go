package lessons_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"wirewalk/lessons"
	"wirewalk/lessons/lessontest"
)

// writeSchema makes TestSchemaIsFresh write the schema: make generate.
var writeSchema = flag.Bool("schema", false, "write lesson.schema.json")

// The schema is what the types say today.
func TestSchemaIsFresh(t *testing.T) {
	made := makeSchema(t)
	if *writeSchema {
		if err := os.WriteFile("lesson.schema.json", made, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(made, lessons.Schema()) {
		t.Error("lesson.schema.json is not what the types say; make generate writes it")
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(lessons.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("lesson.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("lesson.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate holds a lesson's text against the schema, as an editor does.
func validate(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	asJSON, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

func TestShippedLessonsFitTheSchema(t *testing.T) {
	s := compiledSchema(t)
	names, err := fs.Glob(lessons.Content(), "*.yaml")
	if err != nil || len(names) < 3 {
		t.Fatalf("%d lessons, %v", len(names), err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(lessons.Content(), name)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, s, string(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if first, _, _ := strings.Cut(string(text), "\n"); first != "# yaml-language-server: $schema=../lesson.schema.json" {
			t.Errorf("%s: an editor is not told of the schema; the first line is %q", name, first)
		}
	}
	for name, text := range map[string]string{"the small one": small, "the README's": lessontest.Example(t)} {
		if err := validate(t, s, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What an author gets wrong most is marked while it is typed.
func TestSchemaFindsMistakes(t *testing.T) {
	s := compiledSchema(t)
	for _, c := range []struct{ old, new, says string }{
		{"summary: Small.", "sumary: Small.", "sumary"},
		{"title: A small lesson\n", "", "title"},
		{"minutes: 1", "minutes: one", "/minutes"},
		{"minutes: 1", "minutes: 0", "/minutes"},
		{"caption: Small\n", "caption: \"\"\n", "/script/caption"},
		{"protocol: websocket\n  caption: Small\n", "protocol: websockets\n  caption: Small\n", "/script/protocol"},
		{"action: finish-accept", "action: finish-acept", "/script/steps/2/action"},
		{"actor: browser", "actor: browzer", "/actor"},
		{"serverState: CLOSING", "serverState: CLOSNG", "/serverState"},
		{"      readyState: 2\n", "", "readyState"},
		{"received: \"101\"", "received: 101", "/received"},
		{"kind: head-end", "kind: headend", "/kind"},
		{"opcode: text", "opcode: texts", "/opcode"},
		{"from: client", "from: clients", "/from"},
		{"browserLines: [1]", "browserLines: one", "/browserLines"},
		{"kind: choice", "kind: choise", "/quiz/0/kind"},
		{"text: Two, reason: No.", "text: Two", "reason"},
		{"column: state", "column: stat", "/column"},
		{"source: P003", "source: P004", "/source"},
		{`"true": Four states.`, `truth: Four states.`, "truth"},
		{"pieces: [{id: P003-sample-1, lines: [1, 2]", "pieces: [{id: P003-sample-1, lines: []", "/lines"},
	} {
		if !strings.Contains(small, c.old) {
			t.Fatalf("the small lesson has no %q", c.old)
		}
		err := validate(t, s, strings.Replace(small, c.old, c.new, 1))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want something about %s", c.new, err, c.says)
		}
	}
}

// An author is told what each key is for, in an editor as in the source.
func TestSchemaSaysWhatKeysAreFor(t *testing.T) {
	text := string(lessons.Schema())
	for _, want := range []string{
		`"its place in the course, from 1;`,
		`hold: has the whole request, answers nothing yet`,
		`order: the options are put into an order`,
		`"readyState is what the browser's object must say afterwards`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the schema does not say %s", want)
		}
	}
}
