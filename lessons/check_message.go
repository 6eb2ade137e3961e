package lessons

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"wirewalk/lessons/wire"
)

// message is one that the server sends in fragments, RFC 6455 §5.4.
type message struct {
	open bool // its last fragment is still to come
	text bool
	sent []byte
}

// message follows the fragments and checks that a text is one when it is whole.
func (c *checker) message(at string, st *Step, how how, now *progress) {
	m := &now.message
	if st.Action == Close || how == illegally {
		*m = message{}
	}
	if st.Action != Fragment || how == illegally {
		return
	}
	if !m.open {
		*m = message{open: true, text: st.Opcode != wire.OpBinary.String()}
	}
	if payload, err := st.Payload(); err == nil {
		m.sent = append(m.sent, payload...)
	}
	if !st.FIN {
		return
	}
	if m.text && !utf8.Valid(m.sent) {
		c.say(at, "begin the message with opcode: binary", "the fragments make a text that is not UTF-8, RFC 6455 §5.6")
	}
	*m = message{}
}

// idLine is a line of an event stream that gives an event an id.
var idLine = regexp.MustCompile(`(?m)^id(:|$)`)

// postedPlaceholder stands in an event stream's text for what the page has posted.
const postedPlaceholder = "{posted}"

// kept follows the events that resume can send, HTML §9.2.4.
func (c *checker) kept(at string, protocol Protocol, st *Step, now *progress) {
	if protocol != EventStream {
		return
	}
	switch st.Action {
	case Post:
		now.posted = true
		return
	case Resume:
		if !now.kept {
			c.say(at+".action", "give an event before it an id", "there is nothing to resume from: no event has an id")
		}
	case Publish:
		c.publishes(at, st)
	}
	if st.Actor == Server && idLine.MatchString(st.Text) {
		now.kept = true
	}
	if st.Actor == Server && strings.Contains(st.Text, postedPlaceholder) && !now.posted {
		c.say(at+".text", "a post comes first", "nothing was posted that %s could stand for", postedPlaceholder)
	}
}

// publishes checks that each event of a publish can be told apart and found
// again.
func (c *checker) publishes(at string, st *Step) {
	rest := st.Text
	for rest != "" {
		event, after, whole := strings.Cut(rest, "\n\n")
		switch {
		case !whole:
			c.say(at+".text", `end each event with an empty line: "\n\n"`, "an event that is not finished cannot be kept")
		case !idLine.MatchString(event):
			c.say(at+".text", `give it a line "id: …"`, "an event without an id cannot be kept")
		}
		rest = after
	}
}
