package main

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func readAll(r io.Reader) ([]event, error) {
	var all []event
	for e, err := range events(r) {
		if err != nil {
			return all, err
		}
		all = append(all, e)
	}
	return all, nil
}

func TestEvents(t *testing.T) {
	tests := []struct {
		name, stream string
		want         []event
	}{
		{"nothing", "", nil},
		{"one", "data: a\n\n", []event{{"message", "", "a"}}},
		{"named, with an id", "id: 7\nevent: step\ndata: {\"step\":1}\n\n", []event{{"step", "7", `{"step":1}`}}},
		{"the id stays, the name does not", "id: 7\nevent: step\ndata: a\n\ndata: b\n\n", []event{{"step", "7", "a"}, {"message", "7", "b"}}},
		{"several data lines", "data: a\ndata:\ndata:  b\n\n", []event{{"message", "", "a\n\n b"}}},
		{"CRLF", "event: over\r\ndata: a\r\n\r\ndata: b\r\n\r\n", []event{{"over", "", "a"}, {"message", "", "b"}}},
		{"CR", "data: a\r\rdata: b\r\r", []event{{"message", "", "a"}, {"message", "", "b"}}},
		{"comments and retry", ": hello\nretry: 1500\n\n:\ndata: a\n\n", []event{{"message", "", "a"}}},
		{"a name without data is dropped", "event: step\n\ndata: a\n\n", []event{{"message", "", "a"}}},
		{"empty data is an event", "data\n\n", []event{{"message", "", ""}}},
		{"an unfinished event is dropped", "data: a\n\ndata: b\n", []event{{"message", "", "a"}}},
		{"an unfinished line is dropped", "data: a\n\ndata: b", []event{{"message", "", "a"}}},
		{"byte order mark", "\uFEFFdata: a\n\n", []event{{"message", "", "a"}}},
		{"an id with NUL is no id", "id: a\x00b\ndata: a\n\n", []event{{"message", "", "a"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			readers := map[string]io.Reader{
				"whole":        strings.NewReader(test.stream),
				"byte by byte": iotest.OneByteReader(strings.NewReader(test.stream)),
			}
			for how, r := range readers {
				got, err := readAll(r)
				if err != nil || !slices.Equal(got, test.want) {
					t.Errorf("%s: got %q, %v, want %q", how, got, err, test.want)
				}
			}
		})
	}
}

func TestEventsTellWhyTheyEnd(t *testing.T) {
	cut := errors.New("cut")
	got, err := readAll(io.MultiReader(strings.NewReader("data: a\n\ndata: b"), iotest.ErrReader(cut)))
	if len(got) != 1 || !errors.Is(err, cut) {
		t.Errorf("got %q, %v, want one event, then the reason", got, err)
	}
	_, err = readAll(strings.NewReader("data: " + strings.Repeat("a", maxLine) + "\n\n"))
	if !errors.Is(err, errLongLine) {
		t.Errorf("got %v for an endless line, want %v", err, errLongLine)
	}
}
