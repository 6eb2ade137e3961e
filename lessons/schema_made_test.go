package lessons_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wirewalk/lessons"
	"wirewalk/quiz"
)

// makeSchema makes the JSON Schema of a lesson's file from the types that it is
// decoded into: keys and types by reflection, what is said of them from the
// comments in the source, and the words of a named string type from its
// constants. Draft 7 is what editors' YAML extensions know.
func makeSchema(t *testing.T) []byte {
	t.Helper()
	m := &schemaMaker{said: saidInSource(t), definitions: map[string]any{}}
	root := reflect.TypeFor[lessons.Lesson]()
	m.object(root)
	top := m.definitions[root.Name()].(map[string]any)
	delete(m.definitions, root.Name())
	top["$schema"] = "http://json-schema.org/draft-07/schema#"
	top["title"] = "A lesson of Wirewalk"
	top["definitions"] = m.definitions
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(top); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// worded are the plain string fields that take one of a few words.
var worded = map[string][]string{
	"Step.serverState": {"none", "CONNECTING", "OPEN", "CLOSING", "CLOSED"},
	"Step.opcode":      {"text", "binary", "continuation"},
	"Pattern.opcode":   {"text", "binary", "close", "ping", "pong", "continuation"},
	"Lesson.source":    lessons.Sources(),
	"Variable.from":    lessons.Variables(),
	"Sample.role":      {"browser", "server"},
	"Question.observe": quiz.Observables(),
	"Hint.column":      quiz.Columns(),
	"Part.before":      lessons.Sections(),
	"Items.as":         {"cards", "steps"},
	"Block.demo":       lessons.Demos(),
}

type schemaMaker struct {
	said        said
	definitions map[string]any
}

// of is the schema of a value of type t, which stands under key of the type in.
func (m *schemaMaker) of(t reflect.Type, in, key string) map[string]any {
	switch t.Kind() {
	case reflect.Pointer:
		return m.of(t.Elem(), in, key)
	case reflect.Struct:
		m.object(t)
		return map[string]any{"$ref": "#/definitions/" + t.Name()}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": m.of(t.Elem(), in, key)}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.String:
		text := map[string]any{"type": "string"}
		if words := m.said.words[t.Name()]; t.PkgPath() != "" && len(words) > 0 {
			text["enum"] = words
		} else if words := worded[in+"."+key]; len(words) > 0 {
			text["enum"] = append(slices.Clone(words), "")
		}
		return text
	}
	panic("a lesson has no " + t.String())
}

// object defines t, once.
func (m *schemaMaker) object(t reflect.Type) {
	if _, done := m.definitions[t.Name()]; done {
		return
	}
	o := map[string]any{"type": "object", "additionalProperties": false}
	m.definitions[t.Name()] = o // before its fields, which may be of this type again
	properties, required := map[string]any{}, []string{}
	for f := range t.Fields() {
		key := f.Tag.Get("yaml")
		if key == "" || key == "-" {
			continue
		}
		p := m.of(f.Type, t.Name(), key)
		must := f.Tag.Get("must")
		if must != "" {
			required = append(required, key)
		}
		if must == "text" || must == "list" {
			filled(p)
		}
		if says := m.said.field(t, f); says != "" {
			if ref, isRef := p["$ref"]; isRef { // in draft 7 nothing stands beside a $ref
				p = map[string]any{"allOf": []any{map[string]any{"$ref": ref}}}
			}
			p["description"] = says
		}
		properties[key] = p
	}
	o["properties"] = properties
	if len(required) > 0 {
		o["required"] = required
	}
	if says := m.said.types[t.Name()]; says != "" {
		o["description"] = says
	}
}

// filled makes a value that must be there be more than nothing.
func filled(p map[string]any) {
	words, _ := p["enum"].([]string)
	switch {
	case words != nil:
		p["enum"] = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	case p["type"] == "string":
		p["pattern"] = `\S`
	case p["type"] == "integer":
		p["not"] = map[string]any{"const": 0}
	case p["type"] == "array":
		p["minItems"] = 1
	}
}

// said is what the comments say.
type said struct {
	types  map[string]string            // of a type
	fields map[string]map[string]string // of a type's field, by its Go name
	words  map[string][]string          // a string type's constants
	means  map[string][]string          // "word: what it means" of each, in their order
}

// saidInSource reads the packages that a lesson's types are in.
func saidInSource(t *testing.T) said {
	t.Helper()
	s := said{map[string]string{}, map[string]map[string]string{}, map[string][]string{}, map[string][]string{}}
	for _, pattern := range []string{"*.go", "wire/*.go", "../quiz/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range parsed.Decls {
				if g, ok := d.(*ast.GenDecl); ok {
					s.read(g)
				}
			}
		}
	}
	return s
}

