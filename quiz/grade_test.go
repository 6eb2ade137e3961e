package quiz_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"wirewalk/quiz"
)

func TestGradeChoice(t *testing.T) {
	q := choice()
	for _, c := range []struct {
		answer      string
		right, free bool
		reason      string
	}{
		{"A", false, false, "not one"},
		{"B", true, false, "two it is"},
		{"C", false, true, "only at night"},
	} {
		v, err := q.Grade([]string{c.answer}, quiz.Observed{})
		if err != nil {
			t.Fatal(err)
		}
		if v.Right != c.right || v.Free != c.free || v.Reason != c.reason || v.Chosen.ID != c.answer {
			t.Errorf("%s: right %v, free %v, reason %q", c.answer, v.Right, v.Free, v.Reason)
		}
		if v.Question != "q" || v.Kind != quiz.Choice || !reflect.DeepEqual(v.Rows, []int{3}) || v.FollowUp != q.FollowUp {
			t.Errorf("%s: question %q, kind %q, rows %v, follow-up %v", c.answer, v.Question, v.Kind, v.Rows, v.FollowUp)
		}
	}
}

func TestGradePredict(t *testing.T) {
	q := predict()
	seen := func(value string) quiz.Observed { return quiz.Observed{Value: value} }
	if v, err := q.Grade([]string{"B"}, seen("11")); err != nil || !v.Right || v.Observed != "11" || v.Happened != "Eleven." || v.Kind != quiz.Predict {
		t.Errorf("right: %+v, %v", v, err)
	}
	if v, err := q.Grade([]string{"A"}, seen("11")); err != nil || v.Right || v.Reason != "the text alone" {
		t.Errorf("wrong: %+v, %v", v, err)
	}
	if v, err := q.Grade([]string{"B"}, seen("13")); err != nil || v.Right || !v.Unforeseen || v.Reason != "" {
		t.Errorf("unforeseen: %+v, %v", v, err)
	}
	byKey := q
	byKey.Observe, byKey.Key = "", "A"
	if v, err := byKey.Grade([]string{"A"}, quiz.Observed{}); err != nil || !v.Right || v.Observed != "" {
		t.Errorf("predict by key: %+v, %v", v, err)
	}
}

