package stream

import (
	"bytes"
	"regexp"
)

// Encoded are events as they cross the wire. Nobody may change them: every
// subscriber of a Hub is sent the same bytes.
type Encoded []byte

// StillHere is a comment, which no page sees.
var StillHere = Encoded(": still here\n\n")

// lineEnds are those of an event stream besides LF (HTML §9.2.5).
var lineEnds = regexp.MustCompile(`\r\n?`)

// Encode writes one event. Its data may have several lines; a line end in its id or
// name would begin another field. An empty id or name leaves that field out.
func Encode(id, name string, data []byte) Encoded { return appendEvent(nil, id, name, data) }

func appendEvent(to []byte, id, name string, data []byte) []byte {
	if id != "" {
		to = append(append(append(to, "id: "...), id...), '\n')
	}
	if name != "" {
		to = append(append(append(to, "event: "...), name...), '\n')
	}
	for line := range bytes.SplitSeq(lineEnds.ReplaceAll(data, []byte("\n")), []byte("\n")) {
		to = append(append(append(to, "data: "...), line...), '\n')
	}
	return append(to, '\n')
}
