package wire

import (
	"bytes"
	"strconv"
)

// chunk is the chunk under way, RFC 9112 §7.1.
type chunk struct {
	size  uint64
	line  int // bytes of the line with the size
	ended int // bytes of the closing CRLF that have come
	rules []string
}

func (d *Decoder) chunkSizeLine() {
	size, ok := parseChunkSize(d.buf)
	if !ok {
		d.malformed(append(lineEndRules(d.buf), RuleChunkSize)...)
		return
	}
	d.chunk = chunk{size: size, line: len(d.buf), rules: lineEndRules(d.buf)}
	d.left = size
	d.state = inChunkData
	if size == 0 {
		d.state = inChunkLast
		d.start = len(d.buf)
		d.head = head{upgrade: d.head.upgrade}
	}
}

// parseChunkSize reads the size of a chunk; the extensions after it are not
// looked at.
func parseChunkSize(line []byte) (uint64, bool) {
	content, _ := splitLineEnd(line)
	n := hexPrefix(content)
	after := bytes.TrimLeft(content[n:], " \t")
	if len(after) > 0 && after[0] != ';' {
		return 0, false
	}
	size, err := strconv.ParseUint(string(content[:n]), 16, 63)
	return size, err == nil
}

func hexPrefix(b []byte) int {
	n := 0
	for n < len(b) && (isDigit(b[n]) || 'a' <= b[n]|0x20 && b[n]|0x20 <= 'f') {
		n++
	}
	return n
}

// big reports whether not all of the chunk is kept. The event stream inside is
// then read as the data comes, and its events precede the chunk's.
func (d *Decoder) big() bool { return d.chunk.size > uint64(d.opt.KeepPayload) }

func (d *Decoder) readChunkData(b []byte) int {
	b = b[:min(uint64(len(b)), d.left)]
	n := min(len(b), d.opt.KeepPayload-(len(d.buf)-d.chunk.line))
	d.buf = append(d.buf, b[:n]...)
	d.omitted += int64(len(b) - n)
	if d.stream != nil && d.big() {
		d.readStream(b)
		d.emitQueued()
	}
	d.left -= uint64(len(b))
	if d.left == 0 {
		d.state = inChunkEnd
	}
	return len(b)
}

// readChunkEnd takes one byte of the CRLF after the data.
func (d *Decoder) readChunkEnd(b []byte) int {
	if d.omitted > 0 {
		d.omitted++
	} else {
		d.buf = append(d.buf, b[0])
	}
	if b[0] != "\r\n"[d.chunk.ended] {
		d.chunk.rules = append(d.chunk.rules, RuleChunkEnd)
		d.emitChunk(KindMalformed)
		d.endStream()
		d.state = inLost
		return 1
	}
	d.chunk.ended++
	if d.chunk.ended == 2 {
		d.emitChunk(KindChunk)
		d.state = inChunkSize
	}
	return 1
}

// emitChunk emits the chunk under way and the events of the stream inside.
func (d *Decoder) emitChunk(kind Kind) {
	if d.stream != nil {
		if !d.big() {
			d.readStream(d.chunkData())
		}
		d.flushStream()
	}
	queued := d.queued
	d.queued = nil
	d.emitUnit(Event{
		Kind: kind, Fields: chunkFields(d.buf, d.chunk.line, d.chunk.size),
		Violations: violateAll(d.chunk.rules),
	})
	d.queued = queued
	d.emitQueued()
}

func (d *Decoder) chunkData() []byte {
	data := d.buf[d.chunk.line:]
	return data[:min(uint64(len(data)), d.chunk.size)]
}

func (d *Decoder) readStream(b []byte) {
	for len(b) > 0 {
		n, e, whole := d.stream.line(b)
		b = b[n:]
		if whole {
			d.queued = append(d.queued, e)
		}
	}
}

// finishChunk emits a chunk that the end of the stream cut off.
func (d *Decoder) finishChunk() {
	d.emitChunk(KindUnfinished)
	d.endStream()
}

// lastChunkLine takes the line after the last chunk: the blank one, which
// belongs to it, or the first field of a trailer.
func (d *Decoder) lastChunkLine() {
	line := d.buf[d.start:]
	if content, _ := splitLineEnd(line); len(content) > 0 {
		d.beginTrailer()
		d.headerLine()
		return
	}
	d.chunk.rules = append(d.chunk.rules, lineEndRules(line)...)
	d.emitChunk(KindChunk)
	d.nextMessage()
}

// beginTrailer emits the last chunk and leaves the line after it as the unit
// under way.
func (d *Decoder) beginTrailer() {
	line := bytes.Clone(d.buf[d.start:])
	d.buf = d.buf[:d.start]
	d.emitChunk(KindChunk)
	d.buf = line
	d.state = inTrailer
}

// finishLastChunk is beginTrailer where the stream ended in the line.
func (d *Decoder) finishLastChunk() {
	if content, _ := splitLineEnd(d.buf[d.start:]); len(content) > 0 {
		d.beginTrailer()
	}
}

// chunkFields lays the fields over a chunk, as far as it goes. Line is the
// length of its first line, 0 where that is not finished.
func chunkFields(b []byte, line int, size uint64) []Field {
	const ref = "RFC 9112 §7.1"
	l := layout{b: b, fields: make([]Field, 0, 5)}
	if line == 0 {
		line = len(b)
	}
	content, end := splitLineEnd(b[:line])
	n := hexPrefix(content)
	meaning := "how many bytes of data follow, in hexadecimal digits"
	if size == 0 && len(end) > 0 {
		meaning = "no data: this is the last chunk"
	}
	l.bytes(n, "chunk-size", meaning, ref)
	l.bytes(len(content)-n, "chunk-ext", "an extension; most servers send none", "RFC 9112 §7.1.1")
	l.lineEnd(len(end), "the end of the size line", ref)

	data := min(uint64(len(l.rest())), size)
	l.bytes(int(data), "chunk-data", "a piece of the body", ref)
	ended := "the end of the chunk"
	if size == 0 {
		ended = "a blank line: the body ends here"
	}
	l.lineEnd(leadingLineEnd(l.rest()), ended, ref)
	l.bytes(len(l.rest()), "unread", "bytes that could not be told apart", "")
	return l.fields
}
