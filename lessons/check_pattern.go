package lessons

import (
	"slices"

	"wirewalk/lessons/wire"
)

// maxPatternPayload is how much of a payload a pattern may ask for: a run keeps
// no more than twice this of each.
const maxPatternPayload = 1 << 10

// pattern checks that p can match an event of that protocol at all, and reports
// whether it can.
func (c *checker) pattern(at string, p Pattern, protocol Protocol) bool {
	before := len(c.problems)
	c.oneOf(at+".from", "end", string(p.From), []string{string(wire.Client), string(wire.Server)})
	if !c.oneOf(at+".kind", "kind of event", string(p.Kind), kindWords(wire.Kinds())) {
		return false
	}
	if p.Opcode != "" {
		c.oneOf(at+".opcode", "opcode", p.Opcode, opcodes())
	}
	c.patternKeys(at, p)
	switch {
	case p.From == wire.Client && p.Kind == wire.KindStatusLine, p.From == wire.Server && p.Kind == wire.KindRequestLine:
		c.say(at+".kind", "", "the %s sends no %s", p.From, p.Kind)
	case p.Kind == wire.KindFrame && protocol == EventStream:
		c.say(at+".kind", "an event stream has chunk, field and dispatch", "an event stream has no frames")
	case protocol == WebSocket && (p.Kind == wire.KindField || p.Kind == wire.KindComment || p.Kind == wire.KindDispatch || p.Kind == wire.KindDropped):
		c.say(at+".kind", "a websocket has frame", "a websocket has no %s", p.Kind)
	case p.Kind == wire.KindFrame && p.Code != 0 && p.Opcode != wire.OpClose.String():
		c.say(at+".code", "add opcode: close", "only a Close frame has a code")
	case p.Kind == wire.KindFrame && p.Payload != "" && p.Opcode == wire.OpClose.String():
		c.say(at+".payload", "use code", "a Close frame is told by its code")
	case p.Kind == wire.KindHeaderField && p.Value != "" && p.Header == "":
		c.say(at+".value", "add header", "a value of which header field?")
	case len(p.Payload) > maxPatternPayload:
		c.say(at+".payload", "use length", "a payload of %d bytes is not all kept", len(p.Payload))
	case p.Length < 0:
		c.say(at+".length", "1 or more", "length is %d", p.Length)
	}
	return len(c.problems) == before
}

// patternKeys checks that the details that p asks for are those of its kind.
func (c *checker) patternKeys(at string, p Pattern) {
	for _, k := range []struct {
		key   string
		set   bool
		kinds []wire.Kind
	}{
		{"opcode", p.Opcode != "", []wire.Kind{wire.KindFrame}},
		{"payload", p.Payload != "", []wire.Kind{wire.KindFrame, wire.KindDispatch}},
		{"length", p.Length != 0, []wire.Kind{wire.KindFrame}},
		{"type", p.Type != "", []wire.Kind{wire.KindDispatch}},
		{"code", p.Code != 0, []wire.Kind{wire.KindFrame, wire.KindStatusLine}},
		{"header", p.Header != "", []wire.Kind{wire.KindHeaderField}},
		{"value", p.Value != "", []wire.Kind{wire.KindHeaderField, wire.KindRequestLine}},
	} {
		if k.set && !slices.Contains(k.kinds, p.Kind) {
			c.say(at+"."+k.key, "it belongs to "+either(k.kinds), "a %s has no %s", p.Kind, k.key)
		}
	}
}

func kindWords(kinds []wire.Kind) []string {
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = string(kind)
	}
	return words
}

func opcodes() []string {
	var names []string
	for o := wire.OpContinuation; o <= wire.OpPong; o++ {
		if !o.Reserved() {
			names = append(names, o.String())
		}
	}
	return names
}
