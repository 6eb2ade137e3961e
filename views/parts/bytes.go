package parts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wirewalk/lessons/wire"
)

// The most that is drawn of one event. What is beyond is counted, not drawn: a
// page with 64 KiB of hexadecimal digits teaches nobody.
const (
	mostBytes  = 24 // of one group
	mostMasked = 12 // columns of an unmasking: they fit the side at every width
)

// byteGroup is bytes under one bracket.
type byteGroup struct {
	Name  string
	Tint  int // 1 to 6, which helps; the bracket and its name tell
	Bytes []drawnByte
	More  int64 // bytes that are not drawn
}

// drawnByte is one byte, with the character it stands for where that helps.
type drawnByte struct {
	Hex  string
	Char string
}

// bitRun is a field that does not fill whole bytes, opened into its bits.
type bitRun struct {
	Bits string // "0001"
	Tint int
	// Last says that the run ends its byte, after which the eye needs a gap.
	Last bool
}

// fieldRow is one field as a row of the table.
type fieldRow struct {
	Offset  string // "2", "2–5": bytes from the start of the event
	Hex     string
	Bits    string // "bit 0", "bits 4–7", empty for whole bytes
	Name    string
	Value   string
	Meaning string
	Ref     string
	Tint    int
}

// tints gives each field its colour. Bits of a header share four, by their
// place; neighbours that mean the same, as the three reserved bits do, share
// one. Beside such a header, the masking key has a colour of its own.
func tints(fields []wire.Field) []int {
	of := make([]int, len(fields))
	header := slices.ContainsFunc(fields, func(f wire.Field) bool { return !whole(f) })
	next := 0
	for i, f := range fields {
		switch {
		case header && whole(f) && strings.Contains(strings.ToLower(f.Name), "mask"):
			of[i] = keyTint
		case header && whole(f):
			of[i] = keyTint + 1
		case i > 0 && sameMeaning(fields[i-1], f):
			of[i] = of[i-1]
		default:
			of[i] = next%4 + 1
			next++
		}
	}
	return of
}

// keyTint is the colour of a masking key, also where it is worked with.
const keyTint = 5

// sameMeaning says whether two neighbours can be told in one row.
func sameMeaning(a, b wire.Field) bool {
	return !whole(a) && !whole(b) && a.Meaning == b.Meaning && a.Ref == b.Ref
}

// whole says whether a field fills whole bytes.
func whole(f wire.Field) bool { return f.Bit%8 == 0 && f.Bits%8 == 0 }

// span is the bytes that a field touches, cut to what was kept.
func span(ev *wire.Event, f wire.Field) (from, to int) {
	from = min(f.Bit/8, len(ev.Bytes))
	to = min((f.Bit+f.Bits+7)/8, len(ev.Bytes))
	return from, to
}

// groupBytes puts an event's bytes under brackets: the bytes that fields share
// are the header, every other field has a bracket of its own. What crossed but
// was not kept is counted with the last group.
func groupBytes(ev *wire.Event) []byteGroup {
	var groups []byteGroup
	drawn, colours := 0, tints(ev.Fields)
	for i, f := range ev.Fields {
		from, to := span(ev, f)
		from = max(from, drawn)
		if to <= from {
			continue
		}
		name, colour := strings.ToLower(f.Name), colours[i]
		if !whole(f) {
			name, colour = "header", 0
		}
		if last := len(groups) - 1; last >= 0 && groups[last].Name == "header" && name == "header" {
			groups[last].add(ev, f, from, to)
		} else {
			g := byteGroup{Name: name, Tint: colour}
			g.add(ev, f, from, to)
			groups = append(groups, g)
		}
		drawn = to
	}
	if drawn < len(ev.Bytes) {
		g := byteGroup{Name: "bytes"}
		g.add(ev, wire.Field{}, drawn, len(ev.Bytes))
		groups = append(groups, g)
	}
	if len(groups) > 0 {
		groups[len(groups)-1].More += ev.Omitted
	}
	return groups
}

func (g *byteGroup) add(ev *wire.Event, f wire.Field, from, to int) {
	chars := ev.Frame != nil && !ev.Frame.Masked && isPayload(f.Name) && isText(ev)
	for _, b := range ev.Bytes[from:to] {
		if len(g.Bytes) == mostBytes {
			g.More++
			continue
		}
		d := drawnByte{Hex: fmt.Sprintf("%02x", b)}
		if chars {
			d.Char = char(b)
		}
		g.Bytes = append(g.Bytes, d)
	}
}

// openBits opens the fields that share bytes into their bits.
func openBits(ev *wire.Event) []bitRun {
	var runs []bitRun
	colours := tints(ev.Fields)
	for i, f := range ev.Fields {
		if whole(f) {
			continue
		}
		runs = append(runs, bitRun{Bits: bitsOf(ev, f), Tint: colours[i], Last: (f.Bit+f.Bits)%8 == 0})
	}
	return runs
}

