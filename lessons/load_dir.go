package lessons

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
)

const (
	// maxLessonBytes bounds a lesson's file: the longest has about 100 KB, and a
	// wrong directory must not fill memory.
	maxLessonBytes = 1 << 20
	// maxLessonLines and maxLineBytes bound what is nested in what, and how much
	// stands beside each other: reading takes the square of both. The longest lesson
	// has some 4,000 lines, the longest line 200 bytes.
	maxLessonLines = 10_000
	maxLineBytes   = 8 << 10
	// maxLessons bounds a directory for the same reason. A course has about ten.
	maxLessons = 100
)

// Dir is a directory of lessons: one YAML file a lesson, and snippets/ and
// recordings/ beside them.
type Dir struct {
	Name string // problems call its files by it: Name/file.yaml
	FS   fs.FS
}

// OpenDir is a directory of this machine. Whether it is there shows when it is read.
// No link in it leads out of it.
func OpenDir(dir string) Dir { return Dir{Name: dir, FS: within(dir)} }

// loading is what Load has read so far.
type loading struct {
	all        []*Lesson
	slugs      map[string]string // → the file that took it
	recordings map[string]recorded
	problems   Problems
}

// read adds the lessons of a directory, in the files with these names, behind those
// that are there. The error says that it cannot be read.
func (l *loading) read(d Dir, names []string) error {
	var before []string // the slugs of the lessons, without the labs
	for _, lesson := range l.all {
		if lesson.Lab == nil {
			before = append(before, lesson.Slug)
		}
	}
	all, recordings, ps, err := d.lessons(names, before)
	if err != nil {
		return d.unreadable(err)
	}
	for i := range ps {
		ps[i].File = filepath.Join(d.Name, ps[i].File)
	}
	l.problems = append(l.problems, ps...)
	last := map[bool]int{} // of the lessons, and of the labs
	for _, before := range l.all {
		last[before.Lab != nil] = max(last[before.Lab != nil], before.Number)
	}
	slices.SortStableFunc(all, func(a, b *Lesson) int { return cmp.Compare(a.Number, b.Number) })
	own := map[string]bool{} // slugs of this directory
	for _, lesson := range all {
		if own[lesson.Slug] {
			continue // told already: a lesson and a lab have one name
		}
		own[lesson.Slug] = true
		file := filepath.Join(d.Name, lesson.file())
		if first, taken := l.slugs[lesson.Slug]; taken {
			l.problems = append(l.problems, Problem{
				File: file, Line: 1, Message: fmt.Sprintf("the address %s is taken by %s, which ships with the program", lesson.Path(), first),
				Suggestion: "call the file otherwise",
			})
			continue
		}
		l.slugs[lesson.Slug] = file
		if kind := lesson.Lab != nil; last[kind] > 0 {
			last[kind]++
			lesson.Number = last[kind]
		}
		l.all = append(l.all, lesson)
	}
	for script, rec := range recordings {
		if _, taken := l.recordings[script]; !taken {
			l.recordings[script] = rec
		}
	}
	return nil
}

// files are the files of lessons in the directory. The error says why there are
// none that can be read.
func (d Dir) files() ([]string, error) {
	names, err := lessonFiles(d.FS)
	switch {
	case err != nil:
	case len(names) == 0:
		err = d.empty()
	case len(names) > maxLessons:
		err = fmt.Errorf("%d lessons (*.yaml), at most %d are read", len(names), maxLessons)
	}
	if err != nil {
		return nil, d.unreadable(err)
	}
	return names, nil
}

func (d Dir) unreadable(err error) error {
	return fmt.Errorf("%s: %w", cmp.Or(d.Name, "lessons"), err)
}

// lessons are those of the directory, in the files with these names, also where
// there are problems. They follow lessons with the slugs before.
func (d Dir) lessons(names, before []string) ([]*Lesson, map[string]recorded, Problems, error) {
	problems, err := misnamed(d.FS)
	if err != nil {
		return nil, nil, nil, err
	}
	var all []*Lesson
	shapes := map[string]*shape{} // by slug
	taken := claims{numbers: map[place]string{}, slugs: map[string]string{}, recordings: map[string]string{}}
	for i, f := range d.checkAll(names) {
		problems = append(problems, f.problems...)
		if f.lesson == nil {
			continue
		}
		problems = append(problems, taken.by(names[i], f)...)
		all = append(all, f.lesson)
		shapes[f.lesson.Slug] = f.shape
	}
	problems = append(problems, checkOrder(all, before, shapes, names)...)
	recordings, ps, err := readRecordings(d.FS, all)
	return all, recordings, append(problems, ps...), err
}

