// Package wire turns bytes into meaning and back: HTTP/1.1 heads and chunked
// bodies (RFC 9112), WebSocket frames (RFC 6455) and event streams (WHATWG
// HTML §9.2). It is pure: no I/O, no clock, no goroutines.
package wire

import (
	"encoding/hex"
	"encoding/json"
	"time"
)

// Endpoint is one of the two ends of a connection, in the words of RFC 6455.
// Where it stands on an Event it names the end that sent the bytes.
type Endpoint string

const (
	Client Endpoint = "client"
	Server Endpoint = "server"
)

// Kind says what an Event is.
type Kind string

const (
	KindRequestLine Kind = "request-line" // RFC 9112 §3
	KindStatusLine  Kind = "status-line"  // RFC 9112 §4
	KindHeaderField Kind = "header-field" // RFC 9112 §5
	KindHeadEnd     Kind = "head-end"     // the blank line that ends a head, RFC 9112 §2.1
	KindBody        Kind = "body"         // bytes of a body that is not chunked
	KindChunk       Kind = "chunk"        // one chunk, size line and both CRLFs included, RFC 9112 §7.1
	KindFrame       Kind = "frame"        // one WebSocket frame, RFC 6455 §5.2
	KindField       Kind = "field"        // one field line of an event stream, HTML §9.2.5
	KindComment     Kind = "comment"      // one comment line of an event stream, HTML §9.2.5
	KindDispatch    Kind = "dispatch"     // the blank line that dispatches (or drops) an event, HTML §9.2.6
	KindDropped     Kind = "dropped"      // what an event stream left pending when its body ended; it fires nothing, HTML §9.2.6
	KindUnfinished  Kind = "unfinished"   // what stood in the buffer when the stream ended
	KindMalformed   Kind = "malformed"    // bytes that no rule accepts; the decoder reads no further
	KindEnd         Kind = "end"          // TCP FIN: no more bytes from this end; Bytes is empty
	KindReset       Kind = "reset"        // TCP RST; Bytes is empty
)

// Kinds are all kinds of event.
func Kinds() []Kind {
	return []Kind{
		KindRequestLine, KindStatusLine, KindHeaderField, KindHeadEnd, KindBody, KindChunk, KindFrame, KindField, KindComment,
		KindDispatch, KindDropped, KindUnfinished, KindMalformed, KindEnd, KindReset,
	}
}

// InBody reports whether an event of this kind is read from a decoded body. The
// chunk or body event that carried it has counted its bytes already.
func (k Kind) InBody() bool {
	return k == KindField || k == KindComment || k == KindDispatch || k == KindDropped
}

// Event is one thing that crossed the wire. The decoder fills From, Kind, Bytes,
// Omitted, Fields, Violations and the one detail that fits Kind; who tapped
// the connection fills Seq, Connection, Step and At.
type Event struct {
	Seq        int           `json:"seq"`                  // from 1, ascending within a run
	Connection int           `json:"connection"`           // from 1: a run may lose a connection and open the next
	Step       int           `json:"step"`                 // the step of the script that it belongs to; 0 before the first
	At         time.Duration `json:"at"`                   // nanoseconds since the run began
	From       Endpoint      `json:"from"`                 // the end that sent it
	Kind       Kind          `json:"kind"`                 //
	Bytes      Hex           `json:"bytes"`                // raw; of an event stream (InBody) the bytes of the decoded body
	Omitted    int64         `json:"omitted,omitempty"`    // bytes that crossed but were not kept, after Bytes
	Fields     []Field       `json:"fields"`               // in order; every bit of Bytes belongs to exactly one
	Violations []Violation   `json:"violations,omitempty"` // the rules it breaks, in the order met

	Request  *RequestLine `json:"request,omitempty"`  // KindRequestLine
	Status   *StatusLine  `json:"status,omitempty"`   // KindStatusLine
	Header   *HeaderField `json:"header,omitempty"`   // KindHeaderField
	Frame    *Frame       `json:"frame,omitempty"`    // KindFrame
	Field    *StreamField `json:"field,omitempty"`    // KindField
	Dispatch *Message     `json:"dispatch,omitempty"` // KindDispatch that fires an event; nil where nothing is fired
}

// Crossed is how many bytes the event brought over the wire. What an event
// stream says is counted with the chunk that carried it.
func (e *Event) Crossed() int64 {
	if e.Kind.InBody() {
		return 0
	}
	return int64(len(e.Bytes)) + e.Omitted
}

// Field is a named run of bits within an Event's Bytes.
type Field struct {
	Name    string `json:"name"`    // the standard's name: "FIN", "opcode", "Masking-key", "field-name"
	Bit     int    `json:"bit"`     // offset of its first bit from the first bit of Bytes
	Bits    int    `json:"bits"`    // length in bits, at least 1
	Value   string `json:"value"`   // as the standard writes it: "1", "0x1", "5", "37 fa 21 3d", "Upgrade"
	Meaning string `json:"meaning"` // one short plain sentence, no full stop: "the whole message is in this frame"
	Ref     string `json:"ref"`     // "RFC 6455 §5.2"
}

// Violation is a rule that the sender broke.
type Violation struct {
	Rule string `json:"rule"` // stable id in kebab case: "unmasked-client-frame"
	Text string `json:"text"` // one plain sentence
	Ref  string `json:"ref"`  // the section that says so
}

// RequestLine is RFC 9112 §3: method SP request-target SP HTTP-version.
type RequestLine struct {
	Method  string `json:"method"`
	Target  string `json:"target"`
	Version string `json:"version"`
}

// StatusLine is RFC 9112 §4.
type StatusLine struct {
	Version string `json:"version"`
	Code    int    `json:"code"`
	Reason  string `json:"reason"`
}

// HeaderField is one field line of a head, RFC 9112 §5, as it was sent.
type HeaderField struct {
	Name  string `json:"name"`
	Value string `json:"value"` // without the white space around it
}

// StreamField is one field line of an event stream, HTML §9.2.6.
type StreamField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Message is what an event stream fires at an EventSource, HTML §9.2.6.
type Message struct {
	Type        string `json:"type"` // "message" unless an event field named another
	Data        string `json:"data"`
	LastEventID string `json:"lastEventId"`
}

// Hex is raw bytes, written as lower-case hexadecimal digits in JSON.
type Hex []byte

// MarshalJSON writes the digits without separators.
func (h Hex) MarshalJSON() ([]byte, error) { return json.Marshal(hex.EncodeToString(h)) }

// UnmarshalJSON reads what MarshalJSON writes.
func (h *Hex) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	raw, err := hex.DecodeString(s)
	*h = raw
	return err
}
