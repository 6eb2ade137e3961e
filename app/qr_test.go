package main

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"wirewalk/views/qr"
	"wirewalk/views/qr/qrtest"
)

// readQR reads a code as a camera reads it from the terminal that shows lines:
// what is not written is dark.
func readQR(t *testing.T, lines string) string {
	t.Helper()
	rows := strings.Split(strings.TrimSuffix(lines, "\n"), "\n")
	width := utf8.RuneCountInString(rows[0])
	var light [][]bool
	for _, row := range rows {
		var upper, lower []bool
		for _, r := range row {
			upper = append(upper, r == '▀' || r == '█')
			lower = append(lower, r == '▄' || r == '█')
		}
		if len(upper) != width {
			t.Fatalf("a line has %d characters, another %d:\n%s", len(upper), width, lines)
		}
		light = append(light, upper, lower)
	}
	return qrtest.Read(t, width, len(light), func(x, y int) bool { return !light[y][x] })
}

func TestQRIsReadFromTheTerminal(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"http://10.0.0.7:8080/join",
		"http://192.168.1.20:8080/join",
		"https://wirewalk.example/teach/sign-in#ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	} {
		c, err := qr.New(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := readQR(t, qrLines(c, false)); got != text {
			t.Errorf("it reads as %q, want %q", got, text)
		}
		var bare strings.Builder
		for line := range strings.Lines(qrLines(c, true)) {
			// Each line sets both colours and puts them back, so that none leaks.
			line, begins := strings.CutPrefix(line, "\x1b[38;5;231;48;5;16m")
			line, ends := strings.CutSuffix(line, "\x1b[0m\n")
			if !begins || !ends {
				t.Fatalf("a line without its colours: %q", line)
			}
			bare.WriteString(line + "\n")
		}
		if bare.String() != qrLines(c, false) {
			t.Error("with colours it is another code")
		}
	}
}

func TestAFileIsNoTerminal(t *testing.T) {
	t.Parallel()
	f, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if isTerminal(f) || isTerminal(null) || isTerminal(new(strings.Builder)) {
		t.Error("taken for a terminal")
	}
}
