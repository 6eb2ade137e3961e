package parts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wirewalk/lessons/wire"
)

// lineOf is the text of an event that is a line: what was sent, without its
// line end, in the pieces that its fields make of it.
func lineOf(ev *wire.Event) []linePiece {
	var pieces []linePiece
	end, colours := 0, tints(ev.Fields)
	for i, f := range ev.Fields {
		from, to := span(ev, f)
		if to <= from || !whole(f) {
			continue
		}
		p := linePiece{Text: printable(ev.Bytes[from:to]), Tint: colours[i]}
		if blank(ev.Bytes[from:to]) || strings.TrimSpace(p.Text) == ":" {
			p.Tint = 0
		}
		pieces = append(pieces, p)
		end = to
	}
	if end < len(ev.Bytes) {
		pieces = append(pieces, linePiece{Text: printable(ev.Bytes[end:])})
	}
	return pieces
}

// linePiece is a run of characters of a line.
type linePiece struct {
	Text string
	Tint int // 0: a separator
}

const mostLine = 400 // characters of one piece of a line

// printable shows line ends, and what has no shape, as programmers write them, and
// cuts what is long.
func printable(b []byte) string {
	s := strings.ToValidUTF8(string(b), "\uFFFD")
	s = lineEnds.Replace(s)
	if r := []rune(s); len(r) > mostLine {
		return string(r[:mostLine]) + fmt.Sprintf("… (%d more)", len(r)-mostLine)
	}
	return s
}

// lineEnds is made once: a class that steps shows a thousand lines at one moment.
var lineEnds = strings.NewReplacer("\r", `\r`, "\n", `\n`, "\x00", `\0`, "\uFEFF", `\ufeff`)

// blank says whether bytes are only white space, which needs no explanation.
func blank(b []byte) bool { return strings.TrimSpace(string(b)) == "" }

// meaningOf joins what a line's fields mean and gives the section of the last
// that says something. Separators are left out, and so is a header field's
// name: its value says it all.
func meaningOf(ev *wire.Event) (meaning, ref string) {
	var meanings []string
	for i, f := range ev.Fields {
		from, to := span(ev, f)
		text := strings.TrimSpace(string(ev.Bytes[from:to]))
		if text == "" || text == ":" || f.Meaning == "" || slices.Contains(meanings, f.Meaning) {
			continue
		}
		if ev.Kind == wire.KindHeaderField && i == 0 && len(ev.Fields) > 1 {
			continue
		}
		meanings = append(meanings, f.Meaning)
		ref = f.Ref
	}
	return strings.Join(meanings, "; "), ref
}

// isHandshake says whether a header field takes part in the handshake.
func isHandshake(ev *wire.Event) bool {
	if ev.Header == nil {
		return false
	}
	name := strings.ToLower(ev.Header.Name)
	switch name {
	case "upgrade", "connection", "content-type", "accept", "last-event-id", "transfer-encoding":
		return true
	}
	return strings.HasPrefix(name, "sec-websocket-")
}

// eventName says what an event is, in a few words.
func eventName(ev *wire.Event) string {
	switch ev.Kind {
	case wire.KindRequestLine:
		return "request line"
	case wire.KindStatusLine:
		return "status line"
	case wire.KindHeaderField:
		return "header field"
	case wire.KindHeadEnd:
		return "the blank line that ends the head"
	case wire.KindBody:
		return "body"
	case wire.KindChunk:
		return "chunk"
	case wire.KindFrame:
		if ev.Frame != nil {
			return frameName(ev.Frame)
		}
		return "frame"
	case wire.KindField:
		return "field line"
	case wire.KindComment:
		return "comment line"
	case wire.KindDispatch:
		if ev.Dispatch == nil {
			return "the blank line, with nothing to dispatch"
		}
		return "the blank line that dispatches the event"
	case wire.KindDropped:
		return "dropped with the end of the stream: no blank line dispatched it"
	case wire.KindUnfinished:
		return "unfinished"
	case wire.KindMalformed:
		return "malformed"
	case wire.KindEnd:
		return "end of the connection (TCP FIN)"
	case wire.KindReset:
		return "reset of the connection (TCP RST)"
	}
	return string(ev.Kind)
}

// frameName is what a frame is called: "text frame", "Close frame", "first
// fragment of a text message".
func frameName(f *wire.Frame) string {
	name := f.Opcode.String()
	switch f.Opcode {
	case wire.OpClose, wire.OpPing, wire.OpPong:
		return strings.ToUpper(name[:1]) + name[1:] + " frame"
	case wire.OpContinuation:
		if f.FIN {
			return "last fragment of a message"
		}
		return "fragment of a message"
	}
	if !f.FIN {
		return "first fragment of a " + name + " message"
	}
	return name + " frame"
}

// sender and receiver are the two ends in the words of the pages.
func sender(e wire.Endpoint) string {
	if e == wire.Client {
		return "your browser"
	}
	return "this server"
}

func receiver(e wire.Endpoint) string {
	if e == wire.Client {
		return "this server"
	}
	return "your browser"
}

// count is a number with what is counted, or what they do.
func count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.FormatInt(n, 10) + " " + many
}
