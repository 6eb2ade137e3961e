package lessons_test

import (
	"reflect"
	"strings"
	"testing"

	"wirewalk/lessons"
)

func TestPayload(t *testing.T) {
	for _, c := range []struct {
		name string
		step lessons.Step
		want string
		says string // of the error
	}{
		{name: "text", step: lessons.Step{Text: "Hello"}, want: "Hello"},
		{name: "nothing", step: lessons.Step{}, want: ""},
		{name: "nothing, often", step: lessons.Step{Times: 9}, want: ""},
		{name: "repeated", step: lessons.Step{Text: "ab", Times: 3}, want: "ababab"},
		{name: "once", step: lessons.Step{Text: "ab", Times: 1}, want: "ab"},
		{name: "hex", step: lessons.Step{Hex: "c3a9"}, want: "é"},
		{name: "hex as people write it", step: lessons.Step{Hex: " C3 a9\n0 0"}, want: "é\x00"},
		{name: "hex repeated", step: lessons.Step{Hex: "41", Times: 2}, want: "AA"},
		{name: "braces stay", step: lessons.Step{Text: "{now}"}, want: "{now}"},
		{name: "no hex", step: lessons.Step{Hex: "4g"}, says: `hex "4g"`},
		{name: "half a byte", step: lessons.Step{Hex: "414"}, says: "hex"},
		{name: "both", step: lessons.Step{Text: "a", Hex: "41"}, says: "both"},
		{name: "times", step: lessons.Step{Text: "a", Times: -1}, says: "-1"},
		{name: "too much", step: lessons.Step{Text: "ab", Times: lessons.MaxPayload/2 + 1}, says: "more than"},
	} {
		got, err := c.step.Payload()
		if c.says != "" {
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: error %v, want one that says %q", c.name, err, c.says)
			}
			continue
		}
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
	if got, err := (&lessons.Step{Text: "x", Times: lessons.MaxPayload}).Payload(); err != nil || len(got) != lessons.MaxPayload {
		t.Errorf("as much as may be: %d bytes, %v", len(got), err)
	}
}

func TestWordEvents(t *testing.T) {
	for text, want := range map[string][]string{
		"One after another.": {"data: One \n\n", "data: after \n\n", "data: another. \n\n"},
		"  one\n two ":       {"data: one \n\n", "data: two \n\n"},
		"":                   {},
	} {
		if got := lessons.WordEvents(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
