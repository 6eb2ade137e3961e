package wire

// mask masks or unmasks b, which begins at the given offset of its payload.
func mask(b []byte, key MaskingKey, offset uint64) {
	for i := range b {
		b[i] ^= key[(offset+uint64(i))&3]
	}
}

// MaskStep is one line of the working-out of RFC 6455 §5.3: Masked ⊕ Key = Plain.
type MaskStep struct {
	Index  int // of the byte in the payload, from 0
	Masked byte
	Key    byte // the byte of the masking key at Index modulo 4
	Plain  byte
}

// UnmaskSteps works out the kept payload of a masked frame, byte by byte. It
// returns nil for a frame that is not masked.
func UnmaskSteps(f *Frame) []MaskStep {
	if !f.Masked {
		return nil
	}
	steps := make([]MaskStep, len(f.Payload))
	for i, plain := range f.Payload {
		key := f.MaskingKey[i&3]
		steps[i] = MaskStep{Index: i, Masked: plain ^ key, Key: key, Plain: plain}
	}
	return steps
}
