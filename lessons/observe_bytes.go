package lessons

import (
	"slices"
	"strconv"

	"wirewalk/lessons/wire"
)

// crossed does not tell of a step in which nothing has happened yet.
func crossed(rec *wire.Recording, step int, roughly bool) string {
	if step > lastStep(rec) {
		return ""
	}
	n := Bytes(rec, step)
	if step == 0 {
		n = 0
		opened := slices.IndexFunc(rec.Events, func(ev wire.Event) bool { return ev.Status != nil })
		if opened < 0 {
			return ""
		}
		for _, ev := range rec.Events {
			if ev.Step > rec.Events[opened].Step && (ev.Frame == nil || ev.Frame.Opcode != wire.OpClose) {
				n += ev.Crossed()
			}
		}
	}
	if !roughly {
		return strconv.FormatInt(n, 10)
	}
	names := []string{"none", "ones", "tens", "hundreds", "thousands"}
	i := 0
	for ; n > 0 && i < len(names)-1; n /= 10 {
		i++
	}
	return names[i]
}

// FrameBytes is how many bytes the WebSocket frames of a step have, heads and
// masking keys included.
func FrameBytes(rec *wire.Recording, step int) int64 {
	var n int64
	for _, ev := range rec.OfStep(step) {
		if ev.Kind == wire.KindFrame {
			n += ev.Crossed()
		}
	}
	return n
}

// Bytes is how many bytes crossed in a step: what {bytes} stands for in its
// sentence. Lines of an event stream are counted once, in their chunk.
func Bytes(rec *wire.Recording, step int) int64 {
	var n int64
	for _, ev := range rec.OfStep(step) {
		n += ev.Crossed()
	}
	return n
}
