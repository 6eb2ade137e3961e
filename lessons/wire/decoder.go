package wire

// Decoder reads the bytes of one direction of one connection: heads, bodies,
// and frames once the connection was upgraded. The same bytes give the same
// events however they are cut into pieces. It is not safe for use by several
// goroutines.
//
// A client's decoder stops after a request that asks for a WebSocket, because
// only the answer tells what the next byte is: it holds further bytes until
// Upgraded or Refused is called. Connection does that by itself. A server's
// decoder sees the 101 and needs no telling.
//
// It sees one direction only, so it takes the answer to a HEAD request for one
// with a body. It knows no extension of RFC 6455: a bit that one would set is a
// violation, and a payload that one would compress is read as it crossed.
type Decoder struct {
	from  Endpoint
	opt   Options
	state state
	out   []Event

	// The unit under way: the line, chunk, body piece or frame that becomes the
	// next event. omitted counts its bytes beyond buf.
	buf     []byte
	omitted int64
	start   int // where in buf the line under way begins
	lost    int64

	head   head
	left   uint64 // bytes that a body or a chunk's data still lacks
	chunk  chunk
	stream *streamReader // of a body that is an event stream
	queued []Event       // events of the stream that wait for the event that carried them
	frames frameReader

	answers int                     // of a server: final responses whose head is whole
	asked   func(answer int) string // the last event ID that the request for that answer named; nil: none did
}

type state int

const (
	inStartLine state = iota
	inHeader
	inHeld      // an upgrade was asked for; the answer is not known
	inChunkSize //
	inChunkData //
	inChunkEnd  // the CRLF after the data
	inChunkLast // the line after the last chunk: blank, or a trailer field
	inTrailer   //
	inBody      // d.left bytes
	inBodyToEnd // up to the end of the stream
	inFrames    //
	inLost      // malformed before; bytes are counted only
	afterTheEnd //
)

// NewDecoder returns a Decoder of what the given end sends, from the first byte
// of the connection on.
func NewDecoder(from Endpoint, opt Options) *Decoder {
	return &Decoder{from: from, opt: opt.withDefaults()}
}

// Feed takes the next bytes and returns the events that they complete, with
// From set and without the other stamps. It keeps no reference to b. After End
// it does nothing.
func (d *Decoder) Feed(b []byte) []Event {
	for len(b) > 0 {
		b = b[d.read(b):]
	}
	return d.take()
}

// End says that the stream is over and returns what it leaves behind:
// KindUnfinished with the fields that can be told, the body that only the end
// of the stream could finish, KindDropped for a pending event of an event
// stream, and KindMalformed without bytes where some were only counted.
func (d *Decoder) End() []Event {
	d.finish()
	d.state = afterTheEnd
	return d.take()
}

// FrameUnderWay reports whether a frame has begun and is not whole, and which
// rules it has broken so far: a reader need not have all of it to fail the
// connection.
func (d *Decoder) FrameUnderWay() (broken []Violation, ok bool) {
	if d.state != inFrames {
		return nil, false
	}
	return d.frames.violations, len(d.buf) > 0
}

// Upgraded tells a client's decoder that the server answered 101: frames
// follow. It returns the events of the bytes held back. It does nothing where
// no answer is waited for.
func (d *Decoder) Upgraded() []Event { return d.resume(inFrames) }

// Refused tells a client's decoder that the server answered anything but 101:
// the next request follows. It returns the events of the bytes held back. It
// does nothing where no answer is waited for.
func (d *Decoder) Refused() []Event { return d.resume(inStartLine) }

func (d *Decoder) resume(s state) []Event {
	if d.state != inHeld {
		return nil
	}
	held := d.buf
	d.buf = nil
	d.state = s
	return d.Feed(held)
}

func (d *Decoder) take() []Event {
	out := d.out
	d.out = nil
	return out
}

// read takes at least one byte of b, or changes the state.
func (d *Decoder) read(b []byte) int {
	switch d.state {
	case inFrames:
		return d.readFrame(b)
	case inStartLine, inHeader, inChunkSize, inChunkLast, inTrailer:
		return d.readLine(b)
	case inChunkData:
		return d.readChunkData(b)
	case inChunkEnd:
		return d.readChunkEnd(b)
	case inBody, inBodyToEnd:
		return d.readBody(b)
	case inHeld:
		return d.hold(b)
	case inLost:
		d.lost += int64(len(b))
	case afterTheEnd:
	}
	return len(b)
}

// hold keeps what a client sent before it could know the answer, up to the size
// of a head: frames that early break RFC 6455 §4.1 anyway.
func (d *Decoder) hold(b []byte) int {
	n := min(len(b), d.opt.MaxHead-len(d.buf))
	if n == 0 {
		d.malformed(RuleTalkedBeforeAnswer)
		return 0
	}
	d.buf = append(d.buf, b[:n]...)
	return n
}

func (d *Decoder) finish() {
	switch d.state {
	case inBody, inBodyToEnd:
		d.finishBody()
		return
	case inChunkData, inChunkEnd:
		d.finishChunk()
		return
	case inLost:
		if d.lost > 0 {
			d.emit(Event{Kind: KindMalformed, Omitted: d.lost, Fields: []Field{}})
		}
		return
	case inChunkLast:
		d.finishLastChunk()
	}
	if len(d.buf) > 0 {
		e := Event{Kind: KindUnfinished, Fields: d.unfinishedFields()}
		if d.state == inFrames {
			e.Violations = d.frames.violations
		}
		d.emitUnit(e)
	}
	d.endStream()
}

// unfinishedFields names as much of the unit under way as can be told.
func (d *Decoder) unfinishedFields() []Field {
	switch d.state {
	case inStartLine:
		return startLineFields(d.from, d.buf)
	case inHeader, inTrailer:
		return headerFields(d.buf, d.head.prior != "")
	case inFrames:
		return d.frames.fields(d.buf)
	case inChunkSize:
		return chunkFields(d.buf, 0, 0)
	case inChunkLast:
		return chunkFields(d.buf, d.chunk.line, 0)
	}
	return unreadFields(d.buf)
}

func unreadFields(b []byte) []Field {
	l := layout{b: b, fields: []Field{}}
	l.bytes(len(b), "unread", "bytes that could not be told apart", "")
	return l.fields
}

// emitUnit emits e with the bytes of the unit under way and begins the next.
func (d *Decoder) emitUnit(e Event) {
	e.Bytes, e.Omitted = d.buf, d.omitted
	d.buf, d.omitted, d.start = nil, 0, 0
	d.emit(e)
}

func (d *Decoder) emit(e Event) {
	e.From = d.from
	if e.Bytes == nil {
		e.Bytes = Hex{}
	}
	d.out = append(d.out, e)
}

// malformed ends the reading with the unit under way.
func (d *Decoder) malformed(rules ...string) {
	fields := unreadFields(d.buf)
	if d.state == inHeader || d.state == inTrailer {
		fields = headerFields(d.buf, d.head.prior != "")
	}
	d.emitUnit(Event{Kind: KindMalformed, Fields: fields, Violations: violateAll(rules)})
	d.state = inLost
	d.endStream()
}
