package qr_test

import (
	"strings"
	"testing"

	"wirewalk/views/qr"
	"wirewalk/views/qr/qrtest"
)

const margin = 4

// read draws a code with its margin; hidden modules are as light as a
// reflection.
func read(t *testing.T, c *qr.Code, hidden func(x, y int) bool) string {
	t.Helper()
	side := c.Size() + 2*margin
	return qrtest.Read(t, side, side, func(x, y int) bool {
		return c.Dark(x-margin, y-margin) && !hidden(x-margin, y-margin)
	})
}

func nothing(_, _ int) bool { return false }

func TestWhatIsWrittenIsRead(t *testing.T) {
	texts := []string{
		"http://192.168.1.20:8080/join",
		"http://[2001:db8:85a3:8d3:1319:8a2e:370:7348]:8080/join",
		"https://wirewalk.example/join/CDFG3479",
		"https://wirewalk.example/teach/sign-in#ABCDEFGHIJKLMNOPQRSTUVWXYZ",
		"HTTP://WIREWALK.EXAMPLE",
		"12345678",
		"Schülerzahl",
	}
	for n := 1; n <= 2331; n += 97 { // all versions' sizes
		texts = append(texts, strings.Repeat("wirewalk/", 260)[:n])
	}
	for _, text := range texts {
		c, err := qr.New(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, c, nothing); got != text {
			t.Errorf("%d bytes are read as %q, want %q", len(text), got, text)
		}
	}
}

func TestACodeIsReadWithAPartHidden(t *testing.T) {
	const text = "http://192.168.1.20:8080/join"
	c, err := qr.New(text)
	if err != nil {
		t.Fatal(err)
	}
	from, to := c.Size()/2-3, c.Size()/2+3
	covered := func(x, y int) bool { return x >= from && x < to && y >= from && y < to }
	if got := read(t, c, covered); got != text {
		t.Errorf("read as %q", got)
	}
}

func TestATextThatIsTooLong(t *testing.T) {
	if _, err := qr.New(strings.Repeat("x", 2331)); err != nil {
		t.Error(err)
	}
	if _, err := qr.New(strings.Repeat("x", 2332)); err == nil {
		t.Error("it is taken")
	}
}
