package lessons

import (
	"strconv"
	"strings"

	"wirewalk/lessons/wire"
)

// Matches reports whether ev is an event that p describes.
func (p Pattern) Matches(ev wire.Event) bool {
	switch {
	case p.From != "" && p.From != ev.From, p.Kind != "" && p.Kind != ev.Kind:
		return false
	case p.Opcode != "" && (ev.Frame == nil || ev.Frame.Opcode.String() != p.Opcode):
		return false
	case p.Header != "" && (ev.Header == nil || !strings.EqualFold(ev.Header.Name, p.Header)):
		return false
	case p.Code != 0 && p.Code != codeOf(ev):
		return false
	case p.Payload != "":
		got, ok := payloadOf(ev)
		return ok && got == p.Payload
	}
	return true
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
// `client frame text "Hello"`, `server head-end`.
func (p Pattern) String() string {
	var words []string
	for _, w := range []string{string(p.From), string(p.Kind), p.Opcode, p.Header} {
		if w != "" {
			words = append(words, w)
		}
	}
	if p.Code != 0 {
		words = append(words, strconv.Itoa(p.Code))
	}
	if p.Payload != "" {
		words = append(words, strconv.Quote(p.Payload))
	}
	if len(words) == 0 {
		return "anything"
	}
	return strings.Join(words, " ")
}
