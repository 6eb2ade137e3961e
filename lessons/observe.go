package lessons

import (
	"bytes"
	"slices"
	"strconv"

	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

// Observe is what rec says about step, as q asks for it. Step 0 is the last
// that the recording has. It is empty where the question observes nothing or
// the recording does not tell. Of a predict Value is, by what it observes:
//
//	state        the readyState that the page reported last in that step
//	bytes        how many bytes the frames of that step have, heads included
//	masked       "yes" or "no": whether the step's first frame is masked
//	sent         what became of that step's send: "threw", "crossed" or "dropped";
//	             of step 0 the last send that the recording has
//	events       what the page noticed in the whole run beside states: what its
//	             object fired, "open message close", and what wire.Seen tells besides,
//	             "open throw"; "none" where the page reported, but nothing of these
//	ending       the same after `open`, with the code of a close: "message", "error
//	             close 1006"
//	connections  how many requests the browser made, but for those that posted
//	requests     how many it made in all
//	down         how many bytes the messages of the whole run took on their way
//	             from this server: its frames with their heads, or its chunks with
//	             their sizes
//	missing      how many numbers are left out between the least and the greatest
//	             of those that the messages of the whole run carry; a message's
//	             is the last whole number in its data
//	open         when `open` came: "before" the first message by half a second or
//	             more, "with" it, or "never"
//	close        code of the last close event and whether it was clean, "1006
//	             unclean"; "none" where the page reported, but none was fired
//	closing      with what the last close event came: "end" with the end of TCP by
//	             this server after both Close frames, "answer" with the second Close
//	             frame, while TCP was still open, "patience" when one side would wait
//	             no longer and ended TCP; "none" as for close
//	crossed      how many bytes crossed in the step, both ways, heads and chunks
//	             included; of step 0 in all steps after the one in which the first
//	             request was answered, Close frames left out
//	magnitude    the same, roughly: "none", "ones", "tens", "hundreds", "thousands"
//	bench        nothing: the page that ran it tells
//
// Of a fill-in and a click-byte it is the value of the question's field, in the
// first event of its step that has one: a field of that name, or a header of
// that name. Parts are those of that event, and Others has the fields that the
// question's options name.
func Observe(q *quiz.Question, rec *wire.Recording, step int) quiz.Observed {
	if rec == nil {
		return quiz.Observed{}
	}
	if q.Field != "" {
		return observedField(q, rec)
	}
	return quiz.Observed{Value: observed(q, rec, step)}
}

func observed(q *quiz.Question, rec *wire.Recording, step int) string {
	if step == 0 && q.Observe == "sent" {
		return lastSent(rec)
	}
	if q.Observe == "crossed" || q.Observe == "magnitude" {
		return crossed(rec, step, q.Observe == "magnitude")
	}
	if step == 0 {
		step = lastStep(rec)
	}
	switch q.Observe {
	case "state":
		return stateAfter(rec, step)
	case "bytes":
		if n := FrameBytes(rec, step); n > 0 {
			return strconv.FormatInt(n, 10)
		}
	case "masked":
		return masked(rec, step)
	case "sent":
		return sent(rec, step)
	case "events":
		return eventsSeen(rec)
	case "ending":
		return endingSeen(rec)
	case "connections":
		return requests(rec, func(r *wire.RequestLine) bool { return r.Method != "POST" })
	case "requests":
		return requests(rec, func(*wire.RequestLine) bool { return true })
	case "down":
		return down(rec)
	case "missing":
		return missingNumbers(rec)
	case "open":
		return openSeen(rec)
	case "close":
		return closeSeen(rec)
	case "closing":
		return closingSeen(rec)
	}
	return ""
}

// lastStep is the highest number of a step in rec, 0 where it has none.
func lastStep(rec *wire.Recording) int {
	last := 0
	for _, s := range rec.Steps {
		last = max(last, s.Step)
	}
	return last
}

// stateAfter leaves out what a request beside the stream reported, whose
// number may be higher than that of the stream's own.
func stateAfter(rec *wire.Recording, step int) string {
	state, connection := "", 0
	for _, s := range rec.Seen {
		if s.Step == step && s.Connection >= connection && s.Type != "response" {
			state, connection = strconv.Itoa(s.ReadyState), s.Connection
		}
	}
	return state
}

func masked(rec *wire.Recording, step int) string {
	for _, ev := range rec.OfStep(step) {
		switch {
		case ev.Frame == nil:
		case ev.Frame.Masked:
			return "yes"
		default:
			return "no"
		}
	}
	return ""
}

func sent(rec *wire.Recording, step int) string {
	reported := func(kind string) bool {
		return slices.ContainsFunc(rec.Seen, func(s wire.Seen) bool { return s.Step == step && s.Type == kind })
	}
	crossed := slices.ContainsFunc(rec.OfStep(step), func(ev wire.Event) bool {
		return ev.From == wire.Client && ev.Frame != nil && !ev.Frame.Opcode.Control()
	})
	switch {
	case reported("throw"):
		return "threw"
	case crossed:
		return "crossed"
	case reported("dropped"):
		return "dropped"
	}
	return ""
}

func lastSent(rec *wire.Recording) string {
	for step := lastStep(rec); step > 0; step-- {
		if became := sent(rec, step); became != "" {
			return became
		}
	}
	return ""
}

// requests counts those for which counts holds.
func requests(rec *wire.Recording, counts func(*wire.RequestLine) bool) string {
	n := 0
	for i := range rec.Events {
		if line := rec.Events[i].Request; line != nil && rec.Events[i].From == wire.Client && counts(line) {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// down leaves control frames out, and a chunk in which nothing but a comment
// stands: neither is a message.
func down(rec *wire.Recording) string {
	var n int64
	for i := range rec.Events {
		ev := &rec.Events[i]
		message := ev.Frame != nil && !ev.Frame.Opcode.Control() || ev.Kind == wire.KindChunk && bytes.Contains(ev.Bytes, []byte("data:"))
		if ev.From == wire.Server && message {
			n += ev.Crossed()
		}
	}
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