func bitsOf(ev *wire.Event, f wire.Field) string {
	var b strings.Builder
	for bit := f.Bit; bit < f.Bit+f.Bits && bit/8 < len(ev.Bytes); bit++ {
		b.WriteByte('0' + ev.Bytes[bit/8]>>(7-bit%8)&1)
	}
	return b.String()
}

// fieldRows describes every field, for the eye and for a screen reader.
func fieldRows(ev *wire.Event) []fieldRow {
	rows := make([]fieldRow, 0, len(ev.Fields))
	colours := tints(ev.Fields)
	for i, f := range ev.Fields {
		if i > 0 && sameMeaning(ev.Fields[i-1], f) {
			r := &rows[len(rows)-1]
			r.Bits += bitsOf(ev, f)
			r.Name, r.Value = joinNames(ev.Fields[i-1].Name, r.Name, f.Name), r.Bits
			continue
		}
		from, to := span(ev, f)
		crossed := to - from
		if i == len(ev.Fields)-1 {
			crossed += int(ev.Omitted)
		}
		r := fieldRow{
			Offset: strconv.Itoa(from), Hex: hexOf(ev.Bytes[from:to], crossed),
			Name: f.Name, Value: shorten(f.Value, crossed), Meaning: f.Meaning, Ref: f.Ref, Tint: colours[i],
		}
		if crossed > 1 {
			r.Offset += "–" + strconv.Itoa(from+crossed-1)
		}
		if !whole(f) {
			r.Bits = bitsOf(ev, f)
		}
		rows = append(rows, r)
	}
	return rows
}

// joinNames names neighbours together: "RSV1–3", or all names where they have
// nothing in common but their meaning.
func joinNames(before, joined, name string) string {
	stem := strings.TrimRight(name, "0123456789")
	if stem == "" || stem == name || strings.TrimRight(before, "0123456789") != stem {
		return joined + ", " + name
	}
	first, _, _ := strings.Cut(joined, "–")
	return first + "–" + name[len(stem):]
}

// hexOf is the digits of a field of which that many bytes crossed and b were
// kept.
func hexOf(b []byte, crossed int) string {
	b = b[:min(len(b), mostBytes)]
	more := ""
	if crossed > len(b) {
		more = fmt.Sprintf(" and %d more", crossed-len(b))
	}
	return fmt.Sprintf("% x", b) + more
}

// mostValue is how many characters of a field's value are shown.
const mostValue = 48

// shorten cuts a long value, and says how many bytes the field has.
func shorten(value string, crossed int) string {
	r := []rune(value)
	if len(r) <= mostValue {
		return value
	}
	return string(r[:mostValue]) + fmt.Sprintf("… (%d bytes)", crossed)
}

func isPayload(field string) bool {
	f := strings.ToLower(field)
	return strings.Contains(f, "payload data") || strings.Contains(f, "application data") || strings.Contains(f, "reason") || f == "payload"
}

func isText(ev *wire.Event) bool {
	return ev.Frame.Opcode == wire.OpText || ev.Frame.Opcode == wire.OpClose || ev.Frame.Opcode == wire.OpContinuation
}

// char is a byte as a character where it is a printable one of ASCII.
func char(b byte) string {
	switch {
	case b == ' ':
		return "␣"
	case b > ' ' && b < 0x7f:
		return string(rune(b))
	}
	return "·"
}

// unmasking is RFC 6455 §5.3 worked out for one frame, a column a byte.
type unmasking struct {
	Steps []wire.MaskStep
	More  int64 // bytes whose column is not drawn
}

// unmask works a masked frame out; nil where there is nothing to unmask.
func unmask(ev *wire.Event) *unmasking {
	if ev.Frame == nil || !ev.Frame.Masked || len(ev.Frame.Payload) == 0 {
		return nil
	}
	steps := wire.UnmaskSteps(ev.Frame)
	u := &unmasking{Steps: steps, More: ev.Omitted}
	if len(steps) > mostMasked {
		u.Steps, u.More = steps[:mostMasked], u.More+int64(len(steps)-mostMasked)
	}
	return u
}

// plain is what an unmasked byte stands for: the first two bytes of a Close
// are its status code, not text.
func (u *unmasking) plain(ev *wire.Event, s wire.MaskStep) string {
	if ev.Frame.Opcode == wire.OpBinary || ev.Frame.Opcode == wire.OpClose && s.Index < 2 {
		return ""
	}
	return char(s.Plain)
}

func hex2(b byte) string { return fmt.Sprintf("%02x", b) }

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

// count is a number with its noun.
func count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.FormatInt(n, 10) + " " + many
}
