package parts

import (
	"net/url"

	"github.com/a-h/templ"
)

// benchPreset is what is written on a bench at one position of its knob. The
// position "own" has none.
type benchPreset struct {
	Variant string // its id
	Name    string
	Text    string
}

// link leads to the page of the bench, with that text.
func (p benchPreset) link(name string) templ.SafeURL {
	return templ.SafeURL("?" + url.Values{name: {p.Text}}.Encode())
}
