package wire

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// readStream reads a whole event stream in the given pieces.
func readStream(keep int, pieces ...[]byte) []Event {
	r := newStreamReader(keep)
	var events []Event
	for _, b := range pieces {
		for len(b) > 0 {
			n, e, whole := r.line(b)
			b = b[n:]
			if whole {
				events = append(events, e)
			}
		}
	}
	if e, ok := r.flush(); ok {
		events = append(events, e)
	}
	if e, ok := r.end(); ok {
		events = append(events, e)
	}
	return events
}

func TestEventStreamFires(t *testing.T) {
	for _, x := range []struct {
		name, raw string
		want      []string // type|data|last event id
	}{
		{"data", "data: x\n\n", []string{"message|x|"}},
		{"two lines", "data: x\ndata: y\n\n", []string{"message|x\ny|"}},
		{"one space only is removed", "data:  x\ndata:y\n\n", []string{"message| x\ny|"}},
		{"empty lines of data", "data\ndata\n\ndata:\n\n", []string{"message|\n|", "message||"}},
		{"CR", "data: x\r\rdata: y\r\r", []string{"message|x|", "message|y|"}},
		{"CRLF", "data: x\r\n\r\n", []string{"message|x|"}},
		{"mixed", "data: x\r\n\rdata: y\n\r\n", []string{"message|x|", "message|y|"}},
		{"a byte order mark", "\xEF\xBB\xBFdata: x\n\n", []string{"message|x|"}},
		{"the mark only once", "\n\xEF\xBB\xBFdata: x\n\n", nil},
		{"type", "event: add\ndata: 1\n\ndata: 2\n\n", []string{"add|1|", "message|2|"}},
		{"a type without data is forgotten", "event: add\n\ndata: 2\n\n", []string{"message|2|"}},
		{"the id persists", "id: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", []string{"message|a|7", "message|b|7", "message|c|"}},
		{"an id without data counts", "id: 7\n\ndata: a\n\n", []string{"message|a|7"}},
		{"an id with NUL is ignored", "id: 1\nid: 2\x003\ndata: a\n\n", []string{"message|a|1"}},
		{"comments and unknown fields", ": hi\nfoo: bar\nDATA: no\ndata: x\n\n", []string{"message|x|"}},
		{"a colon in the value", "data: a:b\n\n", []string{"message|a:b|"}},
		{"an unfinished event", "data: x\n\ndata: y\n", []string{"message|x|"}},
		{"an unfinished line", "data: x\n\ndata: y", []string{"message|x|"}},
		{"not UTF-8", "data: \xffx\n\n", []string{"message|\uFFFDx|"}},
		{"characters that break off", "data: \xe2\x82a\xf0\x9f\x98b\xe2\x82\n\n", []string{"message|\uFFFDa\uFFFDb\uFFFD|"}},
		{"bytes that begin nothing", "data: \xe0\x80\x80\xf5\n\n", []string{"message|\uFFFD\uFFFD\uFFFD\uFFFD|"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			var got []string
			for _, e := range readStream(DefaultKeepPayload, []byte(x.raw)) {
				checkBits(t, &e)
				if m := e.Dispatch; m != nil {
					got = append(got, fmt.Sprintf("%s|%s|%s", m.Type, m.Data, m.LastEventID))
				}
			}
			if !slices.Equal(got, x.want) {
				t.Errorf("fires %q, want %q", got, x.want)
			}
		})
	}
}

func TestEventStreamFieldsSayWhatIsIgnored(t *testing.T) {
	for line, want := range map[string]string{
		"retry: 250":  "in milliseconds",
		"retry: 2.5":  "not a number of digits only, so it is ignored",
		"id: a\x00b":  "it holds a NUL, so it is ignored",
		"colour: red": "ignored with its field",
	} {
		e := readStream(DefaultKeepPayload, []byte(line+"\n"))[0]
		if got := e.Fields[3]; got.Name != "value" || got.Meaning != want {
			t.Errorf("%q: %+v, want %q", line, got, want)
		}
	}
}

func TestALongLineIsNotAllKept(t *testing.T) {
	line := "data: " + strings.Repeat("x", 1000)
	events := readStream(200, []byte(line+"\n"+line+"\r\n\r\n"))
	if len(events) != 3 {
		t.Fatalf("%d events", len(events))
	}
	for i, end := range []int{1, 2} {
		if e := events[i]; len(e.Bytes) != 200 || e.Omitted != int64(len(line)+end-200) {
			t.Errorf("line %d keeps %d bytes and omits %d", i, len(e.Bytes), e.Omitted)
		}
	}
	if m := events[2].Dispatch; len(m.Data) != 200 || !strings.Contains(events[2].Fields[0].Meaning, "more data") {
		t.Errorf("%d bytes of data, %q", len(m.Data), events[2].Fields[0].Meaning)
	}
}
