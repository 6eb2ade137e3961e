package wire

import "encoding/binary"

// frameReader reads the frames of one direction, RFC 6455 §5.
type frameReader struct {
	frame      Frame // the one under way; HeaderLen is 0 until its header is whole
	left       uint64
	violations []Violation // of the frame under way
	isText     bool        // the frame under way belongs to a text message

	message  bool // a message is unfinished
	textOpen bool // it is text
	check    utf8Check
	closed   bool // a Close has been sent
}

// maxFrameHeader is the longest header: two bytes, the 64-bit length, the key.
const maxFrameHeader = 14

func (d *Decoder) readFrame(b []byte) int {
	r := &d.frames
	taken := 0
	if r.frame.HeaderLen == 0 {
		if d.buf == nil {
			d.buf = make([]byte, 0, min(frameLen(b), d.opt.KeepPayload+maxFrameHeader))
		}
		for need := frameHeaderLen(d.buf); len(d.buf) < need; need = frameHeaderLen(d.buf) {
			if taken == len(b) {
				return taken
			}
			n := min(need-len(d.buf), len(b)-taken)
			d.buf = append(d.buf, b[taken:taken+n]...)
			taken += n
		}
		if !r.begin(d.from, d.buf) {
			d.emitUnit(Event{Kind: KindMalformed, Fields: r.fields(d.buf), Violations: r.violations})
			d.state = inLost
			return taken
		}
	}
	n := int(min(uint64(len(b)-taken), r.left))
	d.framePayload(b[taken : taken+n])
	if r.left == 0 {
		d.frameDone()
	}
	return taken + n
}

// frameLen is how many bytes at the beginning of b belong to one frame, so that
// they are copied into memory of that size; a claimed length does not count.
func frameLen(b []byte) int {
	n := frameHeaderLen(b)
	if len(b) < n {
		return maxFrameHeader
	}
	var length uint64
	switch short := b[1] & 0x7F; short {
	case 126:
		length = uint64(binary.BigEndian.Uint16(b[2:]))
	case 127:
		length = binary.BigEndian.Uint64(b[2:])
	default:
		length = uint64(short)
	}
	return n + int(min(uint64(len(b)-n), length))
}

// frameHeaderLen is the length of a frame's header as far as the bytes tell.
func frameHeaderLen(b []byte) int {
	if len(b) < 2 {
		return 2
	}
	n := 2
	switch b[1] & 0x7F {
	case 126:
		n += 2
	case 127:
		n += 8
	}
	if b[1]&0x80 != 0 {
		n += 4
	}
	return n
}

// begin reads a whole header. It returns false for one that no frame can have.
func (r *frameReader) begin(from Endpoint, h []byte) bool {
	f := Frame{
		FIN: h[0]&0x80 != 0, RSV1: h[0]&0x40 != 0, RSV2: h[0]&0x20 != 0, RSV3: h[0]&0x10 != 0,
		Opcode: Opcode(h[0] & 0xF), Masked: h[1]&0x80 != 0,
		PayloadLength: uint64(h[1] & 0x7F), LengthForm: Length7, HeaderLen: len(h),
	}
	switch f.PayloadLength {
	case 126:
		f.LengthForm, f.PayloadLength = Length16, uint64(binary.BigEndian.Uint16(h[2:]))
	case 127:
		f.LengthForm, f.PayloadLength = Length64, binary.BigEndian.Uint64(h[2:])
	}
	if f.Masked {
		copy(f.MaskingKey[:], h[len(h)-4:])
	}
	r.frame, r.left, r.violations = f, f.PayloadLength, nil
	r.judgeHeader(from)
	return f.PayloadLength>>63 == 0
}

func (d *Decoder) framePayload(b []byte) {
	r := &d.frames
	f := &r.frame
	offset := f.PayloadLength - r.left
	r.left -= uint64(len(b))
	n := min(len(b), d.opt.KeepPayload-len(f.Payload))
	if n > 0 {
		d.buf = append(d.buf, b[:n]...)
		if f.Payload == nil {
			f.Payload = make(Hex, 0, n)
		}
		f.Payload = append(f.Payload, b[:n]...)
		kept := f.Payload[len(f.Payload)-n:]
		if f.Masked {
			mask(kept, f.MaskingKey, offset)
		}
		if r.isText {
			r.check.write(kept)
		}
	}
	d.omitted += int64(len(b) - n)
	if r.isText {
		r.checkOmitted(b[n:], offset+uint64(n))
	}
}

// checkOmitted checks text that is not kept.
func (r *frameReader) checkOmitted(b []byte, offset uint64) {
	var plain [512]byte
	for len(b) > 0 {
		n := copy(plain[:], b)
		if r.frame.Masked {
			mask(plain[:n], r.frame.MaskingKey, offset)
		}
		r.check.write(plain[:n])
		b, offset = b[n:], offset+uint64(n)
	}
}

func (d *Decoder) frameDone() {
	r := &d.frames
	r.judgePayload()
	f := r.frame
	if f.Payload == nil {
		f.Payload = Hex{}
	}
	e := Event{Kind: KindFrame, Fields: r.fields(d.buf), Violations: r.violations, Frame: &f}
	r.frame, r.violations = Frame{}, nil
	d.emitUnit(e)
}