// claims are what only one file of a directory can have, by what it is.
type claims struct {
	numbers    map[place]string  // → the file that took it
	slugs      map[string]string // → the file that took it
	recordings map[string]string // the file of a recording → the script that took it
}

// place is one in the course, or one among the labs.
type place struct {
	lab    bool
	number int
}

// by takes what the lesson in a file has, and returns what another has already.
func (c claims) by(file string, f checkedFile) Problems {
	var ps Problems
	l := f.lesson
	at := place{l.Lab != nil, l.Number}
	if first, taken := c.numbers[at]; taken && l.Number > 0 {
		ps = append(ps, Problem{File: file, Line: f.shape.line("number"), Message: fmt.Sprintf("number %d is taken by %s", l.Number, first)})
	} else {
		c.numbers[at] = file
	}
	if first, taken := c.slugs[l.Slug]; taken {
		ps = append(ps, Problem{File: file, Line: 1, Message: "a lesson and a lab have one name: " + first, Suggestion: "call one of them otherwise"})
	}
	c.slugs[l.Slug] = file
	for _, script := range l.Scripts() {
		recording := RecordingFile(script.ID)
		if first, taken := c.recordings[recording]; taken && first != script.ID {
			ps = append(ps, Problem{File: file, Line: 1, Message: fmt.Sprintf("the recordings of %s and %s would have one name", first, script.ID), Suggestion: "call one of them otherwise"})
		}
		c.recordings[recording] = script.ID
	}
	return ps
}

// checkAll checks files, each by itself.
func (d Dir) checkAll(names []string) []checkedFile {
	files := make([]checkedFile, len(names))
	reading := atOnce()
	for i, name := range names {
		reading.Go(func() error {
			files[i] = d.check(name)
			return nil
		})
	}
	_ = reading.Wait() // each file has its own problems
	return files
}

// checkedFile is a lesson as its file has it.
type checkedFile struct {
	lesson   *Lesson // nil where the file cannot be read as one
	shape    *shape
	problems Problems // what is wrong with the lesson by itself
}

// check reads one lesson and checks it by itself.
func (d Dir) check(name string) checkedFile {
	text, err := readBounded(d.FS, name, maxLessonBytes)
	if err != nil {
		return checkedFile{problems: Problems{{File: name, Line: 1, Message: err.Error()}}}
	}
	l, s, ps := parse(name, text)
	if l != nil {
		ps = append(ps, readSamples(d.FS, l, s, name)...)
		l.equip()
		ps = append(ps, check(l, s, name, ps)...)
	}
	return checkedFile{l, s, ps}
}

// lessonFiles are the files of lessons and of labs in a directory.
func lessonFiles(fsys fs.FS) ([]string, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	labs, err2 := fs.Glob(fsys, labsDir+"/*.yaml")
	return append(names, labs...), errors.Join(err, err2)
}

// file is where a lesson or a lab is read from.
func (l *Lesson) file() string {
	if l.Lab != nil {
		return labsDir + "/" + l.Slug + ".yaml"
	}
	return l.Slug + ".yaml"
}

// hasShipped reports whether every shipped lesson is in the directory: it is where
// they are written.
func (d Dir) hasShipped() bool {
	shipped, err := slugsOf(Content())
	return err == nil && !slices.ContainsFunc(shipped, func(slug string) bool {
		_, err := fs.Stat(d.FS, slug+".yaml")
		return err != nil
	})
}

// empty says why a directory has no lessons: it may not be there at all.
func (d Dir) empty() error {
	var at *fs.PathError
	if _, err := fs.ReadDir(d.FS, "."); errors.As(err, &at) {
		return at.Err // its path is that of the directory in itself
	} else if err != nil {
		return err
	}
	if ps, err := misnamed(d.FS); err == nil && len(ps) > 0 {
		return errors.New("no lesson (*.yaml) found; " + ps[0].String())
	}
	return errors.New("no lesson (*.yaml) found")
}
