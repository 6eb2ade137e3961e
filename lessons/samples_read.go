package lessons

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"
)

const (
	// snippetsDir is the only directory that samples are read from, so that no
	// lesson shows what was not written to be shown.
	snippetsDir = "snippets"
	// maxSampleBytes bounds a sample's file: it is read on a page, and the longest
	// has 3 KB.
	maxSampleBytes = 16 << 10
)

// readSamples gives the samples of l the code of their files.
func readSamples(fsys fs.FS, l *Lesson, s *shape, name string) Problems {
	var ps Problems
	for i := range l.Code {
		of := &l.Code[i]
		say := func(key, suggestion, format string, args ...any) {
			ps = append(ps, Problem{File: name, Line: s.line(fmt.Sprintf("code[%d].%s", i, key)), Message: fmt.Sprintf(format, args...), Suggestion: suggestion})
		}
		switch {
		case of.File != "" && of.Source != "":
			say("source", "remove one of the two", "a sample has a file or a source")
			continue
		case of.File == "":
			if of.Source == "" && !s.cut[fmt.Sprintf("code[%d].file", i)] && !s.cut[fmt.Sprintf("code[%d].source", i)] {
				say("id", "write file: snippets/…, or a few lines as source: |", "sample %s has no code", of.ID)
			}
			of.derive()
			continue
		}
		of.derive()
		if !fs.ValidPath(of.File) || !strings.HasPrefix(of.File, snippetsDir+"/") {
			say("file", "write it as snippets/"+l.Slug+"/"+path.Base(of.File), "the code of a sample lies below %s, and %q does not", snippetsDir, of.File)
			continue
		}
		text, err := readBounded(fsys, of.File, maxSampleBytes)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			say("file", didYouMean(of.File, snippetFiles(fsys)), "there is no file %q", of.File)
		case err != nil:
			say("file", "", "%v", err)
		case !utf8.Valid(text):
			say("file", "save it as UTF-8", "%q is no text", of.File)
		case strings.TrimSpace(string(text)) == "":
			say("file", "", "%q is empty", of.File)
		default:
			of.Source = string(text)
		}
	}
	return ps
}

// snippetFiles are the files that a sample could name.
func snippetFiles(fsys fs.FS) []string {
	var names []string
	_ = fs.WalkDir(fsys, snippetsDir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return nil // what cannot be read is not suggested
	})
	return names
}
