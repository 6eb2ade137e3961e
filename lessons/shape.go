package lessons

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/goccy/go-yaml/ast"
)

// shape holds a file's syntax tree against the Go type that it is decoded
// into. goccy's strict mode stops at the first fault; an author wants them all,
// each with its line.
type shape struct {
	lines map[string]int  // of every key and item, by path: "script.steps[3].row"
	cut   map[string]bool // paths of the keys that were cut out of the tree
	found func(line int, message, suggestion string)
}

// lost reports whether a key of the lesson, or something below it, was cut out,
// so that what is missing there is no fault of its own.
func (s *shape) lost(key string) bool {
	for at := range s.cut {
		if strings.HasPrefix(at, key) {
			return true
		}
	}
	return false
}

// line is where path stands, or where the nearest thing around it does.
func (s *shape) line(path string) int {
	for {
		if n, ok := s.lines[path]; ok {
			return n
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return 1
		}
		path = path[:cut]
	}
}

// visit checks node, which stands at path, against t, and reports whether it
// can be decoded. Of a mapping it cuts out the keys whose values cannot, for
// goccy would give up the whole of it.
func (s *shape) visit(node ast.Node, t reflect.Type, path string) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Struct:
		return s.visitStruct(node, t, path)
	case reflect.Slice:
		seq, ok := node.(*ast.SequenceNode)
		if !ok {
			return s.wrongType(node, path, "a list")
		}
		good := true
		for i, v := range seq.Values {
			at := fmt.Sprintf("%s[%d]", path, i)
			s.lines[at] = lineOf(v)
			good = s.visit(v, t.Elem(), at) && good
		}
		return good
	case reflect.String:
		switch node.(type) {
		case *ast.StringNode, *ast.LiteralNode:
		case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
			s.found(lineOf(node), fmt.Sprintf("%s must be text", lastKey(path)), fmt.Sprintf("write it in quotes: %q", quotable(node)))
		default:
			return s.wrongType(node, path, "text")
		}
	case reflect.Int:
		if _, ok := node.(*ast.IntegerNode); !ok {
			return s.wrongType(node, path, "a whole number")
		}
	case reflect.Bool:
		if _, ok := node.(*ast.BoolNode); !ok {
			return s.wrongType(node, path, "true or false")
		}
	}
	return true
}

func (s *shape) visitStruct(node ast.Node, t reflect.Type, path string) bool {
	entries, ok := mappings(node)
	if !ok {
		return s.wrongType(node, path, "a mapping of keys")
	}
	var good []*ast.MappingValueNode
	keys := yamlKeys(t)
	fields, known := keys.fields, keys.known
	seen := map[string]ast.Node{}
	for _, e := range entries {
		key := e.Key.GetToken().Value
		line := e.Key.GetToken().Position.Line
		// goccy takes a bare true for no text and loses the whole mapping.
		if _, text := e.Key.(*ast.StringNode); !text {
			s.found(line, fmt.Sprintf("key %s must be text", key), fmt.Sprintf("write it in quotes: %q", key))
			seen[key] = e.Value
			s.cut[join(path, key)] = true
			continue
		}
		f, ok := fields[key]
		if !ok {
			suggestion := didYouMean(key, known)
			if strings.Contains(key, " ") {
				suggestion = "put the text before it in quotes, since within braces a comma ends it"
			}
			s.found(line, fmt.Sprintf("unknown key %q", key), suggestion)
			continue
		}
		if _, twice := seen[key]; twice {
			s.found(line, fmt.Sprintf("key %q a second time", key), "join the two, or remove one")
			continue
		}
		seen[key] = e.Value
		at := join(path, key)
		s.lines[at] = line
		if s.visit(e.Value, f.Type, at) {
			good = append(good, e)
		} else {
			s.cut[at] = true
		}
	}
	around := 1
	if path != "" {
		around = s.line(path)
	}
	for _, key := range known {
		must := fields[key].Tag.Get("must")
		if must == "" {
			continue
		}
		value, ok := seen[key]
		switch {
		case !ok && must == "key":
			s.found(around, fmt.Sprintf("missing %s in %s", key, lastKey(path)), fmt.Sprintf(`write %s: even where it is empty ("") or 0`, key))
		case !ok:
			s.found(around, fmt.Sprintf("missing %s in %s", key, lastKey(path)), "")
		case must != "key" && isEmpty(value):
			s.found(s.line(join(path, key)), fmt.Sprintf("%s is empty in %s", key, lastKey(path)), "")
		}
	}
	if m, several := node.(*ast.MappingNode); several {
		m.Values = good
		return true
	}
	return len(good) == len(entries)
}

// wrongType tells that node is not what path wants, and returns false.
func (s *shape) wrongType(node ast.Node, path, want string) bool {
	suggestion := ""
	switch node.(type) {
	case *ast.AnchorNode, *ast.AliasNode:
		suggestion = "anchors and aliases are not used here, write it out"
	}
	s.found(lineOf(node), fmt.Sprintf("%s must be %s", lastKey(path), want), suggestion)
	return false
}

// keysOf are a struct's fields by their keys, and the keys in order.
type keysOf struct {
	fields map[string]reflect.StructField
	known  []string
}

// keysByType keeps them: a lesson has some types thousands of times.
var keysByType sync.Map // of reflect.Type to keysOf

func yamlKeys(t reflect.Type) keysOf {
	if had, ok := keysByType.Load(t); ok {
		return had.(keysOf)
	}
	keys := keysOf{fields: map[string]reflect.StructField{}}
	for f := range t.Fields() {
		key := f.Tag.Get("yaml")
		if key == "" || key == "-" {
			continue
		}
		keys.fields[key] = f
		keys.known = append(keys.known, key)
	}
	keysByType.Store(t, keys)
	return keys
}

// mappings are the entries of a mapping node.
func mappings(node ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

func lineOf(node ast.Node) int {
	// A mapping's own token is its first colon, a literal's its bar: both may
	// stand below the key that a reader looks for.
	if entries, ok := mappings(node); ok && len(entries) > 0 {
		return entries[0].Key.GetToken().Position.Line
	}
	if tk := node.GetToken(); tk != nil && tk.Position != nil {
		return tk.Position.Line
	}
	return 1
}

func isEmpty(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.NullNode:
		return true
	case *ast.StringNode:
		return strings.TrimSpace(n.Value) == ""
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value) == ""
	case *ast.SequenceNode:
		return len(n.Values) == 0
	case *ast.IntegerNode:
		return n.GetToken().Value == "0"
	}
	return false
}

func quotable(node ast.Node) string {
	if _, ok := node.(*ast.NullNode); ok {
		return ""
	}
	return node.GetToken().Value
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// lastKey is the end of a path, as an author would call it: "step 3" is
// "steps[2]" in the file, so items are counted from 1.
func lastKey(path string) string {
	path = path[strings.LastIndex(path, ".")+1:]
	name, rest, ok := strings.Cut(path, "[")
	if !ok {
		if name == "" {
			return "the file"
		}
		return name
	}
	i, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
	if err != nil {
		return path
	}
	return fmt.Sprintf("item %d of %s", i+1, name)
}
