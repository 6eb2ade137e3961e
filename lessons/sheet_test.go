package lessons_test

import (
	"strings"
	"testing"
)

const aSheet = `sheet:
  goal: they can do it.
  prepare: Nothing.
  stops:
    - {minutes: 20, title: First, at: step-1, do: Look., ask: What is it?, listen: "“This.” No."}
    - minutes: 30
      title: Then
      at: experiment-refuses
      do: Look again.
`

func TestSheet(t *testing.T) {
	if _, ps := load(t, small+aSheet); len(ps) > 0 {
		t.Fatal(ps)
	}
	for _, c := range []struct{ name, old, new, at, says, suggests string }{
		{"too short", "minutes: 30", "minutes: 25", "stops:", "the stops take 45 minutes, a class has 50", "5 are left to give away"},
		{"too long", "minutes: 30", "minutes: 40", "stops:", "the stops take 60 minutes, a class has 50", "take 10 from them"},
		{"negative", "minutes: 20", "minutes: -20", "minutes: -20", "minutes is -20", ""},
		{"no such row", "at: step-1,", "at: step-19,", "at: step-19", `nothing on this page has the id "step-19"`, `did you mean "step-1`},
		{"no such experiment", "at: experiment-refuses", "at: experiment-refuse", "at: experiment-refuse", `nothing on this page has the id "experiment-refuse"`, `did you mean "experiment-refuses"?`},
		{"written as a link", "at: experiment-refuses", "at: \"#experiment-refuses\"", "at: \"#experiment", "nothing on this page", `did you mean "experiment-refuses"?`},
		{"answer without a question", "ask: What is it?, ", "", "title: First", "an answer to listen for, and no question", "write ask"},
		{"blocks in a line", "listen: \"“This.” No.\"", "listen: \"- one\\n- two\"", "title: First", "one line of Markdown", "one paragraph"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := small + aSheet
			if !strings.Contains(text, c.old) {
				t.Fatalf("the sheet has no %q", c.old)
			}
			wrong(t, strings.Replace(text, c.old, c.new, 1), c.at, c.says, c.suggests)
		})
	}
}
