package wire

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// streamReader reads an event stream, HTML §9.2.5 and §9.2.6: a line at a time,
// each into one event. The bytes of the events are those of the stream.
type streamReader struct {
	keep    int    // bytes kept of a line, and of an event's data
	buf     []byte // the line under way
	omitted int64  // its bytes beyond buf
	sawCR   bool   // the line ended with a CR; an LF right after belongs to it
	skipLF  bool   // the line before was flushed at its CR: an LF right after is the second half
	lead    int    // bytes of that LF in buf
	begun   bool   // the first line is done, so that a BOM is one no more

	pending   bool // a field line came since the last blank line
	data      []byte
	hasData   bool
	eventType string
	lastID    string
	cut       bool // not all of the data is kept
}

func newStreamReader(keep int) *streamReader { return &streamReader{keep: keep} }

// line takes bytes of one line and returns its event when the line is whole.
// After a CR that shows with the byte after it, which it may leave untaken.
func (r *streamReader) line(b []byte) (n int, e Event, whole bool) {
	for n < len(b) {
		c := b[n]
		switch {
		case r.sawCR:
			if c == '\n' {
				r.take(b[n : n+1])
				n++
			}
			return n, r.complete(), true
		case r.skipLF:
			r.skipLF = false
			if c == '\n' {
				r.take(b[n : n+1])
				r.lead = 1
				n++
			}
		case c == '\n':
			r.take(b[n : n+1])
			return n + 1, r.complete(), true
		case c == '\r':
			r.take(b[n : n+1])
			r.sawCR = true
			n++
		default:
			i := bytes.IndexAny(b[n:], "\r\n")
			if i < 0 {
				i = len(b) - n
			}
			r.take(b[n : n+i])
			n += i
		}
	}
	return n, Event{}, false
}

// flush completes a line that ends with a CR, without waiting for an LF.
func (r *streamReader) flush() (e Event, ok bool) {
	if !r.sawCR {
		return Event{}, false
	}
	r.skipLF = true
	return r.complete(), true
}

// end returns the event of what is dropped at the end of the stream, if
// anything is. Flush comes first.
func (r *streamReader) end() (e Event, ok bool) {
	if len(r.buf) == 0 && !r.pending {
		return Event{}, false
	}
	l := layout{b: r.buf, fields: []Field{}}
	l.streamLead(r.lead, !r.begun)
	l.bytes(len(l.rest()), "unfinished line", "no line end follows, so it is dropped", "HTML §9.2.6")
	e = Event{Kind: KindDropped, Bytes: r.buf, Omitted: r.omitted, Fields: l.fields}
	if r.pending || len(r.buf) > r.lead {
		e.Violations = []Violation{violate(RuleStreamUnfinished)}
	}
	return e, true
}

func (r *streamReader) take(b []byte) {
	n := min(len(b), r.keep-len(r.buf))
	r.buf = append(r.buf, b[:n]...)
	r.omitted += int64(len(b) - n)
}

// complete makes the event of the whole line in buf and begins the next.
func (r *streamReader) complete() Event {
	l := layout{b: r.buf, fields: make([]Field, 0, 6)}
	l.streamLead(r.lead, !r.begun)
	content := bytes.TrimRight(l.rest(), "\r\n")
	ended := len(l.rest()) - len(content)

	e := Event{Bytes: r.buf, Omitted: r.omitted}
	switch {
	case len(content) == 0 && r.omitted == 0:
		var meaning string
		e.Kind = KindDispatch
		e.Dispatch, meaning = r.dispatch()
		l.streamLineEnd(ended, meaning, "HTML §9.2.6")
	case len(content) > 0 && content[0] == ':':
		e.Kind = KindComment
		l.bytes(1, "colon", "a line that begins with a colon is a comment", "HTML §9.2.5")
		l.bytes(len(content)-1, "comment", "for people and proxies; it fires nothing", "HTML §9.2.5")
		l.streamLineEnd(ended, "the end of the line", "HTML §9.2.5")
	default:
		e.Kind = KindField
		e.Field = r.field(&l, content)
		l.streamLineEnd(ended, "the end of the line", "HTML §9.2.5")
	}
	if !utf8.Valid(content) && r.omitted == 0 {
		e.Violations = []Violation{violate(RuleStreamText)}
	}
	e.Fields = l.fields
	r.buf, r.omitted, r.sawCR, r.lead, r.begun = nil, 0, false, 0, true
	return e
}

