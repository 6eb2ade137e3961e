package wire

// ReadFrames reads the frames in b, which that end would send after a handshake
// in which no extension was agreed on. What follows the last whole frame is
// KindUnfinished with the fields that can be told; KindMalformed is as a Decoder
// says it. All bytes of frames are kept, up to DefaultKeepPayload each.
func ReadFrames(from Endpoint, b []byte) []Event {
	d := NewDecoder(from, Options{})
	d.state = inFrames
	return append(d.Feed(b), d.End()...)
}
