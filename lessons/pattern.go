package lessons

import (
	"strconv"
	"strings"

	"wirewalk/lessons/wire"
)

// Matches reports whether ev is an event that p describes. That one end is gone
// is told by a reset as well as by an end.
func (p Pattern) Matches(ev wire.Event) bool {
	kind := ev.Kind
	if p.Kind == wire.KindEnd && kind == wire.KindReset {
		kind = wire.KindEnd
	}
	switch {
	case p.From != "" && p.From != ev.From, p.Kind != "" && p.Kind != kind:
		return false
	case p.Opcode != "" && (ev.Frame == nil || ev.Frame.Opcode.String() != p.Opcode):
		return false
	case p.Length != 0 && (ev.Frame == nil || ev.Frame.PayloadLength != uint64(p.Length)):
		return false
	case p.Type != "" && (ev.Dispatch == nil || ev.Dispatch.Type != p.Type):
		return false
	case p.Header != "" && (ev.Header == nil || !strings.EqualFold(ev.Header.Name, p.Header)):
		return false
	case p.Value != "" && p.Value != valueOf(ev):
		return false
	case p.Code != 0 && p.Code != codeOf(ev):
		return false
	case p.Payload != "":
		got, ok := payloadOf(ev)
		return ok && got == p.Payload
	}
	return true
}

func valueOf(ev wire.Event) string {
	switch {
	case ev.Header != nil:
		return ev.Header.Value
	case ev.Request != nil:
		return ev.Request.Method
	}
	return ""
}

func codeOf(ev wire.Event) int {
	switch {
	case ev.Frame != nil:
		return ev.Frame.CloseCode
	case ev.Status != nil:
		return ev.Status.Code
	}
	return 0
}

func payloadOf(ev wire.Event) (string, bool) {
	switch {
	case ev.Frame != nil:
		return string(ev.Frame.Payload), true
	case ev.Dispatch != nil:
		return ev.Dispatch.Data, true
	}
	return "", false
}

// String is the pattern in words, for the reader who waits for it:
// `client frame text "Hello"`, `client header-field Last-Event-ID: 2`,
// `server frame text of 126 bytes`.
func (p Pattern) String() string {
	header := p.Header
	if p.Header != "" && p.Value != "" {
		header += ":"
	}
	var words []string
	for _, w := range []string{string(p.From), string(p.Kind), p.Opcode, p.Type, header, p.Value} {
		if w != "" {
			words = append(words, w)
		}
	}
	if p.Code != 0 {
		words = append(words, strconv.Itoa(p.Code))
	}
	if p.Length != 0 {
		words = append(words, "of", strconv.Itoa(p.Length), "bytes")
	}
	if p.Payload != "" {
		words = append(words, strconv.Quote(p.Payload))
	}
	if len(words) == 0 {
		return "anything"
	}
	return strings.Join(words, " ")
}
