package wire

import "strconv"

// fields lays the fields of RFC 6455 §5.2 over the bytes of the frame under
// way, as far as they go.
func (r *frameReader) fields(b []byte) []Field {
	const ref = "RFC 6455 §5.2"
	l := layout{b: b, fields: make([]Field, 0, 10)}
	if len(b) == 0 {
		return l.fields
	}
	fin := b[0]&0x80 != 0
	opcode := Opcode(b[0] & 0xF)
	l.bits(1, "FIN", flag(fin), finMeaning(fin, opcode), ref)
	l.bits(1, "RSV1", flag(b[0]&0x40 != 0), "kept for extensions, else 0", ref)
	l.bits(1, "RSV2", flag(b[0]&0x20 != 0), "kept for extensions, else 0", ref)
	l.bits(1, "RSV3", flag(b[0]&0x10 != 0), "kept for extensions, else 0", ref)
	l.bits(4, "opcode", opcodeDigits(opcode), opcodeMeaning(opcode), ref)
	if len(b) == 1 {
		return l.fields
	}
	masked := b[1]&0x80 != 0
	short := b[1] & 0x7F
	l.bits(1, "MASK", flag(masked), maskMeaning(masked), ref)
	l.bits(7, "Payload len", strconv.Itoa(int(short)), lengthMeaning(short), ref)

	extended := frameHeaderLen(b) - 2
	if masked {
		extended -= len(MaskingKey{})
	}
	rest := l.rest()
	if len(rest) < extended {
		l.raw(len(rest), "Extended payload length", "the beginning of the length; the rest never came", ref)
		return l.fields
	}
	if extended > 0 {
		l.bits(8*extended, "Extended payload length", strconv.FormatUint(bigEndian(rest[:extended]), 10), "the real length of the payload, in bytes", ref)
	}
	if masked {
		l.raw(min(len(l.rest()), len(MaskingKey{})), "Masking-key", "four random bytes, new for each frame; the payload is XORed with them, over and over", "RFC 6455 §5.3")
	}
	r.payloadFields(&l)
	return l.fields
}

// payloadFields names the kept bytes of the payload, by their unmasked value.
func (r *frameReader) payloadFields(l *layout) {
	n := len(l.rest())
	if n == 0 {
		return
	}
	f := &r.frame
	if f.Opcode == OpClose && n >= 2 {
		code := int(bigEndian(f.Payload[:2]))
		l.bits(16, "Status code", strconv.Itoa(code), closeCodeMeaning(code), "RFC 6455 §7.4")
		if n > 2 {
			l.bits(8*(n-2), "Reason", text(f.Payload[2:]), "why, in words for people", "RFC 6455 §7.1.6")
		}
		return
	}
	value := ""
	if f.Opcode == OpText || r.isText {
		value = text(f.Payload)
	} else {
		value = digits(f.Payload)
	}
	l.bits(8*n, "Payload data", value, payloadMeaning(f), "RFC 6455 §5.2")
}

func bigEndian(b []byte) uint64 {
	n := uint64(0)
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	return n
}

// opcodeDigits writes an opcode as RFC 6455 §5.2 does: 0x1, 0xA.
func opcodeDigits(o Opcode) string {
	const all = "0x00x10x20x30x40x50x60x70x80x90xA0xB0xC0xD0xE0xF"
	return all[3*o : 3*o+3]
}

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

func finMeaning(fin bool, o Opcode) string {
	switch {
	case o.Control() && fin:
		return "the frame stands alone, as every control frame must"
	case o.Control():
		return "says that more frames follow, which a control frame must not"
	case fin:
		return "the message ends with this frame"
	}
	return "more frames of this message follow"
}

func maskMeaning(masked bool) string {
	if masked {
		return "the payload is masked, as every client must do"
	}
	return "the payload is plain, as every server must send it"
}

func lengthMeaning(short byte) string {
	switch short {
	case 126:
		return "the length follows in the next two bytes"
	case 127:
		return "the length follows in the next eight bytes"
	}
	return "the length of the payload, in bytes"
}

func opcodeMeaning(o Opcode) string {
	switch o {
	case OpContinuation:
		return "continuation: more of the message before"
	case OpText:
		return "text: a message in UTF-8 begins"
	case OpBinary:
		return "binary: a message of plain bytes begins"
	case OpClose:
		return "close: the closing handshake"
	case OpPing:
		return "ping: are you there?"
	case OpPong:
		return "pong: yes, I am here"
	}
	return "reserved: no meaning was given to it"
}

func payloadMeaning(f *Frame) string {
	switch {
	case f.Masked && f.Opcode == OpText:
		return "the text, shown here unmasked"
	case f.Masked:
		return "the payload, shown here unmasked"
	case f.Opcode == OpText:
		return "the text"
	}
	return "the payload"
}