// field takes a field line in, HTML §9.2.6, and names its parts.
func (r *streamReader) field(l *layout, content []byte) *StreamField {
	name, value, colon := bytes.Cut(content, []byte(":"))
	space := len(value) > 0 && value[0] == ' '
	if space {
		value = value[1:]
	}
	f := &StreamField{Name: decodeUTF8(name), Value: decodeUTF8(value)}
	r.pending = true
	nameMeaning, valueMeaning := r.process(f)

	l.bytes(len(name), "field name", nameMeaning, "HTML §9.2.6")
	if colon {
		l.bytes(1, "colon", "between name and value", "HTML §9.2.5")
	}
	if space {
		l.raw(1, "space", "one space after the colon is not part of the value", "HTML §9.2.5")
	}
	l.bytes(len(value), "value", valueMeaning, "HTML §9.2.6")
	return f
}

// process does what HTML §9.2.6 says for a field and tells it in words.
func (r *streamReader) process(f *StreamField) (name, value string) {
	switch f.Name {
	case "data":
		r.addData(f.Value)
		return "a line of the event’s data", "added to the data of the event"
	case "event":
		r.eventType = f.Value
		return "the type of the event", "the type that listeners are called for"
	case "id":
		if strings.ContainsRune(f.Value, 0) {
			return "the id of the event", "it holds a NUL, so it is ignored"
		}
		r.lastID = f.Value
		return "the id of the event", "kept, and sent as Last-Event-ID after a reconnect"
	case "retry":
		if f.Value == "" || !allIn([]byte(f.Value), isDigit) {
			return "how long to wait before a reconnect", "not a number of digits only, so it is ignored"
		}
		return "how long to wait before a reconnect", "in milliseconds"
	}
	return "unknown, so the line is ignored", "ignored with its field"
}

// addData joins the lines of data, which end with LF each but the last.
func (r *streamReader) addData(line string) {
	if r.hasData {
		line = "\n" + line
	}
	r.hasData = true
	n := min(len(line), r.keep-len(r.data))
	r.cut = r.cut || n < len(line) || r.omitted > 0
	r.data = append(r.data, line[:n]...)
}

// dispatch does what HTML §9.2.6 says for a blank line and tells it in words.
func (r *streamReader) dispatch() (*Message, string) {
	m := &Message{Type: r.eventType, Data: string(r.data), LastEventID: r.lastID}
	fires, cut := r.hasData, r.cut
	r.pending, r.data, r.hasData, r.cut, r.eventType = false, nil, false, false, ""
	if !fires {
		return nil, "a blank line, but no data came before it: nothing fires"
	}
	if m.Type == "" {
		m.Type = "message"
	}
	if cut {
		return m, "a blank line: the event fires now, with more data than is kept here"
	}
	return m, "a blank line: the event fires now"
}

// streamLead names what may stand before a line: the second half of the line
// end before, and the mark that may begin a stream.
func (l *layout) streamLead(lead int, first bool) {
	l.raw(lead, "LF", "the second half of the line end before", "HTML §9.2.5")
	if first && bytes.HasPrefix(l.rest(), []byte("\xEF\xBB\xBF")) {
		l.raw(3, "BOM", "a byte order mark, skipped", "HTML §9.2.5")
	}
}

func (l *layout) streamLineEnd(n int, meaning, ref string) {
	l.raw(n, "end-of-line", meaning, ref)
}

// decodeUTF8 decodes as a browser does (WHATWG Encoding): one U+FFFD for the
// beginning of a character that breaks off, and one for each other byte that is
// not UTF-8.
func decodeUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var s strings.Builder
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			for n < len(b) && !utf8.FullRune(b[:n]) && !utf8.FullRune(b[:n+1]) {
				n++
			}
		}
		s.WriteRune(r)
		b = b[n:]
	}
	return s.String()
}
