package parts

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// pairs returns so many students with the same lamps.
func pairs(n int, socket, stream PlugLamp) []PlugPair {
	return slices.Repeat([]PlugPair{{Socket: socket, Stream: stream}}, n)
}

func TestTotalsOfAPlug(t *testing.T) {
	back := func(missed ...int) (all []PlugPair) {
		for _, n := range missed {
			all = append(all, PlugPair{PlugCut, PlugBack, n})
		}
		return all
	}
	for want, of := range map[string][]PlugPair{
		"WebSockets open: 0 of 0. Event streams open: 0 of 0.":                                   nil,
		"WebSockets open: 0 of 3. Event streams open: 0 of 3.":                                   append(pairs(2, PlugNever, PlugNever), PlugPair{PlugLeft, PlugLeft, 0}),
		"WebSockets open: 2 of 3. Event streams open: 3 of 3.":                                   append(pairs(2, PlugOpen, PlugOpen), PlugPair{PlugNever, PlugOpen, 0}),
		"WebSockets open: 0 of 2. Event streams open: 0 of 2.":                                   pairs(2, PlugCut, PlugCut),
		"WebSockets open: 0 of 4. Event streams open: 3 of 4, 4 to 9 missed messages delivered.": append(back(6, 4, 9), PlugPair{PlugCut, PlugCut, 0}),
		"WebSockets open: 0 of 2. Event streams open: 2 of 2, 5 missed messages delivered.":      back(5, 5),
		"WebSockets open: 0 of 1. Event streams open: 1 of 1, 1 missed message delivered.":       back(1),
		"WebSockets open: 0 of 2. Event streams open: 2 of 2, 0 to 1 missed message delivered.":  back(0, 1),
		"WebSockets open: 0 of 1. Event streams open: 1 of 1.":                                   back(0),
		"WebSockets open: 1 of 2. Event streams open: 1 of 2.":                                   {{PlugBack, PlugLeft, 7}, {PlugCut, PlugBack, 0}},
	} {
		if sockets, streams := (PlugLampsProps{of}).totals(); sockets+" "+streams != want {
			t.Errorf("%v: %s %s\nwant %s", of, sockets, streams, want)
		}
	}
}

// A pair is a shape and a word, and in no order but that of the students; there is
// no name, and 500 weigh little.
func TestLampsOfAPlug(t *testing.T) {
	text, doc := rendered(t, PlugLamps(PlugLampsProps{[]PlugPair{
		{PlugOpen, PlugOpen, 0}, {PlugCut, PlugBack, 5}, {PlugBack, PlugLeft, 5}, {PlugNever, PlugCut, 0}, {PlugCut, PlugBack, 1}, {PlugCut, PlugBack, 0},
	}}))
	var got []string
	for li := range doc.Descendants() {
		if li.Type != html.ElementNode || li.Data != "li" {
			continue
		}
		said := ""
		for n := range li.Descendants() {
			switch {
			case n.Type == html.TextNode:
				said += strings.TrimSpace(n.Data)
			case n.Data == "i":
				said += attribute(n, "data-state") + " "
			}
		}
		got = append(got, said)
	}
	want := []string{
		"1 1 WebSocket open, event stream open",
		"3 1 WebSocket closed, event stream open again, 5 missed messages delivered",
		"1 3 WebSocket open again, event stream closed",
		"none 3 WebSocket not open yet, event stream closed",
		"3 1 WebSocket closed, event stream open again, 1 missed message delivered",
		"3 1 WebSocket closed, event stream open again",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the pairs are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !strings.Contains(text, "<span>WebSockets open: 2 of 6.</span> <span>Event streams open: 4 of 6, 0 to 5 missed messages delivered.</span>") {
		t.Errorf("no totals in %s", text)
	}
	if text, _ := rendered(t, PlugLamps(PlugLampsProps{pairs(500, PlugCut, PlugBack)})); len(text) > 80<<10 {
		t.Errorf("500 pairs weigh %d bytes", len(text))
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func TestLampsOfAPlugAreAsLargeAsTheyMayBe(t *testing.T) {
	for n, want := range map[int]string{0: "12", 5: "12", 12: "12", 13: "40", 31: "40", 41: "120", 121: "300", 300: "300", 301: "more"} {
		if text, _ := rendered(t, PlugLamps(PlugLampsProps{pairs(n, PlugOpen, PlugOpen)})); !strings.Contains(text, fmt.Sprintf("data-size=%q", want)) {
			t.Errorf("%d pairs are in another size than %s", n, want)
		}
	}
}

// Each side has what its script looks for, and a name of its own.
func TestPlug(t *testing.T) {
	text, doc := rendered(t, Plug())
	for _, want := range []string{`data-socket="/class/plug/socket"`, `data-stream="/class/plug/stream"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	sides := 0
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || attribute(n, "data-side") == "" {
			continue
		}
		sides++
		hooks := map[string]int{}
		for d := range n.Descendants() {
			for _, a := range d.Attr {
				if a.Key == "id" && a.Val != attribute(n, "aria-labelledby") {
					t.Errorf("%s is labelled by another than #%s", attribute(n, "data-side"), a.Val)
				}
				hooks[a.Key]++
			}
		}
		for _, hook := range []string{"data-name", "data-lamp", "data-lamp-word", "data-said", "data-messages"} {
			if hooks[hook] != 1 {
				t.Errorf("%s has %d of %s", attribute(n, "data-side"), hooks[hook], hook)
			}
		}
	}
	if sides != 2 {
		t.Errorf("%d sides", sides)
	}
}
