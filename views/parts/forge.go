package parts

import (
	"fmt"
	"strconv"
	"strings"

	"wirewalk/lessons/wire"
)

// mostForged is how many bytes of a payload open into their bits, and mostFrames
// how many frames are labelled: nobody turns over more by hand.
const (
	mostForged = 32
	mostFrames = 16
)

// forged is one frame of those that somebody builds, or what stands in its place.
type forged struct {
	*wire.Event
	N     int // from 1
	First int // its first byte among all that were given
}

// forge puts the frames in order. Rest is how many bytes have no labels.
func forge(events []wire.Event) (frames []forged, rest int64) {
	at := 0
	for i := range events {
		if len(events[i].Bytes) == 0 || i >= mostFrames {
			rest += events[i].Crossed()
			continue
		}
		frames = append(frames, forged{&events[i], i + 1, at})
		at += len(events[i].Bytes)
	}
	return frames, rest
}

func (f forged) title() string {
	switch f.Kind {
	case wire.KindUnfinished:
		return "Frame " + strconv.Itoa(f.N) + ": unfinished"
	case wire.KindMalformed:
		return "Frame " + strconv.Itoa(f.N) + ": no frame can begin like this"
	}
	return "Frame " + strconv.Itoa(f.N) + ": " + frameName(f.Frame)
}

func (f forged) place() string {
	last := f.First + len(f.Bytes) - 1
	if last == f.First {
		return "byte " + strconv.Itoa(f.First)
	}
	return fmt.Sprintf("bytes %d–%d", f.First, last)
}

// missing says what an unfinished frame waits for; "" of any other.
func (f forged) missing() string {
	if f.Kind != wire.KindUnfinished {
		return ""
	}
	claimed, known := uint64(0), false
	for _, field := range f.Fields {
		switch field.Name {
		case "Payload len", "Extended payload length":
			n, err := strconv.ParseUint(field.Value, 10, 64)
			claimed, known = n, err == nil
		}
	}
	last := f.Fields[len(f.Fields)-1]
	if !known || !isForgedPayload(last) && (claimed == 126 || claimed == 127) {
		return "Its head is not whole."
	}
	have := uint64(0)
	if isForgedPayload(last) {
		have = uint64(last.Bits / 8)
	}
	return fmt.Sprintf("Its length says %d, and %s of payload are here.", claimed, count(int64(have), "byte", "bytes"))
}

// forgedField is a field with its bits, a byte's worth at a time.
type forgedField struct {
	wire.Field
	Tint    int
	Payload bool
	Hex     string
	Bytes   [][]forgedBit
	More    int // bytes that do not open
}

// forgedBit is one bit, which can be turned over.
type forgedBit struct {
	At    int // from the first bit of all that was given
	Value string
	Label string
}

func (f forged) fields() []forgedField {
	var all []forgedField
	colours := tints(f.Fields)
	for i, field := range f.Fields {
		from, to := span(f.Event, field)
		of := forgedField{Field: field, Tint: colours[i], Payload: isForgedPayload(field), Hex: hexOf(f.Bytes[from:to], to-from)}
		bits := bitsOf(f.Event, field)
		if of.Payload && len(bits) > 8*mostForged {
			of.More = len(bits)/8 - mostForged
			bits = bits[:8*mostForged]
		}
		for n, bit := range bits {
			if n == 0 || (field.Bit+n)%8 == 0 {
				of.Bytes = append(of.Bytes, nil)
			}
			last := &of.Bytes[len(of.Bytes)-1]
			*last = append(*last, forgedBit{At: 8*f.First + field.Bit + n, Value: string(bit), Label: bitLabel(field, n)})
		}
		all = append(all, of)
	}
	return all
}

func bitLabel(f wire.Field, n int) string {
	switch {
	case f.Bits == 1:
		return f.Name
	case isForgedPayload(f):
		return fmt.Sprintf("%s, byte %d, bit %d of 8", f.Name, n/8+1, n%8+1)
	}
	return fmt.Sprintf("%s, bit %d of %d", f.Name, n+1, f.Bits)
}

// isForgedPayload says whether a field lies in the payload, whatever its name is.
func isForgedPayload(f wire.Field) bool {
	return isPayload(f.Name) || f.Name == "Status code" || strings.Contains(f.Name, "unread")
}
