package web

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/a-h/templ"

	"wirewalk/app/internal/stream"
)

// regions are the parts of a page that a stream keeps fresh, by name. The page
// puts each into the element whose data-region has that name; a list's items
// are regions of their own, in the order of its items.
type regions struct {
	of    map[string]templ.Component
	items []string // names, in the order of the page's data-items; nil: it has none
}

// freshener sends of a page's regions those that have changed.
type freshener struct {
	sent  map[string]string
	items []string // nil: none were sent
}

func newFreshener() *freshener { return &freshener{sent: map[string]string{}} }

// add adds an event with what has changed, if anything has, to what the next
// Flush sends.
func (f *freshener) add(ctx context.Context, out *stream.Writer, now regions) error {
	var change struct {
		Set   map[string]string `json:"set"`
		Items []string          `json:"items,omitzero"` // all of them, where their order is another
	}
	change.Set = map[string]string{}
	for name, view := range now.of {
		html, err := render(ctx, view)
		if err != nil {
			return err
		}
		if had, ok := f.sent[name]; !ok || had != string(html) {
			f.sent[name] = string(html)
			change.Set[name] = string(html)
		}
	}
	for name := range f.sent {
		if _, ok := now.of[name]; !ok {
			delete(f.sent, name)
		}
	}
	if now.items != nil && (f.items == nil || !slices.Equal(f.items, now.items)) {
		f.items, change.Items = now.items, now.items
	}
	if len(change.Set) == 0 && change.Items == nil {
		return nil
	}
	var data bytes.Buffer
	written := json.NewEncoder(&data)
	written.SetEscapeHTML(false) // whoever looks at the stream reads markup
	if err := written.Encode(change); err != nil {
		return err
	}
	out.Event("", "fresh", bytes.TrimSpace(data.Bytes()))
	return nil
}
