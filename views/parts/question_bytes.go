package parts

import (
	"strconv"
	"strings"

	"wirewalk/lessons/wire"
)

// mostOffered is how many bytes of an event are offered: the longest head of a
// frame has 14 (RFC 6455 §5.2), and a reader looks at no more than six rows of
// eight.
const mostOffered = 48

// asked is the recorded event that the question is about, and how many of the
// same sender and kind come before it in its row; nil where nothing is recorded.
func (p QuestionProps) asked() (asked *wire.Event, nth int) {
	if p.Recording == nil || !p.asksRun() {
		return nil, 0
	}
	of := p.Recording.OfStep(p.Question.Step)
	for i := range of {
		if !hasField(&of[i], p.Question.Field) {
			continue
		}
		for _, before := range of[:i] {
			if before.From == of[i].From && before.Kind == of[i].Kind {
				nth++
			}
		}
		return &of[i], nth
	}
	return nil, 0
}

// hasField says whether one of the event's fields has that name, or, of a head's
// field line, whether it is that header field.
func hasField(ev *wire.Event, name string) bool {
	if ev.Header != nil && strings.EqualFold(ev.Header.Name, name) {
		return true
	}
	for _, f := range ev.Fields {
		if f.Name == name {
			return true
		}
	}
	return false
}

func shownBytes(ev *wire.Event) int { return min(len(ev.Bytes), mostOffered) }

// bytesCaption says whose bytes stand there and how many.
func (p QuestionProps) bytesCaption(ev *wire.Event) string {
	of := " of row " + p.row()
	if all, shown := ev.Crossed(), shownBytes(ev); all > int64(shown) {
		return "The first " + strconv.Itoa(shown) + " of " + count(all, "byte", "bytes") + of
	}
	if len(ev.Bytes) == 1 {
		return "The one byte" + of
	}
	return "The " + strconv.Itoa(len(ev.Bytes)) + " bytes" + of
}

// byteLabel is a button's name: "byte 2 of 11, hex 85".
func byteLabel(ev *wire.Event, i int) string {
	return "byte " + strconv.Itoa(i+1) + " of " + strconv.FormatInt(ev.Crossed(), 10) + ", hex " + hex2(ev.Bytes[i])
}

// row is the number of the row that is asked about.
func (p QuestionProps) row() string { return strconv.Itoa(p.Question.Step) }
