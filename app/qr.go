package main

import (
	"io"
	"os"
	"strings"

	"github.com/mattn/go-isatty"

	"wirewalk/views/qr"
)

const (
	// qrMargin is the light margin in modules: as little as cameras need, since a
	// terminal is small.
	qrMargin = 2
	// qrColours are white on black whatever a terminal's theme makes of these
	// words: two of the colours that no theme changes (xterm's 256).
	qrColours, qrPlain = "\x1b[38;5;231;48;5;16m", "\x1b[0m"
)

// halves are two modules above each other, by which of them are light: neither,
// the upper, the lower, both.
var halves = [4]string{" ", "▀", "▄", "█"}

// qrLines are a code for a terminal, two rows of modules a line. Light modules
// are what is written, so that without colours it is right on a dark ground.
func qrLines(c *qr.Code, colours bool) string {
	light := func(x, y int) int {
		if c.Dark(x, y) {
			return 0
		}
		return 1
	}
	var b strings.Builder
	for y := -qrMargin; y < c.Size()+qrMargin; y += 2 {
		if colours {
			b.WriteString(qrColours)
		}
		for x := -qrMargin; x < c.Size()+qrMargin; x++ {
			b.WriteString(halves[light(x, y)+2*light(x, y+1)])
		}
		if colours {
			b.WriteString(qrPlain)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// drawQR writes text as a code, in colours where w is a terminal.
func drawQR(w io.Writer, text string) error {
	c, err := qr.New(text)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, qrLines(c, isTerminal(w)))
	return err
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}
