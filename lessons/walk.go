package lessons

import (
	"reflect"
	"slices"
)

// codeID stands in an address where another script has its experiment's id.
const codeID = "code"

// WalksID is where on its page a lesson lists its walks.
const WalksID = "walks"

// Walk is code that is walked line by line, with the connection that it makes.
// It has a page of its own, /lessons/{slug}/code/{id}.
type Walk struct {
	ID      string `yaml:"id" must:"text"` // unique among the lesson's walks
	Title   string `yaml:"title" must:"text"`
	Summary string `yaml:"summary" md:"inline" must:"text"` // Markdown, inline: one sentence, for the list of walks
	Text    string `yaml:"text" md:"blocks"`                // Markdown, blocks: said before the table

	// Walked is whose code this is about. Its listing comes first, with what its
	// parts mean.
	Walked Actor `yaml:"walked" must:"text"`
	// Browser and Server are the ids of the samples whose lines the rows light.
	// The one that is walked must be there.
	Browser string `yaml:"browser" shows:"sample"`
	Server  string `yaml:"server" shows:"sample"`
	// Script has the columns of a walkthrough. Its id is "{slug}/code/{id}".
	Script *Script `yaml:"script" must:"text"`
	// More are the ids of samples that belong to both: a client to try the server
	// with, the same server in another language.
	More []string `yaml:"more" shows:"sample"`
	// Attempts are the ids of samples that show what the source's code does.
	Attempts    []string `yaml:"attempts" shows:"sample"`
	Corrections []string `yaml:"corrections"` // ids, shown before the table

	page *Lesson // see Page; made and filled by Load
}

// Page is the walk as a lesson of its own, of the same slug: its title, its text
// as the Why, its script, and of the lesson's samples and corrections those that
// it names. Its texts and code are compiled as those of a page of their own.
func (w *Walk) Page() *Lesson { return w.page }

// Path is where the walk's page is.
func (w *Walk) Path() string { return w.page.Path() + "/" + codeID + "/" + w.ID }

// sample is the id of the sample of that side, empty where there is none.
func (w *Walk) sample(side Actor) string {
	if side == Browser {
		return w.Browser
	}
	return w.Server
}

// Sides are the walk's listings, the one that is walked first.
func (w *Walk) Sides() []*Sample {
	var all []*Sample
	for _, side := range []Actor{w.Walked, other(w.Walked)} {
		if s := w.page.SampleOf(string(side)); s != nil {
			all = append(all, s)
		}
	}
	return all
}

// Walk is the walk of that script, or nil.
func (l *Lesson) Walk(s *Script) *Walk {
	for i := range l.Walks {
		if s != nil && l.Walks[i].Script == s {
			return &l.Walks[i]
		}
	}
	return nil
}

// Walk is the walk of that script, in whichever lesson, or nil.
func (c *Course) Walk(s *Script) *Walk {
	if s == nil || s.lesson == nil || c.bySlug[s.lesson.Slug] == nil {
		return nil
	}
	return c.bySlug[s.lesson.Slug].Walk(s)
}

// walked reports whether the script is a walkthrough, of a lesson or of code:
// its rows have panes, and a table with all its columns.
func (s *Script) walked() bool { return s.lesson != nil && s.lesson.Script == s }

// adoptWalks makes the pages of the walks. It comes before the files of the
// samples are read: a page's samples are given to it by equip.
func (l *Lesson) adoptWalks() {
	for i := range l.Walks {
		w := &l.Walks[i]
		w.page = &Lesson{Slug: l.Slug, Number: l.Number, Source: l.Source, Title: w.Title, Why: Why{Text: w.Text}, Script: w.Script, Terms: l.Terms}
	}
}

// equip gives the pages of the walks the samples that they name, each in its
// role, and the corrections and disagreements.
func (l *Lesson) equip() {
	for i := range l.Walks {
		w := &l.Walks[i]
		add := func(id, role string) {
			if s := l.Sample(id); s != nil {
				of := *s
				of.Role = role
				w.page.Code = append(w.page.Code, of)
			}
		}
		add(w.Browser, string(Browser))
		add(w.Server, string(Server))
		for _, id := range slices.Concat(w.More, w.Attempts) {
			add(id, "")
		}
		met := w.met()
		for _, c := range l.Corrections {
			if slices.Contains(met, c.ID) {
				w.page.Corrections = append(w.page.Corrections, c)
			}
		}
		for _, d := range l.Disagreements {
			if slices.Contains(met, d.ID) {
				w.page.Disagreements = append(w.page.Disagreements, d)
			}
		}
	}
	if len(l.Walks) == 0 {
		return
	}
	l.away = map[string]bool{}
	here := map[string]bool{}
	l.met(reflect.ValueOf(l), "", here)
	for i := range l.Walks {
		for _, id := range l.Walks[i].met() {
			l.away[id] = !here[id]
		}
	}
}

// Away reports whether the correction or disagreement with that id is met on the
// page of a walk, and nowhere on the lesson's own.
func (l *Lesson) Away(id string) bool { return l.away[id] }

// referring are the keys of a text that is one correction's or disagreement's id:
// of a row, of a tracker's value, of a block.
var referring = []string{"stateNote", "wireNote", "correction", "disagreement"}

// met notes which corrections and disagreements are named below v in what is read
// on the lesson's own page.
func (l *Lesson) met(v reflect.Value, path string, ids map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			l.met(v.Elem(), path, ids)
		}
	case reflect.Slice:
		for i := range v.Len() {
			l.met(v.Index(i), itemPath(path, i), ids)
		}
	case reflect.Struct:
		for f, fv := range v.Fields() {
			key := f.Tag.Get("yaml")
			at := join(path, key)
			switch {
			case key == "" || key == "-" || l.onWalk(at+"."):
			case key == "corrections" && fv.Type() == reflect.TypeFor[[]string]():
				for i := range fv.Len() {
					ids[fv.Index(i).String()] = true
				}
			case fv.Kind() == reflect.String && slices.Contains(referring, key):
				ids[fv.String()] = true
			default:
				l.met(fv, at, ids)
			}
		}
	}
}

// met are the ids of the corrections and disagreements that a reader of the
// walk's page comes upon.
func (w *Walk) met() []string {
	ids := slices.Clone(w.Corrections)
	for _, s := range w.page.Code {
		ids = append(ids, s.Corrections...)
	}
	if w.Script != nil {
		for _, st := range w.Script.Steps {
			ids = append(append(ids, st.Corrections...), st.Row.StateNote, st.Row.WireNote)
		}
	}
	return ids
}

// onWalk reports whether the text at path is read on a walk's page and not on the
// lesson's own.
func (l *Lesson) onWalk(path string) bool {
	key, i := itemOf(path)
	switch {
	case i < 0:
	case key == "walks":
		return true
	case key == "corrections":
		return l.away[l.Corrections[i].ID]
	case key == "code":
		return slices.ContainsFunc(l.Walks, func(w Walk) bool { return w.Page().Sample(l.Code[i].ID) != nil })
	}
	return false
}
