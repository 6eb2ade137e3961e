package lessons

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"runtime"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
	"golang.org/x/sync/errgroup"
)

// openingID stands in an address where another script has its experiment's id.
const openingID = "opening"

// Load reads every lesson of fsys (*.yaml) and every lab (labs/*.yaml), the code
// that they show (snippets/…) and the recordings beside them (recordings/*.json), and then
// those of more, which follow in the course: their numbers order them among
// themselves. Everything wrong is found before it returns: the error is then
// Problems. Any other error says which directory cannot be read.
func Load(fsys fs.FS, more ...Dir) (*Course, error) {
	return load(append([]Dir{{FS: fsys}}, more...))
}

func load(dirs []Dir) (*Course, error) {
	l, err := read(dirs)
	if err != nil {
		return nil, err
	}
	terms := Glossary(l.all)
	for _, lesson := range l.all {
		lesson.compileLater(terms)
	}
	return newCourse(l.all, l.recordings), nil
}

// atOnce runs what it is given on all processors.
func atOnce() *errgroup.Group {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	return &g
}

// read reads directories that follow each other in the course. Its error is
// Problems where anything in them is wrong.
func read(dirs []Dir) (*loading, error) {
	l := &loading{slugs: map[string]string{}, recordings: map[string]recorded{}}
	files := make([][]string, len(dirs))
	for i, d := range dirs { // before any is read: a directory that is none is told at once
		var err error
		if files[i], err = d.files(); err != nil {
			return nil, err
		}
	}
	for i, d := range dirs {
		if err := l.read(d, files[i]); err != nil {
			return nil, err
		}
	}
	if len(l.problems) > 0 {
		l.problems.sort()
		return nil, l.problems
	}
	return l, nil
}

// Check reads the lessons of a directory as they would be served, beside the
// shipped ones, unless it has those itself. It returns everything wrong with
// them, with the directory in the files' names. The error says that the directory
// cannot be read.
func Check(dir string) (Problems, error) {
	dirs := []Dir{OpenDir(dir)}
	if !dirs[0].hasShipped() {
		dirs = append([]Dir{{FS: Content()}}, dirs...)
	}
	_, err := read(dirs)
	var ps Problems
	if errors.As(err, &ps) {
		return ps, nil
	}
	return nil, err
}

// misnamed finds the files that are meant as lessons and would be passed over
// in silence.
func misnamed(fsys fs.FS) (Problems, error) {
	names, err := fs.Glob(fsys, "*.yml")
	labs, err2 := fs.Glob(fsys, labsDir+"/*.yml")
	var ps Problems
	for _, name := range append(names, labs...) {
		ps = append(ps, Problem{
			File: name, Line: 1, Message: "a lesson's file ends in .yaml, so this one is not read",
			Suggestion: "call it " + strings.TrimSuffix(name, ".yml") + ".yaml",
		})
	}
	return ps, errors.Join(err, err2)
}

// parse decodes one file. The lesson is nil where the text is not YAML at all;
// otherwise it holds what could be decoded.
func parse(name string, text []byte) (*Lesson, *shape, Problems) {
	var ps Problems
	s := &shape{lines: map[string]int{}, cut: map[string]bool{}, found: func(line int, message, suggestion string) {
		ps = append(ps, Problem{File: name, Line: line, Message: message, Suggestion: suggestion})
	}}
	if line, message := tooMuch(text); line > 0 {
		s.found(line, message, "")
		return nil, s, ps
	}
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		s.found(yamlError(err))
		return nil, s, ps
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		s.found(1, "a lesson is one YAML document", "")
		return nil, s, ps
	}
	body := file.Docs[0].Body
	l := &Lesson{Slug: slugOf(name)}
	s.visit(body, reflect.TypeFor[Lesson](), "")
	if err := yaml.NodeToValue(body, l, yaml.Strict()); err != nil && len(ps) == 0 {
		s.found(yamlError(err))
	}
	l.adopt()
	return l, s, ps
}

// tooMuch finds the line at which a text is more than a lesson; 0: there is none.
func tooMuch(text []byte) (line int, message string) {
	n := 0
	for l := range bytes.Lines(text) {
		switch n++; {
		case n > maxLessonLines:
			return n, fmt.Sprintf("this file has more than %d lines, and no more are read", maxLessonLines)
		case len(l) > maxLineBytes:
			return n, fmt.Sprintf("this line has %d bytes, at most %d are read", len(l), maxLineBytes)
		}
	}
	return 0, ""
}

// adopt gives the scripts of a lesson and the steps of its variants and walks
// their ids, and the scripts their way back to it and what is worked out of them once.
func (l *Lesson) adopt() {
	l.shown = l.shows()
	l.adoptWalks()
	l.Script.adopt(l, l.Slug)
	of := func(variants []Variant, id string) {
		for i := range variants {
			v := &variants[i]
			v.Script.adopt(l, l.Slug+"/"+id+"/"+v.ID)
			v.Script.nameSteps(id + "-" + v.ID)
		}
	}
	if l.Opening != nil {
		of(l.Opening.Ways, openingID)
	}
	for i := range l.Experiments {
		of(l.Experiments[i].Variants, l.Experiments[i].ID)
	}
	for i := range l.Walks {
		w := &l.Walks[i]
		w.Script.adopt(w.page, l.Slug+"/"+codeID+"/"+w.ID)
		w.Script.nameSteps(w.ID)
	}
}

// adopt gives the script its lesson and, where it has none, its id. There may be
// no script.
func (s *Script) adopt(l *Lesson, id string) {
	if s == nil {
		return
	}
	if s.ID == "" {
		s.ID = id
	}
	s.lesson = l
	s.worked = sync.OnceValue(s.workOut)
}

// nameSteps gives the steps that have no id one that begins with prefix.
func (s *Script) nameSteps(prefix string) {
	if s == nil {
		return
	}
	for i := range s.Steps {
		if st := &s.Steps[i]; st.ID == "" {
			st.ID = fmt.Sprintf("%s-row-%d", prefix, i+1)
		}
	}
}

// yamlError is what goccy says, without its excerpt of the source, and what
// most likely led to it.
func yamlError(err error) (line int, message, suggestion string) {
	var at yaml.Error
	if errors.As(err, &at) {
		line = 1
		if tk := at.GetToken(); tk != nil && tk.Position != nil {
			line = tk.Position.Line
		}
		return line, at.GetMessage(), remedy(at.GetMessage())
	}
	return 1, err.Error(), ""
}

// remedy is advice for the mistakes in YAML that are made most. goccy's words
// tell what its scanner met, not what the author did.
func remedy(message string) string {
	switch {
	case strings.Contains(message, "'\t'"):
		return "indent with spaces, not with tabs"
	case strings.HasPrefix(message, "mapping value is not allowed"):
		return `put a text that holds ": " in quotes, or write >- and begin it on the next line`
	case strings.HasPrefix(message, "value is not allowed"):
		return "see that this line is indented like its neighbours and that the quotes on it are closed"
	case strings.HasSuffix(message, "is a reserved character"):
		return "put a text that begins with this character in quotes, or write >- and begin it on the next line"
	case strings.HasSuffix(message, "must be specified"):
		return "see that every brace and bracket is closed, here and on the line above"
	}
	return ""
}
