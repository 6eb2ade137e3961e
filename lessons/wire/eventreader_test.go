package wire

import (
	"slices"
	"testing"
)

func TestEventReader(t *testing.T) {
	r := NewEventReader("7")
	for _, x := range []struct {
		piece  string
		kinds  []Kind
		fires  []Message
		lastID string
	}{
		{"data: a\n\n", []Kind{KindField, KindDispatch}, []Message{{"message", "a", "7"}}, "7"},
		{"id: 8\n", []Kind{KindField}, nil, "7"},
		{"\n", []Kind{KindDispatch}, nil, "8"},
		{": hi\r", []Kind{KindComment}, nil, "8"},
		{"\nevent: ping\ndata: b", []Kind{KindField}, nil, "8"},
		{"c\n\n", []Kind{KindField, KindDispatch}, []Message{{"ping", "bc", "8"}}, "8"},
		{"id\n\n", []Kind{KindField, KindDispatch}, nil, ""},
		{"", nil, nil, ""},
	} {
		var kinds []Kind
		var fires []Message
		for _, e := range r.Feed([]byte(x.piece)) {
			kinds = append(kinds, e.Kind)
			if e.Dispatch != nil {
				fires = append(fires, *e.Dispatch)
			}
			if e.From != Server {
				t.Errorf("%q: %s is from %q", x.piece, e.Kind, e.From)
			}
		}
		if !slices.Equal(kinds, x.kinds) || !slices.Equal(fires, x.fires) || r.LastEventID() != x.lastID {
			t.Errorf("%q: %v fires %v, last event ID %q; want %v, %v, %q", x.piece, kinds, fires, r.LastEventID(), x.kinds, x.fires, x.lastID)
		}
	}
}
