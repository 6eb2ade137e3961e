package wire

import (
	"bytes"
	"strconv"
)

// startLine makes the event of a request line or a status line.
func (d *Decoder) startLine() {
	line := d.buf[d.start:]
	content, end := splitLineEnd(line)
	if d.from == Client && d.start == 0 && len(content) == 0 {
		// RFC 9112 §2.2: at least one empty line before a request is to be
		// skipped; a second one is told as malformed.
		d.start = len(d.buf)
		d.head.size += len(end)
		return
	}
	d.head.size += len(line)
	rules := lineEndRules(line)
	if d.start == 1 {
		rules = append([]string{RuleBareLF}, rules...)
	}
	e := Event{Fields: startLineFields(d.from, d.buf)}
	var more []string
	if d.from == Client {
		e.Kind = KindRequestLine
		e.Request, more = parseRequestLine(content)
		if e.Request == nil {
			d.malformed(append(rules, more...)...)
			return
		}
	} else {
		e.Kind = KindStatusLine
		e.Status, more = parseStatusLine(content)
		if e.Status == nil {
			d.malformed(append(rules, more...)...)
			return
		}
		d.head.code = e.Status.Code
	}
	e.Violations = violateAll(append(rules, more...))
	d.emitUnit(e)
	d.state = inHeader
}

func parseRequestLine(b []byte) (*RequestLine, []string) {
	method, rest, _ := bytes.Cut(b, []byte(" "))
	target, version, _ := bytes.Cut(rest, []byte(" "))
	if !isToken(method) || len(target) == 0 || !isHTTPVersion(version) {
		return nil, []string{RuleRequestLine}
	}
	var rules []string
	if !allIn(target, func(c byte) bool { return c > ' ' && c < 0x7F }) {
		rules = append(rules, RuleRequestTarget)
	}
	return &RequestLine{Method: string(method), Target: string(target), Version: string(version)}, rules
}

func parseStatusLine(b []byte) (*StatusLine, []string) {
	version, rest, _ := bytes.Cut(b, []byte(" "))
	code, reason, spaced := bytes.Cut(rest, []byte(" "))
	if !isHTTPVersion(version) || len(code) != 3 || !allIn(code, isDigit) {
		return nil, []string{RuleStatusLine}
	}
	var rules []string
	n, _ := strconv.Atoi(string(code))
	if n < 100 || n > 599 {
		rules = append(rules, RuleStatusCode)
	}
	if !spaced {
		rules = append(rules, RuleStatusLineSpace)
	}
	if !allIn(reason, isLineText) {
		rules = append(rules, RuleReasonPhrase)
	}
	return &StatusLine{Version: string(version), Code: n, Reason: string(reason)}, rules
}

// isHTTPVersion reports whether b is an HTTP-version of RFC 9112 §2.3.
func isHTTPVersion(b []byte) bool {
	return len(b) == 8 && string(b[:5]) == "HTTP/" && isDigit(b[5]) && b[6] == '.' && isDigit(b[7])
}

// startLineFields lays the fields over a start line, as far as it goes.
func startLineFields(from Endpoint, b []byte) []Field {
	const ref = "RFC 9112 §3"
	l := layout{b: b, fields: make([]Field, 0, 6)}
	if from == Client {
		if n := emptyLine(b); n > 0 {
			l.lineEnd(n, "an empty line before the request, to be skipped", "RFC 9112 §2.2")
		}
	}
	content, end := splitLineEnd(l.rest())
	if from == Client {
		l.words(content,
			part{"method", "what is wanted: GET asks for something, POST brings something", "RFC 9112 §3.1"},
			part{"request-target", "what it is about: an address on this server", "RFC 9112 §3.2"},
			part{"HTTP-version", "the version of HTTP that is spoken", "RFC 9112 §2.3"})
		l.lineEnd(len(end), "the end of the request line", ref)
		return l.fields
	}
	l.words(content,
		part{"HTTP-version", "the version of HTTP that is spoken", "RFC 9112 §2.3"},
		part{"status-code", statusMeaning(content), "RFC 9110 §15"},
		part{"reason-phrase", "the same in words, for people; programs skip it", "RFC 9112 §4"})
	l.lineEnd(len(end), "the end of the status line", "RFC 9112 §4")
	return l.fields
}

func emptyLine(b []byte) int {
	switch {
	case bytes.HasPrefix(b, []byte("\r\n")):
		return 2
	case bytes.HasPrefix(b, []byte("\n")):
		return 1
	}
	return 0
}

type part struct{ name, meaning, ref string }

// words names the words of content, the last of which may hold spaces, and the
// spaces between them.
func (l *layout) words(content []byte, parts ...part) {
	for i, p := range parts {
		n := len(content)
		if at := bytes.IndexByte(content, ' '); at >= 0 && i < len(parts)-1 {
			n = at
		}
		l.bytes(n, p.name, p.meaning, p.ref)
		content = content[n:]
		if len(content) > 0 {
			l.raw(1, "SP", "one space", p.ref)
			content = content[1:]
		}
	}
}

func statusMeaning(line []byte) string {
	_, rest, _ := bytes.Cut(line, []byte(" "))
	code, _, _ := bytes.Cut(rest, []byte(" "))
	if string(code) == "101" {
		return "the protocol changes after this head"
	}
	switch {
	case len(code) == 0:
		return ""
	case code[0] == '1':
		return "for your information: the real answer follows"
	case code[0] == '2':
		return "it worked"
	case code[0] == '3':
		return "look somewhere else"
	case code[0] == '4':
		return "the request was at fault"
	case code[0] == '5':
		return "the server was at fault"
	}
	return "a code that HTTP gives no meaning"
}
