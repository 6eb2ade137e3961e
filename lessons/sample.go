package lessons

import (
	"path"
	"reflect"
	"regexp"
	"strings"
)

// Runtime is what runs a sample.
type Runtime string

const (
	InBrowser Runtime = "browser"
	InNode    Runtime = "node"
	InGo      Runtime = "go"
)

// Sample is code of ours that can be read, copied and run. Its code is a file
// of its own, or a few lines in the lesson.
type Sample struct {
	ID    string `yaml:"id" must:"text"`
	Title string `yaml:"title" must:"text"` // "In the browser"
	// File is where the code lies, from the lesson's directory and below snippets:
	// "snippets/frames/browser.js". A Go program has a directory of its own.
	File string `yaml:"file"`
	// Source is the code itself: as it is written in the lesson, instead of File,
	// or as Load read it from there.
	Source   string `yaml:"source"`
	Language string `yaml:"language"` // chroma's name: "javascript", "go"; empty: by the ending of File
	Role     string `yaml:"role"`     // "browser" or "server": the lines that steps light up; empty: neither

	// Runtime is what runs it; empty: by the ending of File, of which .js and .html
	// are for the browser, .mjs and .cjs for Node. Source without it is not run.
	Runtime Runtime `yaml:"runtime"`
	// Prints is what it prints when it is run, line by line: a browser's console,
	// otherwise both standard streams together. In a line … stands for anything, and
	// a line of … alone for any number of lines.
	Prints string `yaml:"prints"`
	// Fails says that it ends with the error that Prints shows.
	Fails bool `yaml:"fails"`
	// With is what Prints was seen with: "Node 20.20.2, ws 8.23.0". Whatever fails has it.
	With string `yaml:"with"`
	// Beside is the id of the sample of the same lesson that runs as the server
	// beside it.
	Beside string `yaml:"beside"`
	// Run gives it a button that runs it in the page, in a frame without an origin.
	// Such code is for the browser and talks to nobody but this server, at the
	// addresses below /live/, written without a host: new WebSocket('/live/echo').
	Run bool `yaml:"run"`
	// Unrun is why no test runs it, where it neither prints anything nor stands
	// beside a sample that does.
	Unrun string `yaml:"unrun"`

	Pieces      []Piece  `yaml:"pieces"`                           // what its parts mean
	Differs     string   `yaml:"differs" md:"blocks" terms:"link"` // Markdown, blocks: what is different from the source, and why
	Corrections []string `yaml:"corrections"`
}

// Piece explains lines of a Sample.
type Piece struct {
	ID    string `yaml:"id" must:"text"`
	Lines []int  `yaml:"lines" must:"list"`
	Text  string `yaml:"text" md:"inline" terms:"link" must:"text"` // Markdown, inline
}

// Pair is a mistake beside its mending: two samples that run at once.
//
// The tag shows marks what names a sample that is shown there, so that the
// section of the code does not show it again (see Lesson.Unshown).
type Pair struct {
	ID          string   `yaml:"id" must:"text"`
	Title       string   `yaml:"title" must:"text"`
	Wrong       string   `yaml:"wrong" must:"text" shows:"sample"`
	Right       string   `yaml:"right" must:"text" shows:"sample"`
	Cause       string   `yaml:"cause" md:"blocks" terms:"link" must:"text"` // Markdown, blocks: why people write it, and what comes of it
	Corrections []string `yaml:"corrections"`                                // ids
}

// endings are what the ending of a sample's file says of it.
var endings = map[string]struct {
	language string
	runtime  Runtime
}{
	".js":   {"javascript", InBrowser},
	".html": {"html", InBrowser},
	".mjs":  {"javascript", InNode},
	".cjs":  {"javascript", InNode},
	".go":   {"go", InGo},
}

// derive fills in what the file's ending says and the lesson does not.
func (s *Sample) derive() {
	e := endings[path.Ext(s.File)]
	if s.Language == "" {
		s.Language = e.language
	}
	if s.Runtime == "" {
		s.Runtime = e.runtime
	}
}

// lines are how many lines the sample's code has.
func (s *Sample) lines() int { return strings.Count(strings.TrimSuffix(s.Source, "\n"), "\n") + 1 }

// Sample is the sample with that id, or nil.
func (l *Lesson) Sample(id string) *Sample {
	for i := range l.Code {
		if l.Code[i].ID == id {
			return &l.Code[i]
		}
	}
	return nil
}

// Unshown are the samples that no other part of the lesson shows.
func (l *Lesson) Unshown() []*Sample {
	shown := l.shown
	if shown == nil { // made by hand
		shown = l.shows()
	}
	var rest []*Sample
	for i := range l.Code {
		if s := &l.Code[i]; !shown[s.ID] {
			rest = append(rest, s)
		}
	}
	return rest
}

// shows are the samples that a part, a walk or a pair shows.
func (l *Lesson) shows() map[string]bool {
	shown := map[string]bool{}
	eachTagged(reflect.ValueOf(l), "", "shows", func(_, _, id string) { shown[id] = true })
	return shown
}

// SampleOf is the sample whose lines the steps light for a role, "browser" or
// "server", or nil.
func (l *Lesson) SampleOf(role string) *Sample {
	for i := range l.Code {
		if l.Code[i].Role == role {
			return &l.Code[i]
		}
	}
	return nil
}

// scriptElement is a script in a page of a sample.
var scriptElement = regexp.MustCompile(`(?s)<script>(.*?)</script>`)

// Page is the content of the frame that runs a sample for the browser, and the
// texts of its scripts, which are all that may run there. A sample in JavaScript
// is a module.
func (s *Sample) Page() (html string, scripts []string) {
	if path.Ext(s.File) != ".html" {
		text := "\n" + s.Source
		return `<script type="module">` + text + "</script>", []string{text}
	}
	for _, m := range scriptElement.FindAllStringSubmatch(s.Source, -1) {
		scripts = append(scripts, m[1])
	}
	return s.Source, scripts
}

// framed reports whether Page finds all scripts: those of a page have no
// attributes, and none holds an end of its own.
func (s *Sample) framed() bool {
	rest := s.Source
	if path.Ext(s.File) == ".html" {
		rest = scriptElement.ReplaceAllString(rest, "")
	}
	rest = strings.ToLower(rest)
	return !strings.Contains(rest, "<script") && !strings.Contains(rest, "</script")
}