// What is said of the kinds that have one answer made of several, or one that
// is typed or clicked.
func TestGradeTheOtherKinds(t *testing.T) {
	key := quiz.Observed{Value: "37 fa 21 3d", Others: map[string]string{"Payload data": "Hello", "Masking-key": "37 fa 21 3d"}}
	same := quiz.Observed{Value: "5", Others: map[string]string{"Payload data": "5"}}
	parts := quiz.Observed{Value: "37 fa 21 3d", Parts: hello()}
	ofOwn := click()
	ofOwn.Right = ""
	ofOwn.Options = append(ofOwn.Options, quiz.Option{Field: "Masking-key", Text: "the key", Reason: "one of its four bytes", Free: true})
	alone := fixed()
	alone.Options = nil
	for _, c := range []struct {
		name    string
		q       quiz.Question
		answers string // joined by "|"
		seen    quiz.Observed
		want    quiz.Verdict // Right, Free, Said, About, Reason, Observed
	}{
		{name: "order", q: order(), answers: "C|A|B", want: quiz.Verdict{Right: true, Reason: "So it goes."}},
		{name: "order, first wrong", q: order(), answers: "A|C|B", want: quiz.Verdict{About: "then", Reason: "after the first"}},
		{name: "order, last two", q: order(), answers: "C|B|A", want: quiz.Verdict{About: "last", Reason: "nothing follows"}},

		{name: "match", q: match(), answers: "text|binary|text", want: quiz.Verdict{Right: true, Reason: "All three."}},
		{name: "match, two wrong", q: match(), answers: "text|close|binary", want: quiz.Verdict{About: "0x2", Reason: "nothing comes after it"}},
		{name: "match, the last wrong", q: match(), answers: "text|binary|binary", want: quiz.Verdict{About: "0x0", Reason: "any bytes at all"}},

		{name: "fixed", q: fixed(), answers: "1006", want: quiz.Verdict{Right: true, Said: "1006", Reason: "It never crosses."}},
		{name: "fixed with space", q: fixed(), answers: "  10 06\n", want: quiz.Verdict{Right: true, Said: "10 06", Reason: "It never crosses."}},
		{name: "fixed, foreseen", q: fixed(), answers: "1000", want: quiz.Verdict{Said: "1000", Reason: "that is a good end"}},
		{
			name: "fixed, foreseen and free", q: fixed(), answers: "1005",
			want: quiz.Verdict{Said: "1005", Free: true, About: "no code", Reason: "that is a Close frame without a code"},
		},
		{name: "fixed, not foreseen", q: fixed(), answers: "404", want: quiz.Verdict{Said: "404", Reason: "Look at the close event."}},
		{name: "fixed, none foreseen", q: alone, answers: "1000", want: quiz.Verdict{Said: "1000", Reason: "Look at the close event."}},
		{name: "fixed, what was observed is nothing to it", q: fixed(), answers: "1011", seen: quiz.Observed{Value: "1011"}, want: quiz.Verdict{Said: "1011", Reason: "Look at the close event."}},
		{name: "not UTF-8", q: fixed(), answers: "1\xff", want: quiz.Verdict{Said: "1\uFFFD", Reason: "Look at the close event."}},

		{name: "key", q: ownKey(), answers: "37 fa 21 3d", seen: key, want: quiz.Verdict{Right: true, Said: "37 fa 21 3d", Observed: "37 fa 21 3d", Reason: "New for each frame."}},
		{name: "key, joined", q: ownKey(), answers: "37FA213D", seen: key, want: quiz.Verdict{Right: true, Said: "37FA213D", Observed: "37 fa 21 3d", Reason: "New for each frame."}},
		{name: "key, colons", q: ownKey(), answers: "37:fa:21:3d", seen: key, want: quiz.Verdict{Right: true, Said: "37:fa:21:3d", Observed: "37 fa 21 3d", Reason: "New for each frame."}},
		{name: "key, 0x", q: ownKey(), answers: "0x37fa213d", seen: key, want: quiz.Verdict{Right: true, Said: "0x37fa213d", Observed: "37 fa 21 3d", Reason: "New for each frame."}},
		{name: "key, 0X each", q: ownKey(), answers: "0X37 0xFA 0x21 0x3D", seen: key, want: quiz.Verdict{Right: true, Said: "0X37 0xFA 0x21 0x3D", Observed: "37 fa 21 3d", Reason: "New for each frame."}},
		{name: "key, no-break spaces", q: ownKey(), answers: "37\u00a0fa\u202f21\u20093d", seen: key, want: quiz.Verdict{Right: true, Said: "37\u00a0fa\u202f21\u20093d", Observed: "37 fa 21 3d", Reason: "New for each frame."}},
		{name: "key, another field", q: ownKey(), answers: "hello", seen: key, want: quiz.Verdict{Said: "hello", About: "the payload", Reason: "that is what it masks"}},
		{name: "key, a value", q: ownKey(), answers: "00000000", seen: key, want: quiz.Verdict{Said: "00000000", Reason: "that would mask nothing"}},
		{name: "key, three bytes", q: ownKey(), answers: "37 fa 21", seen: key, want: quiz.Verdict{Said: "37 fa 21", Reason: "Look behind the length."}},
		{name: "right although another field has it too", q: ownKey(), answers: "5", seen: same, want: quiz.Verdict{Right: true, Said: "5", Observed: "5", Reason: "New for each frame."}},

		{name: "first byte of it", q: click(), answers: "2", seen: parts, want: quiz.Verdict{Right: true, Said: "byte 3 of 11", Reason: "Any of the four."}},
		{name: "last byte of it", q: click(), answers: "5", seen: parts, want: quiz.Verdict{Right: true, Said: "byte 6 of 11", Reason: "Any of the four."}},
		{name: "the option's own reason", q: ofOwn, answers: "3", seen: parts, want: quiz.Verdict{Right: true, Said: "byte 4 of 11", About: "the key", Reason: "one of its four bytes"}},
		{name: "two wrong fields", q: click(), answers: "1", seen: parts, want: quiz.Verdict{Said: "byte 2 of 11", About: "the mask bit", Reason: "it only says that there is a key"}},
		{name: "free", q: click(), answers: "10", seen: parts, want: quiz.Verdict{Said: "byte 11 of 11", Free: true, Reason: "what it masks"}},
		{name: "not foreseen", q: click(), answers: "0", seen: parts, want: quiz.Verdict{Said: "byte 1 of 11", Reason: "Not that one."}},
	} {
		got, err := c.q.Grade(strings.Split(c.answers, "|"), c.seen)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		c.want.Question, c.want.Kind = c.q.ID, c.q.Kind
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, got, c.want)
		}
	}
}

