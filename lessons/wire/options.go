package wire

// Bounds of a Decoder. What it holds at one time is the sum of these at most,
// whatever lengths a peer claims.
const (
	// DefaultMaxLine bounds a start line, a header line and a chunk-size line.
	// RFC 9112 §3 asks every recipient to take 8000 octets of request line.
	DefaultMaxLine = 8 << 10
	// DefaultMaxHead bounds a whole head: two of the longest lines, and more
	// than any browser sends to a page with few cookies.
	DefaultMaxHead = 16 << 10
	// DefaultKeepPayload is how much of one frame, chunk, body or event-stream
	// line is kept: 64 KiB is the largest message that the echo endpoint takes.
	DefaultKeepPayload = 64 << 10
)

// minKeepPayload is the longest payload of a control frame, RFC 6455 §5.5.
const minKeepPayload = 125

// maxValue bounds a Field's Value: a page shows it on one line, and all of the
// bytes stand in the Event anyway.
const maxValue = 256

// Options are the bounds of a Decoder. Zero means the default.
type Options struct {
	MaxLine int // bytes of one line, line end included; a longer one is KindMalformed
	MaxHead int // bytes of one head, blank line included; a longer one is KindMalformed
	// KeepPayload is how many bytes are kept of one frame's payload, a chunk's
	// data, a body, a line of an event stream and the data of its events; more
	// goes to Omitted. At least 125 are, so that a control frame is always whole.
	KeepPayload int
}

func (o Options) withDefaults() Options {
	if o.MaxLine <= 0 {
		o.MaxLine = DefaultMaxLine
	}
	if o.MaxHead <= 0 {
		o.MaxHead = DefaultMaxHead
	}
	if o.KeepPayload <= 0 {
		o.KeepPayload = DefaultKeepPayload
	}
	o.KeepPayload = max(o.KeepPayload, minKeepPayload)
	return o
}
