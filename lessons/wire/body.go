package wire

// readBody takes bytes of a body that is not chunked. Of an event stream it
// takes at most one line, and cuts the body into one event for each event or
// comment of the stream, so that they show as they arrive.
func (d *Decoder) readBody(b []byte) int {
	if d.state == inBody {
		b = b[:min(uint64(len(b)), d.left)]
	}
	n := len(b)
	if d.stream == nil {
		d.keepBody(b)
	} else {
		var e Event
		var whole bool
		n, e, whole = d.stream.line(b)
		d.keepBody(b[:n])
		if whole {
			d.queued = append(d.queued, e)
			if e.Kind != KindField || len(d.buf) >= d.opt.KeepPayload {
				d.emitBody(KindBody)
			}
		}
	}
	if d.state == inBody {
		d.left -= uint64(n)
		if d.left == 0 {
			d.flushStream()
			d.emitBody(KindBody)
			d.nextMessage()
		}
	}
	return n
}

func (d *Decoder) keepBody(b []byte) {
	n := min(len(b), d.opt.KeepPayload-len(d.buf))
	d.buf = append(d.buf, b[:n]...)
	d.omitted += int64(len(b) - n)
}

// finishBody emits what the end of the stream leaves of a body: the end itself
// finishes a body without a length.
func (d *Decoder) finishBody() {
	kind := KindBody
	if d.state == inBody {
		kind = KindUnfinished
	}
	d.flushStream()
	d.emitBody(kind)
	d.endStream()
}

func (d *Decoder) emitBody(kind Kind) {
	if len(d.buf) > 0 {
		l := layout{b: d.buf}
		l.bytes(len(d.buf), "message-body", "the body, byte for byte", "RFC 9112 §6")
		d.emitUnit(Event{Kind: kind, Fields: l.fields})
	}
	d.emitQueued()
}

func (d *Decoder) emitQueued() {
	for _, e := range d.queued {
		d.emit(e)
	}
	d.queued = nil
}

// flushStream queues the line that ends with a CR at the end of what was fed.
func (d *Decoder) flushStream() {
	if d.stream == nil {
		return
	}
	if e, ok := d.stream.flush(); ok {
		d.queued = append(d.queued, e)
	}
}

// endStream ends the event stream that the body is, if it is one.
func (d *Decoder) endStream() {
	if d.stream == nil {
		return
	}
	if e, ok := d.stream.end(); ok {
		d.queued = append(d.queued, e)
	}
	d.stream = nil
	d.emitQueued()
}
