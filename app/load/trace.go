package main

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"
)

// event is one dispatched event of an event stream (WHATWG HTML §9.2.6).
type event struct {
	name string // "message" where the stream names none
	id   string // the last event ID
	data string
}

// maxLine bounds one line of an event stream: a wire event's fragment is a few
// KiB.
const maxLine = 1 << 20

var errLongLine = errors.New("a line of the event stream is longer than 1 MiB")

// events yields the events of an event stream until it ends, and then why: nil
// where it ended in order. What stands unfinished at the end is dropped, as the
// standard says. The loop may be left at any time.
func events(r io.Reader) iter.Seq2[event, error] {
	return eventsAfter(r, "", func(time.Duration) {})
}

// eventsAfter is events for an object that has a last event ID already, and
// minds the retry field.
func eventsAfter(r io.Reader, id string, retry func(time.Duration)) iter.Seq2[event, error] {
	return func(yield func(event, error) bool) {
		lines := lineReader{r: bufio.NewReader(r)}
		e := event{id: id}
		var data strings.Builder
		first := true
		for {
			line, err := lines.next()
			if err != nil {
				if err != io.EOF {
					yield(event{}, err)
				}
				return
			}
			if first {
				line = strings.TrimPrefix(line, "\uFEFF")
				first = false
			}
			if line == "" {
				if data.Len() > 0 {
					e.data = strings.TrimSuffix(data.String(), "\n")
					if e.name == "" {
						e.name = "message"
					}
					if !yield(e, nil) {
						return
					}
				}
				e.name = ""
				data.Reset()
				continue
			}
			name, value, _ := strings.Cut(line, ":")
			value = strings.TrimPrefix(value, " ")
			switch name {
			case "event":
				e.name = value
			case "data":
				data.WriteString(value)
				data.WriteByte('\n')
			case "id":
				if !strings.Contains(value, "\x00") {
					e.id = value
				}
			case "retry":
				if ms, err := strconv.Atoi(value); err == nil && ms >= 0 {
					retry(time.Duration(ms) * time.Millisecond)
				}
			}
		}
	}
}

// lineReader reads lines that end in LF, CR or CRLF.
type lineReader struct {
	r       *bufio.Reader
	afterCR bool // an LF that comes next belongs to the line before
}

// next returns the next whole line, without its end. An unfinished line at the
// end of the stream is no line: it returns io.EOF.
func (l *lineReader) next() (string, error) {
	var line []byte
	for {
		b, err := l.r.ReadByte()
		if err != nil {
			return "", err
		}
		skip := l.afterCR && b == '\n'
		l.afterCR = b == '\r'
		switch {
		case skip:
		case b == '\n' || b == '\r':
			return string(line), nil
		case len(line) == maxLine:
			return "", errLongLine
		default:
			line = append(line, b)
		}
	}
}
