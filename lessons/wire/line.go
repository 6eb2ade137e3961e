package wire

import "bytes"

// readLine takes bytes up to the end of a line, or up to the bound.
func (d *Decoder) readLine(b []byte) int {
	used := len(d.buf) - d.start
	room, rule := d.opt.MaxLine-used, RuleLineTooLong
	if left := d.opt.MaxHead - d.head.size - used; left < room && d.state != inChunkSize {
		room, rule = left, RuleHeadTooLong
	}
	if room <= 0 {
		if d.state == inChunkLast {
			d.beginTrailer()
		}
		d.malformed(rule)
		return 0
	}
	n := min(room, len(b))
	i := bytes.IndexByte(b[:n], '\n')
	if i < 0 {
		d.buf = append(d.buf, b[:n]...)
		return n
	}
	d.buf = append(d.buf, b[:i+1]...)
	d.lineDone()
	return i + 1
}

func (d *Decoder) lineDone() {
	switch d.state {
	case inStartLine:
		d.startLine()
	case inHeader, inTrailer:
		d.headerLine()
	case inChunkSize:
		d.chunkSizeLine()
	case inChunkLast:
		d.lastChunkLine()
	}
}

// splitLineEnd cuts off CR LF, a bare LF, or the CR of a line that is not
// finished.
func splitLineEnd(line []byte) (content, end []byte) {
	n := len(line)
	if n > 0 && line[n-1] == '\n' {
		n--
	}
	if n > 0 && line[n-1] == '\r' {
		n--
	}
	return line[:n], line[n:]
}

// leadingLineEnd is how many bytes b begins with that are a line end, or the CR of
// one that is not finished.
func leadingLineEnd(b []byte) int {
	n := 0
	if bytes.HasPrefix(b, []byte("\r")) {
		n++
	}
	if bytes.HasPrefix(b[n:], []byte("\n")) {
		n++
	}
	return n
}

// lineEndRules are the rules of RFC 9112 §2.2 that a whole line breaks.
func lineEndRules(line []byte) []string {
	content, end := splitLineEnd(line)
	var rules []string
	if bytes.IndexByte(content, '\r') >= 0 {
		rules = append(rules, RuleBareCR)
	}
	if len(end) == 1 {
		rules = append(rules, RuleBareLF)
	}
	return rules
}

// lineEnd names the line end that follows.
func (l *layout) lineEnd(n int, meaning, ref string) {
	if n == 0 {
		return
	}
	name := "CRLF"
	if n == 1 {
		name = "LF"
		if l.rest()[0] == '\r' {
			name = "CR"
		}
	}
	l.raw(n, name, meaning, ref)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isLineText reports whether c may stand in a field value or a reason phrase,
// RFC 9110 §5.5 and RFC 9112 §4. A CR is lineEndRules' to judge.
func isLineText(c byte) bool { return c >= ' ' && c != 0x7F || c == '\t' || c == '\r' }

// isToken reports whether b is a token of RFC 9110 §5.6.2.
func isToken(b []byte) bool {
	for _, c := range b {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && !isDigit(c) && bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), c) < 0 {
			return false
		}
	}
	return len(b) > 0
}

func allIn(b []byte, ok func(byte) bool) bool {
	for _, c := range b {
		if !ok(c) {
			return false
		}
	}
	return true
}
