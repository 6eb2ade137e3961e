package wire

import "encoding/binary"

// AppendFrame appends f as it goes over the wire. It reads FIN, the RSV bits,
// Opcode, Masked, MaskingKey, PayloadLength, LengthForm and Payload, and checks
// none of them, so that it can also write what RFC 6455 forbids:
//
//   - PayloadLength is what the frame claims; 0 means the length of Payload.
//   - LengthForm 0 means the shortest form; one too small for the length is
//     widened, one larger than needed is written as asked.
//   - Either side may mask or not. Payload is the plain one in both cases.
func AppendFrame(dst []byte, f Frame) []byte {
	length := f.PayloadLength
	if length == 0 {
		length = uint64(len(f.Payload))
	}
	form := max(f.LengthForm, shortestForm(length))

	dst = append(dst, bit(f.FIN)<<7|bit(f.RSV1)<<6|bit(f.RSV2)<<5|bit(f.RSV3)<<4|byte(f.Opcode)&0xF)
	masked := bit(f.Masked) << 7
	switch {
	case form <= Length7:
		dst = append(dst, masked|byte(length))
	case form <= Length16:
		dst = append(dst, masked|126)
		dst = binary.BigEndian.AppendUint16(dst, uint16(length))
	default:
		dst = append(dst, masked|127)
		dst = binary.BigEndian.AppendUint64(dst, length)
	}
	if !f.Masked {
		return append(dst, f.Payload...)
	}
	dst = append(dst, f.MaskingKey[:]...)
	start := len(dst)
	dst = append(dst, f.Payload...)
	mask(dst[start:], f.MaskingKey, 0)
	return dst
}

// AppendClosePayload appends the payload of a Close frame: the code in two
// bytes, then the reason, RFC 6455 §5.5.1. The code is not checked. A frame
// that obeys §5.5 has a reason of at most 123 bytes.
func AppendClosePayload(dst []byte, code uint16, reason string) []byte {
	dst = binary.BigEndian.AppendUint16(dst, code)
	return append(dst, reason...)
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}
