package lessons

import (
	"bytes"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

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
//	events       what the page's object fired in the whole run, "open message
//	             close"; "none" where the page reported, but nothing fired
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

func eventsSeen(rec *wire.Recording) string {
	var types []string
	for _, s := range rec.Seen {
		if s.Type != "state" {
			types = append(types, s.Type)
		}
	}
	if len(types) == 0 && len(rec.Seen) > 0 {
		return "none"
	}
	return strings.Join(types, " ")
}

func endingSeen(rec *wire.Recording) string {
	var words []string
	for _, s := range rec.Seen {
		switch s.Type {
		case "state", "open":
		case "close":
			words = append(words, s.Type, strconv.Itoa(s.Code))
		default:
			words = append(words, s.Type)
		}
	}
	if len(words) == 0 && len(rec.Seen) > 0 {
		return "none"
	}
	return strings.Join(words, " ")
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

var wholeNumber = regexp.MustCompile(`[0-9]+`)

// missingNumbers counts without bounds: an id may be a time in milliseconds, or
// longer than any integer of the machine.
func missingNumbers(rec *wire.Recording) string {
	var least, greatest *big.Int
	distinct := map[string]bool{}
	for i := range rec.Events {
		m := rec.Events[i].Dispatch
		if m == nil || m.Type != "message" {
			continue
		}
		all := wholeNumber.FindAllString(m.Data, -1)
		if len(all) == 0 {
			continue
		}
		n, _ := new(big.Int).SetString(all[len(all)-1], 10)
		distinct[n.String()] = true
		if least == nil || n.Cmp(least) < 0 {
			least = n
		}
		if greatest == nil || n.Cmp(greatest) > 0 {
			greatest = n
		}
	}
	if least == nil {
		return ""
	}
	span := new(big.Int).Sub(greatest, least)
	return span.Sub(span, big.NewInt(int64(len(distinct)-1))).String()
}

// soonMS is how long after `open` a message still counts as having come with
// it: far more than two events of one piece are apart, in any browser.
const soonMS = 500

func openSeen(rec *wire.Recording) string {
	first := func(kind string) *wire.Seen {
		for i := range rec.Seen {
			if rec.Seen[i].Type == kind {
				return &rec.Seen[i]
			}
		}
		return nil
	}
	open, message := first("open"), first("message")
	switch {
	case len(rec.Seen) == 0:
		return ""
	case open == nil:
		return "never"
	case message == nil:
		return ""
	case message.At-open.At >= soonMS:
		return "before"
	}
	return "with"
}

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

// observedField is Observe of a question with a field.
func observedField(q *quiz.Question, rec *wire.Recording) quiz.Observed {
	events := rec.OfStep(q.Step)
	i := slices.IndexFunc(events, func(ev wire.Event) bool { return len(fieldsOf(&ev, q.Field)) > 0 })
	if i < 0 {
		return quiz.Observed{}
	}
	seen := quiz.Observed{
		Value: fieldsOf(&events[i], q.Field)[0].Value, Parts: partsOf(&events[i]), Others: map[string]string{},
	}
	// What else may have been meant stands in the same event, or else in the
	// first of the step that has it.
	near := append([]wire.Event{events[i]}, events...)
	for _, o := range q.Options {
		for j := range near {
			if fields := fieldsOf(&near[j], o.Field); o.Field != "" && len(fields) > 0 {
				seen.Others[o.Field] = fields[0].Value
				break
			}
		}
	}
	return seen
}

// fieldsOf are the event's fields of that name. Those of a header's value bear
// the header's name too, in any case of its letters.
func fieldsOf(ev *wire.Event, name string) []wire.Field {
	isHeader := ev.Header != nil && strings.EqualFold(ev.Header.Name, name)
	var of []wire.Field
	for _, f := range ev.Fields {
		switch {
		case f.Name == name:
			of = append(of, f)
		case isHeader && f.Name == headerValueField:
			f.Value = ev.Header.Value // a Field's is cut where it is long
			of = append(of, f)
		}
	}
	return of
}

// headerValueField is what package wire calls the value within a header line.
const headerValueField = "field-value"

// partsOf are the names of the fields in each byte of the event.
func partsOf(ev *wire.Event) [][]string {
	parts := make([][]string, len(ev.Bytes))
	for _, f := range ev.Fields {
		names := []string{f.Name}
		if ev.Header != nil && f.Name == headerValueField {
			names = append(names, ev.Header.Name)
		}
		for b := f.Bit / 8; b < len(parts) && b*8 < f.Bit+f.Bits; b++ {
			parts[b] = append(parts[b], names...)
		}
	}
	return parts
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
