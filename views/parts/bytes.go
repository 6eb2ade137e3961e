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
	Bits    string // "0001"; empty for whole bytes
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

func hex2(b byte) string { return fmt.Sprintf("%02x", b) }