func TestNoVerdict(t *testing.T) {
	long := strings.Repeat("1", quiz.MaxTyped+1)
	for _, c := range []struct {
		name    string
		q       quiz.Question
		answers []string
		seen    quiz.Observed
		want    error
	}{
		{"choice, none", choice(), nil, quiz.Observed{}, quiz.ErrUnknownOption},
		{"choice, empty", choice(), []string{""}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"choice, unknown", choice(), []string{"D"}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"choice, another case", choice(), []string{"a"}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"choice, with a space", choice(), []string{"B "}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"choice, two", choice(), []string{"B", "A"}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"predict, unknown", predict(), []string{"D"}, quiz.Observed{Value: "11"}, quiz.ErrUnknownOption},
		{"predict, nothing observed", predict(), []string{"B"}, quiz.Observed{}, quiz.ErrNotObserved},
		{"order, none", order(), nil, quiz.Observed{}, quiz.ErrUnknownOption},
		{"order, too few", order(), []string{"C", "A"}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"order, too many", order(), []string{"C", "A", "B", "B"}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"order, twice", order(), []string{"C", "A", "A"}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"order, unknown", order(), []string{"C", "A", "D"}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"order, empty", order(), []string{"C", "", "B"}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"match, too few", match(), []string{"text", "binary"}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"match, too many", match(), []string{"text", "binary", "text", "text"}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"match, empty", match(), []string{"text", "binary", ""}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"match, an option's id", match(), []string{"close", "A", "text"}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"fill-in, none", fixed(), nil, quiz.Observed{}, quiz.ErrNoAnswer},
		{"fill-in, space", fixed(), []string{" \t\n"}, quiz.Observed{}, quiz.ErrNoAnswer},
		{"fill-in, nothing that counts", fixed(), []string{" 0x : "}, quiz.Observed{}, quiz.ErrNoAnswer},
		{"fill-in, empty before the run", ownKey(), []string{""}, quiz.Observed{}, quiz.ErrNoAnswer},
		{"fill-in, two", fixed(), []string{"1006", "1006"}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"fill-in, long", fixed(), []string{long}, quiz.Observed{}, quiz.ErrUnknownOption},
		{"fill-in, nothing observed", ownKey(), []string{"37"}, quiz.Observed{}, quiz.ErrNotObserved},
		{"click-byte, none", click(), nil, quiz.Observed{Parts: hello()}, quiz.ErrUnknownOption},
		{"click-byte, empty", click(), []string{""}, quiz.Observed{Parts: hello()}, quiz.ErrUnknownOption},
		{"click-byte, two", click(), []string{"2", "3"}, quiz.Observed{Parts: hello()}, quiz.ErrUnknownOption},
		{"click-byte, before the first", click(), []string{"-1"}, quiz.Observed{Parts: hello()}, quiz.ErrUnknownOption},
		{"click-byte, after the last", click(), []string{"11"}, quiz.Observed{Parts: hello()}, quiz.ErrUnknownOption},
		{"click-byte, far after", click(), []string{"18446744073709551618"}, quiz.Observed{Parts: hello()}, quiz.ErrUnknownOption},
		{"click-byte, a word", click(), []string{"MASK"}, quiz.Observed{Parts: hello()}, quiz.ErrUnknownOption},
		{"click-byte, nothing observed", click(), []string{"2"}, quiz.Observed{Value: "37"}, quiz.ErrNotObserved},
	} {
		v, err := c.q.Grade(c.answers, c.seen)
		if !errors.Is(err, c.want) || !reflect.DeepEqual(v, quiz.Verdict{}) {
			t.Errorf("%s: verdict %+v, error %v, want %v", c.name, v, err, c.want)
		}
	}
	if v, err := fixed().Grade([]string{long[:quiz.MaxTyped]}, quiz.Observed{}); err != nil || v.Right {
		t.Errorf("as long as may be: %+v, %v", v, err)
	}
}
