package lessons

import (
	"strconv"

	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

// Observe is what rec says about step, as q asks for it: the value that the
// right option of a predict has. It is empty where the question observes
// nothing or the recording does not tell.
//
//	state   the readyState that the page reported last in that step
//	bytes   how many bytes the frames of that step have, heads included
//	masked  "yes" or "no": whether the step's first frame is masked
func Observe(q *quiz.Question, rec *wire.Recording, step int) string {
	if rec == nil {
		return ""
	}
	switch q.Observe {
	case "state":
		seen, connection := "", 0
		for _, s := range rec.Seen {
			if s.Step == step && s.Connection >= connection {
				seen, connection = strconv.Itoa(s.ReadyState), s.Connection
			}
		}
		return seen
	case "bytes":
		if n := FrameBytes(rec, step); n > 0 {
			return strconv.FormatInt(n, 10)
		}
	case "masked":
		for _, ev := range rec.OfStep(step) {
			if ev.Frame == nil {
				continue
			}
			if ev.Frame.Masked {
				return "yes"
			}
			return "no"
		}
	}
	return ""
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
