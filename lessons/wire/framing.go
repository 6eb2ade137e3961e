package wire

import "strings"

// headEnd makes the event of the blank line and decides what follows it,
// RFC 9112 §6.3.
func (d *Decoder) headEnd() {
	l := layout{b: d.buf}
	e := Event{Kind: KindHeadEnd, Violations: violateAll(lineEndRules(d.buf))}
	if d.state == inTrailer {
		l.lineEnd(len(d.buf), "a blank line: the trailer and with it the message end here", "RFC 9112 §7.1.2")
		e.Fields = l.fields
		d.emitUnit(e)
		d.nextMessage()
		return
	}
	l.lineEnd(len(d.buf), "a blank line: the head ends here", "RFC 9112 §2.1")
	e.Fields = l.fields
	lastEventID := d.answered()
	next, rules := d.head.follows(d.from)
	e.Violations = append(e.Violations, violateAll(rules)...)
	d.emitUnit(e)

	d.state, d.left = next, d.head.length
	switch next {
	case inStartLine:
		d.nextMessage()
	case inBody, inBodyToEnd, inChunkSize:
		if d.from == Server && d.head.eventStream() {
			d.stream = newStreamReader(d.opt.KeepPayload)
			d.stream.lastID = lastEventID
		}
	}
}

// answered counts the final responses, RFC 9110 §15, and returns the last event
// ID that this one was asked for with.
func (d *Decoder) answered() string {
	if d.from != Server || d.head.code != 101 && d.head.code < 200 {
		return ""
	}
	d.answers++
	if d.asked == nil {
		return ""
	}
	return d.asked(d.answers)
}

// follows says how the bytes after the head are to be read; inStartLine where
// there is no body. RFC 9112 §6.3.
func (h *head) follows(from Endpoint) (state, []string) {
	if from == Server {
		switch {
		case h.code == 101 && (h.upgrade == "" || hasToken(h.upgrade, "websocket")):
			return inFrames, nil
		case h.code == 101:
			return inBodyToEnd, nil
		case h.code < 200, h.code == 204, h.code == 304:
			return inStartLine, nil
		}
	}
	var rules []string
	codings := h.transferCodings()
	if codings != "" && (h.hasLength || h.badLength) {
		rules = append(rules, RuleLengthAndChunked)
	}
	switch {
	case codings != "" && h.chunked():
		return inChunkSize, rules
	case codings != "" && from == Client:
		return inLost, append(rules, RuleTransferEncoding, RuleUnknownBodyLength)
	case codings != "":
		return inBodyToEnd, rules
	case h.badLength:
		return inLost, append(rules, RuleUnknownBodyLength)
	case h.length > 0:
		return inBody, rules
	case h.hasLength, from == Client:
		return inStartLine, rules
	}
	return inBodyToEnd, rules
}

// chunked reports whether chunked is the last transfer coding.
func (h *head) chunked() bool {
	all := h.transferCodings()
	last := all[strings.LastIndexByte(all, ',')+1:]
	return strings.EqualFold(strings.Trim(last, " \t"), "chunked")
}

// transferCodings is the list without empty elements at its ends, which
// RFC 9110 §5.6.1.2 has a recipient ignore.
func (h *head) transferCodings() string { return strings.Trim(h.codings, ", \t") }

// eventStream reports whether the body, once its chunks are joined, is an event
// stream that can be read as it is.
func (h *head) eventStream() bool {
	media, _, _ := strings.Cut(h.contentType, ";")
	plain := h.contentEncoding == "" || strings.EqualFold(h.contentEncoding, "identity")
	codings := h.transferCodings()
	coded := codings != "" && !strings.EqualFold(codings, "chunked")
	return plain && !coded && strings.EqualFold(strings.Trim(media, " \t"), "text/event-stream")
}

// nextMessage makes the decoder ready for the next head, or has a client's wait
// for the answer to its upgrade.
func (d *Decoder) nextMessage() {
	d.endStream()
	d.state = inStartLine
	if d.from == Client && hasToken(d.head.upgrade, "websocket") {
		d.state = inHeld
	}
	d.head = head{}
}