func (s said) read(g *ast.GenDecl) {
	of := "" // a constant without a type has that of the one before
	for _, spec := range g.Specs {
		switch x := spec.(type) {
		case *ast.TypeSpec:
			s.types[x.Name.Name] = oneLine(g.Doc)
			if st, ok := x.Type.(*ast.StructType); ok {
				s.fields[x.Name.Name] = fieldsSaid(st)
			}
		case *ast.ValueSpec:
			if id, ok := x.Type.(*ast.Ident); ok {
				of = id.Name
			}
			if g.Tok != token.CONST || of == "" || len(x.Values) != 1 {
				continue
			}
			lit, ok := x.Values[0].(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				continue
			}
			word, err := strconv.Unquote(lit.Value)
			if err != nil || word == "" {
				continue
			}
			s.words[of] = append(s.words[of], word)
			if means := oneLine(x.Comment); means != "" {
				s.means[of] = append(s.means[of], word+": "+means)
			}
		}
	}
}

func fieldsSaid(st *ast.StructType) map[string]string {
	all := map[string]string{}
	for _, f := range st.Fields.List {
		for _, name := range f.Names {
			says := oneLine(f.Doc)
			if says == "" || oneLine(f.Comment) != "" {
				says = oneLine(f.Comment) // a comment above may speak of several
			}
			all[name.Name] = says
		}
	}
	return all
}

// field is what is said of a field, and of the words that it takes. Names of Go
// become the keys that an author writes.
func (s said) field(t reflect.Type, f reflect.StructField) string {
	says := s.fields[t.Name()][f.Name]
	if says == "" && f.Type.Kind() == reflect.Struct {
		says = s.types[f.Type.Name()]
	}
	for other := range t.Fields() {
		if key := other.Tag.Get("yaml"); key != "" && key != "-" {
			says = renamed(says, other.Name, key)
		}
	}
	if means := s.means[f.Type.Name()]; len(means) > 0 {
		says = strings.TrimSpace(says + "\n\n" + strings.Join(means, "\n"))
	}
	return says
}

// renamed puts key where the text has the whole word name.
func renamed(text, name, key string) string {
	words := strings.Split(text, " ")
	for i, w := range words {
		if core := strings.TrimRight(w, ".,:;'s"); core == name || core == name+"'" {
			words[i] = strings.Replace(w, name, key, 1)
		}
	}
	return strings.Join(words, " ")
}

func oneLine(c *ast.CommentGroup) string {
	return strings.Join(strings.Fields(c.Text()), " ")
}

// Every word that the checker knows for a plain field is one that worded knows:
// a field that is gone from the types is gone from there.
func TestSchemaWordsHaveFields(t *testing.T) {
	var has []string
	var visit func(t reflect.Type)
	seen := map[reflect.Type]bool{}
	visit = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		for f := range t.Fields() {
			if key := f.Tag.Get("yaml"); key != "" && key != "-" {
				has = append(has, t.Name()+"."+key)
				visit(f.Type)
			}
		}
	}
	visit(reflect.TypeFor[lessons.Lesson]())
	for _, name := range slices.Sorted(maps.Keys(worded)) {
		if !slices.Contains(has, name) {
			t.Errorf("a lesson has no %s", name)
		}
	}
}
