package lessons

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// MaxPayload is how many bytes a step's payload may have: 1 MiB, so that a lesson
// can show the third form of a frame's length, RFC 6455 §5.2, and a message that
// is more than a server may want to read.
const MaxPayload = 1 << 20

// Payload is what the step carries: the bytes of Text, or those that Hex
// writes, as often as Times says. The words in braces of an event stream's Text
// stand in it as they are written. It is an error where both are given, where
// Hex is not hexadecimal, and where there would be more than MaxPayload bytes.
func (st *Step) Payload() ([]byte, error) {
	once := []byte(st.Text)
	if st.Hex != "" {
		if st.Text != "" {
			return nil, errors.New("text and hex both say what is sent")
		}
		raw, err := hex.DecodeString(strings.Join(strings.Fields(st.Hex), ""))
		if err != nil {
			return nil, fmt.Errorf("hex %q: %w", st.Hex, err)
		}
		once = raw
	}
	if st.Times < 0 {
		return nil, fmt.Errorf("times is %d", st.Times)
	}
	times := max(st.Times, 1)
	if len(once) > 0 && times > MaxPayload/len(once) {
		return nil, fmt.Errorf("the payload has more than %d bytes", MaxPayload)
	}
	return bytes.Repeat(once, times), nil
}

// Words are what a Send with Every sends, one after the other: each word with
// one space behind it, so that joined they can be read.
func Words(text string) []string {
	words := strings.Fields(text)
	for i := range words {
		words[i] += " "
	}
	return words
}

// WordEvents are the Words as an event stream writes them: the raw text of one
// event for each.
func WordEvents(text string) []string {
	words := Words(text)
	for i, w := range words {
		words[i] = "data: " + w + "\n\n"
	}
	return words
}
