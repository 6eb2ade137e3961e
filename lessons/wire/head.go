package wire

import (
	"bytes"
	"strconv"
	"strings"
)

// head is what the decoder remembers of the head under way: what tells how long
// the body is and what follows it. MaxHead bounds it.
type head struct {
	size  int    // bytes of the lines done
	prior string // name of the last header field; empty before the first
	code  int    // of a response

	length          uint64
	hasLength       bool
	badLength       bool
	codings         string // Transfer-Encoding
	upgrade         string
	contentType     string
	contentEncoding string
}

// note remembers a field that matters for framing and returns the rules that it
// breaks.
func (h *head) note(name, value string) []string {
	switch strings.ToLower(name) {
	case "content-length":
		return h.noteLength(value)
	case "transfer-encoding":
		h.codings = joinList(h.codings, value)
	case "upgrade":
		h.upgrade = joinList(h.upgrade, value)
	case "content-type":
		h.contentType = value
	case "content-encoding":
		h.contentEncoding = joinList(h.contentEncoding, value)
	}
	return nil
}

// noteLength takes a list of equal numbers too, as RFC 9112 §6.3 allows.
func (h *head) noteLength(value string) []string {
	for part := range strings.SplitSeq(value, ",") {
		part = strings.Trim(part, " \t")
		n, err := strconv.ParseUint(part, 10, 63)
		if err != nil || !allIn([]byte(part), isDigit) {
			h.badLength = true
			return []string{RuleContentLength}
		}
		if h.hasLength && n != h.length {
			h.badLength = true
			return []string{RuleContentLengthTwice}
		}
		h.length, h.hasLength = n, true
	}
	return nil
}

func joinList(a, b string) string {
	if a == "" {
		return b
	}
	return a + "," + b
}

// headerLine makes the event of a header field, or of the blank line.
func (d *Decoder) headerLine() {
	line := d.buf
	d.head.size += len(line)
	content, _ := splitLineEnd(line)
	if len(content) == 0 {
		d.headEnd()
		return
	}
	header, rules := parseHeader(content, d.head.prior)
	rules = append(rules, lineEndRules(line)...)
	fields := headerFields(line, d.head.prior != "")
	if header.Name != "" {
		d.head.prior = header.Name
		if d.state == inHeader {
			rules = append(rules, d.head.note(header.Name, header.Value)...)
		}
	}
	d.emitUnit(Event{Kind: KindHeaderField, Fields: fields, Violations: violateAll(rules), Header: header})
}

// parseHeader reads a header line without its end. A folded line is taken for
// one more field with the name of the one before; a line that has no name
// stands with its text as the value.
func parseHeader(content []byte, prior string) (*HeaderField, []string) {
	trimmed := string(bytes.Trim(content, " \t"))
	if isSpace(content[0]) {
		if prior == "" {
			return &HeaderField{Value: trimmed}, []string{RuleSpaceBeforeHeaders}
		}
		return &HeaderField{Name: prior, Value: trimmed}, []string{RuleHeaderFold}
	}
	name, value, ok := bytes.Cut(content, []byte(":"))
	if !ok {
		return &HeaderField{Value: trimmed}, []string{RuleHeaderColon}
	}
	var rules []string
	bare := bytes.TrimRight(name, " \t")
	if len(bare) != len(name) {
		rules = append(rules, RuleHeaderNameSpace)
	}
	if !isToken(bare) {
		rules = append(rules, RuleHeaderName)
	}
	if !allIn(value, isLineText) {
		rules = append(rules, RuleHeaderValue)
	}
	return &HeaderField{Name: string(bare), Value: string(bytes.Trim(value, " \t"))}, rules
}

// headerFields lays the fields over a header line, as far as it goes. Where a
// field stands before it, white space at its beginning folds it.
func headerFields(line []byte, folds bool) []Field {
	const ref = "RFC 9112 §5"
	l := layout{b: line, fields: make([]Field, 0, 6)}
	content, end := splitLineEnd(line)
	switch i := bytes.IndexByte(content, ':'); {
	case len(content) == 0:
	case isSpace(content[0]) && folds:
		lead := len(content) - len(bytes.TrimLeft(content, " \t"))
		l.raw(lead, "obs-fold", "white space that goes on with the field before", "RFC 9112 §5.2")
		l.value(content[lead:], "more of the value before", "RFC 9112 §5.2")
	case isSpace(content[0]) || i < 0:
		l.bytes(len(content), "field-line", "a line that is no name and value", ref)
	default:
		name := bytes.TrimRight(content[:i], " \t")
		l.bytes(len(name), "field-name", "the field’s name; upper and lower case are the same", "RFC 9112 §5.1")
		l.raw(i-len(name), "whitespace", "white space that must not be here", "RFC 9112 §5.1")
		l.bytes(1, "colon", "between name and value", ref)
		value := content[i+1:]
		lead := len(value) - len(bytes.TrimLeft(value, " \t"))
		l.raw(lead, "OWS", "optional white space, not part of the value", ref)
		meaning, valueRef := headerMeaning(string(name))
		l.value(value[lead:], meaning, valueRef)
	}
	l.lineEnd(len(end), "the end of the line", "RFC 9112 §2.2")
	return l.fields
}

// value names a field value and the white space after it.
func (l *layout) value(b []byte, meaning, ref string) {
	n := len(bytes.TrimRight(b, " \t"))
	l.bytes(n, "field-value", meaning, ref)
	l.raw(len(b)-n, "OWS", "optional white space, not part of the value", "RFC 9112 §5")
}
