package quiz_test

import "wirewalk/quiz"

// A good question of each kind, which the tests answer and spoil.

func choice() quiz.Question {
	return quiz.Question{
		ID: "q", Kind: quiz.Choice, Text: "Which?", Key: "B", Rows: []int{3},
		Options: []quiz.Option{
			{ID: "A", Text: "one", Reason: "not one"},
			{ID: "B", Text: "two", Reason: "two it is"},
			{ID: "C", Text: "three", Reason: "only at night", Free: true},
		},
		FollowUp: &quiz.FollowUp{Text: "And at night?", Experiment: "night"},
	}
}

func predict() quiz.Question {
	return quiz.Question{
		ID: "p", Kind: quiz.Predict, Text: "How many?", Observe: "bytes", Happened: "Eleven.",
		Options: []quiz.Option{
			{ID: "A", Text: "5", Value: "5", Reason: "the text alone"},
			{ID: "B", Text: "11", Value: "11", Reason: "head, key, text"},
		},
	}
}

func order() quiz.Question {
	return quiz.Question{
		ID: "o", Kind: quiz.Order, Text: "In which order?", Sequence: []string{"C", "A", "B"}, Right: "So it goes.",
		Options: []quiz.Option{
			{ID: "A", Text: "then", Reason: "after the first"},
			{ID: "B", Text: "last", Reason: "nothing follows"},
			{ID: "C", Text: "first", Reason: "nothing before"},
		},
	}
}

func match() quiz.Question {
	return quiz.Question{
		ID: "m", Kind: quiz.Match, Text: "What is what?", Right: "All three.",
		Options: []quiz.Option{
			{ID: "A", Text: "0x1", Match: "text", Reason: "words"},
			{ID: "B", Text: "0x2", Match: "binary", Reason: "bytes"},
			{ID: "C", Text: "0x0", Match: "text", Reason: "words, further on"},
		},
		Targets: []quiz.Target{
			{ID: "binary", Text: "bytes", Reason: "any bytes at all"},
			{ID: "text", Text: "UTF-8", Reason: "text is UTF-8"},
			{ID: "close", Text: "the end", Reason: "nothing comes after it"},
		},
	}
}

func fixed() quiz.Question {
	return quiz.Question{
		ID: "f", Kind: quiz.FillIn, Text: "Which code?", Key: "1006", Otherwise: "Look at the close event.", Right: "It never crosses.",
		Options: []quiz.Option{
			{ID: "A", Value: "1000", Reason: "that is a good end"},
			{ID: "B", Text: "no code", Value: "10 05", Reason: "that is a Close frame without a code", Free: true},
		},
	}
}

func ownKey() quiz.Question {
	return quiz.Question{
		ID: "k", Kind: quiz.FillIn, Text: "Your masking key?", Step: 3, Field: "Masking-key", Format: "four bytes",
		Otherwise: "Look behind the length.", Right: "New for each frame.",
		Options: []quiz.Option{
			{Field: "Payload data", Text: "the payload", Reason: "that is what it masks"},
			{Field: "Extended payload length", Reason: "that is the length"},
			{Value: "00 00 00 00", Reason: "that would mask nothing"},
		},
	}
}

func click() quiz.Question {
	return quiz.Question{
		ID: "b", Kind: quiz.ClickByte, Text: "Where is the key?", Step: 3, Field: "Masking-key", Otherwise: "Not that one.", Right: "Any of the four.",
		Options: []quiz.Option{
			{Field: "MASK", Text: "the mask bit", Reason: "it only says that there is a key"},
			{Field: "Payload len", Reason: "the length"},
			{Field: "Payload data", Reason: "what it masks", Free: true},
		},
	}
}

// hello are the parts of a client's frame of five bytes of text.
func hello() [][]string {
	parts := [][]string{{"FIN", "RSV1", "RSV2", "RSV3", "opcode"}, {"MASK", "Payload len"}}
	for range 4 {
		parts = append(parts, []string{"Masking-key"})
	}
	for range 5 {
		parts = append(parts, []string{"Payload data"})
	}
	return parts
}
