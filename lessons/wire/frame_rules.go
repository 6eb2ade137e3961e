package wire

import "encoding/binary"

// judgeHeader finds the rules that a frame's header breaks and moves on the
// state of the message that it belongs to.
func (r *frameReader) judgeHeader(from Endpoint) {
	f := &r.frame
	r.breaks(f.RSV1 || f.RSV2 || f.RSV3, RuleReservedBit)
	r.breaks(f.Opcode.Reserved(), RuleReservedOpcode)
	r.breaks(f.Opcode.Control() && !f.FIN, RuleFragmentedControl)
	r.breaks(from == Client && !f.Masked, RuleUnmaskedClientFrame)
	r.breaks(from == Server && f.Masked, RuleMaskedServerFrame)
	r.breaks(f.LengthForm != shortestForm(f.PayloadLength), RuleNonMinimalLength)
	r.breaks(f.PayloadLength>>63 != 0, RuleLengthTopBit)
	r.breaks(f.Opcode.Control() && f.PayloadLength > 125, RuleLongControl)
	r.breaks(r.closed && !f.Opcode.Control(), RuleAfterClose)

	r.isText = false
	switch f.Opcode {
	case OpContinuation:
		r.breaks(!r.message, RuleStrayContinuation)
		r.isText = r.message && r.textOpen
	case OpText, OpBinary:
		r.breaks(r.message, RuleInterruptedMessage)
		r.isText = f.Opcode == OpText
		r.textOpen = r.isText
		r.check = utf8Check{}
	default:
		return
	}
	if f.Opcode != OpContinuation || r.message {
		r.message = !f.FIN
	}
}

// judgePayload finds the rules that a whole frame's payload breaks. A message
// that is not UTF-8 is told once, at the frame that shows it.
func (r *frameReader) judgePayload() {
	f := &r.frame
	if r.isText {
		if r.check.bad || f.FIN && !r.check.end() {
			r.breaks(true, RuleText)
			r.isText, r.textOpen = false, false
		}
	}
	if f.Opcode != OpClose {
		return
	}
	r.closed = true
	switch n := len(f.Payload); {
	case n == 1:
		r.breaks(true, RuleOneByteClose)
	case n >= 2:
		f.CloseCode = int(binary.BigEndian.Uint16(f.Payload))
		f.CloseReason = string(f.Payload[2:])
		r.breaks(!CloseCodeAllowed(f.CloseCode), RuleCloseCode)
		var reason utf8Check
		whole := uint64(n) == f.PayloadLength
		r.breaks(!reason.write(f.Payload[2:]) || whole && !reason.end(), RuleCloseReason)
	}
}

func (r *frameReader) breaks(broken bool, rule string) {
	if broken {
		r.violations = append(r.violations, violate(rule))
	}
}

// CloseCodeAllowed reports whether a Close frame may carry the code, RFC 6455
// §7.4.1 and §7.4.2, with 1012 to 1014 as registered since.
func CloseCodeAllowed(code int) bool {
	switch {
	case code < 1000, code > 4999:
		return false
	case code == 1004, code == 1005, code == 1006:
		return false
	}
	return code <= 1014 || code >= 3000
}

// closeCodeMeaning says in a few words what a close code tells.
func closeCodeMeaning(code int) string {
	switch code {
	case 1000:
		return "all is done"
	case 1001:
		return "going away: the page is left, or the server stops"
	case 1002:
		return "the other side broke the protocol"
	case 1003:
		return "a kind of data came that cannot be taken"
	case 1005:
		return "stands for no code at all, and must not be sent"
	case 1006:
		return "stands for no Close at all, and must not be sent"
	case 1007:
		return "a message held what its type does not allow, such as text that is not UTF-8"
	case 1008:
		return "a message broke a rule of the side that got it"
	case 1009:
		return "a message was too big"
	case 1010:
		return "an extension that the client needs was not agreed on"
	case 1011:
		return "something unexpected went wrong on the server"
	case 1012:
		return "the server restarts"
	case 1013:
		return "try again later"
	case 1014:
		return "a gateway got a bad answer from behind it"
	case 1015:
		return "stands for a failed TLS handshake, and must not be sent"
	}
	switch {
	case code >= 3000 && code <= 3999:
		return "registered by a library or framework"
	case code >= 4000 && code <= 4999:
		return "private: the two sides agreed on what it means"
	}
	return "reserved, or outside the range of close codes"
}
