package lessons

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"wirewalk/lessons/wire"
)

const (
	// maxRecordingBytes bounds a recording's file; a run of ten steps takes about
	// 60 KB.
	maxRecordingBytes = 4 << 20
	// maxRecordings bounds their number: a lesson has about ten scripts.
	maxRecordings = 16 * maxLessons
)

// RecordingFile is where the recording of a script lies, beside the lessons.
func RecordingFile(script string) string {
	return "recordings/" + strings.ReplaceAll(script, "/", "-") + ".json"
}

// recorded is a recording that may yet have to be read.
type recorded func() *wire.Recording

// readRecordings reads the recordings of the scripts of all, by the scripts' ids.
func readRecordings(fsys fs.FS, all []*Lesson) (map[string]recorded, Problems, error) {
	names, err := fs.Glob(fsys, "recordings/*.json")
	if err != nil {
		return nil, nil, err
	}
	if len(names) > maxRecordings {
		return nil, nil, fmt.Errorf("%d recordings, at most %d are read", len(names), maxRecordings)
	}
	scripts := map[string]*Script{}
	var expected []string
	for _, l := range all {
		for _, s := range l.Scripts() {
			scripts[s.ID] = s
			expected = append(expected, path.Base(RecordingFile(s.ID)))
		}
	}
	recordings := map[string]recorded{}
	if ours, ok := fsys.(shipped); ok {
		for id := range scripts {
			if name := RecordingFile(id); slices.Contains(names, name) {
				recordings[id] = sync.OnceValue(func() *wire.Recording { return ours.recording(name) })
			}
		}
		return recordings, nil, nil
	}
	files := make([]recordingFile, len(names))
	reading := atOnce()
	for i, name := range names {
		reading.Go(func() error {
			files[i] = readRecording(fsys, name)
			return nil
		})
	}
	_ = reading.Wait() // each file has its own error
	var problems Problems
	for i, name := range names {
		found := func(line int, suggestion, format string, args ...any) {
			problems = append(problems, Problem{File: name, Line: line, Message: fmt.Sprintf(format, args...), Suggestion: suggestion})
		}
		rec := files[i].recording
		if err := files[i].err; err != nil {
			found(files[i].line, "", "%v", err)
			continue
		}
		s := scripts[rec.Script]
		switch {
		case rec.Schema != wire.RecordingSchema:
			found(1, "make the recordings again", "schema is %q, not %q", rec.Schema, wire.RecordingSchema)
		case s == nil:
			found(1, didYouMean(path.Base(name), expected), "a recording of %q, which is no script", rec.Script)
		case name != RecordingFile(s.ID):
			found(1, "call it "+RecordingFile(s.ID), "a recording of %s under another name", s.ID)
		case lastRow(rec) > len(s.Steps):
			found(1, "make the recordings again", "it goes on to row %d, and the table of %s has %d", lastRow(rec), s.ID, len(s.Steps))
		default:
			recordings[s.ID] = func() *wire.Recording { return rec }
		}
	}
	return recordings, problems, nil
}

// lastRow is the highest number of a row that anything in rec belongs to.
func lastRow(rec *wire.Recording) int {
	last := lastStep(rec)
	for i := range rec.Events {
		last = max(last, rec.Events[i].Step)
	}
	for i := range rec.Seen {
		last = max(last, rec.Seen[i].Step)
	}
	return last
}

// recording reads one that ships with the program.
func (ours shipped) recording(name string) *wire.Recording {
	read := readRecording(ours, name)
	if read.err != nil {
		panic(fmt.Sprintf("lessons: %s:%d: %v", name, read.line, read.err)) // a file of the program itself, which a test reads
	}
	return read.recording
}

// recordingFile is what a recording's file holds, or the line and the reason for
// which it is none.
type recordingFile struct {
	recording *wire.Recording
	line      int
	err       error
}

func readRecording(fsys fs.FS, name string) recordingFile {
	text, err := readBounded(fsys, name, maxRecordingBytes)
	if err != nil {
		return recordingFile{line: 1, err: err}
	}
	rec := &wire.Recording{}
	if line, err := decodeStrictly(text, rec); err != nil {
		return recordingFile{line: line, err: fmt.Errorf("not a recording: %w", err)}
	}
	if err := rec.Validate(); err != nil {
		return recordingFile{line: 1, err: err}
	}
	share(rec)
	return recordingFile{recording: rec}
}

// share lets equal texts of a recording be one: all are kept, and the names of a
// frame's bits, with what they mean and where they are defined, stand in each frame.
func share(rec *wire.Recording) {
	texts := map[string]string{}
	one := func(text *string) {
		had, known := texts[*text]
		if !known {
			texts[*text] = *text
			return
		}
		*text = had
	}
	for i := range rec.Events {
		e := &rec.Events[i]
		e.Fields = slices.Clone(e.Fields) // JSON's have grown
		for f := range e.Fields {
			for _, text := range []*string{&e.Fields[f].Name, &e.Fields[f].Value, &e.Fields[f].Meaning, &e.Fields[f].Ref} {
				one(text)
			}
		}
	}
}

// decodeStrictly decodes one JSON value; line is where an error lies.
func decodeStrictly(text []byte, into any) (line int, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	err = d.Decode(into)
	if err == nil {
		if _, after := d.Token(); after != io.EOF {
			err = errors.New("something follows the JSON value")
		}
	}
	if err == nil {
		return 0, nil
	}
	offset := d.InputOffset()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = syntax.Offset
	}
	return 1 + bytes.Count(text[:min(int(offset), len(text))], []byte("\n")), err
}
