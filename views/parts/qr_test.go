package parts

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"wirewalk/views/qr/qrtest"
)

// drawn is what an inline SVG of a code shows: where its path goes.
type drawn struct {
	label string
	side  int
	dark  map[[2]int]bool
}

// draw understands the markup of QR, and fails the test where it is another.
func draw(t *testing.T, markup string) drawn {
	t.Helper()
	svg := regexp.MustCompile(`^<svg class="qr" viewBox="0 0 (\d+) (\d+)" shape-rendering="crispEdges" role="img" aria-label="([^"]*)"><rect width="100%" height="100%" fill="#fff"></rect><path d="((?:M\d+ \d+h\d+v1h-\d+z)+)" fill="#000"></path></svg>$`)
	m := svg.FindStringSubmatch(markup)
	if m == nil || m[1] != m[2] {
		t.Fatalf("no square that a phone reads: %s", markup)
	}
	d := drawn{label: m[3], dark: map[[2]int]bool{}}
	d.side, _ = strconv.Atoi(m[1])
	for run := range strings.SplitSeq(strings.TrimSuffix(m[4], "z"), "z") {
		var x, y, there, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &there, &back); err != nil || there != back {
			t.Fatalf("the path has %q: %v", run, err)
		}
		for n := range there {
			d.dark[[2]int{x + n, y}] = true
		}
	}
	return d
}

func TestQRIsReadFromItsMarkup(t *testing.T) {
	const text, label = "http://192.168.1.20:8080/join", `The class "Networks & more"`
	var b bytes.Buffer
	if err := QR(text, label).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	d := draw(t, strings.TrimSpace(b.String()))
	if d.label != "The class &#34;Networks &amp; more&#34;" {
		t.Errorf("it is called %s", d.label)
	}
	if got := qrtest.Read(t, d.side, d.side, func(x, y int) bool { return d.dark[[2]int{x, y}] }); got != text {
		t.Errorf("it reads as %q, want %q", got, text)
	}
	for at := range d.dark {
		if at[0] < 4 || at[1] < 4 || at[0] >= d.side-4 || at[1] >= d.side-4 {
			t.Errorf("%v is dark, in a margin of four", at)
		}
	}
	if b.Len() > 4<<10 {
		t.Errorf("it weighs %d bytes", b.Len())
	}
}

func TestQROfTooMuchIsAnError(t *testing.T) {
	if err := QR(strings.Repeat("x", 3000), "x").Render(context.Background(), &bytes.Buffer{}); err == nil {
		t.Error("it is drawn")
	}
}
