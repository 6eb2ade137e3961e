package wire

import (
	"slices"
	"strings"
	"testing"
)

func kinds(events []Event) (all []string) {
	for _, e := range events {
		all = append(all, string(e.From)+" "+string(e.Kind))
	}
	return all
}

func TestConnectionTellsTheClientThatItIsUpgraded(t *testing.T) {
	c := NewConnection(Options{})
	hello := frames(masked(Frame{FIN: true, Opcode: OpText, Payload: Hex("Hello")}))
	if got := c.Feed(Client, []byte(upgradeRequest+hello)); got[len(got)-1].Kind != KindHeadEnd {
		t.Errorf("a frame before the answer: %v", kinds(got))
	}
	if got := kinds(c.Feed(Server, []byte(strings.TrimSuffix(upgradeResponse, "\r\n")))); slices.Contains(got, "client frame") {
		t.Errorf("before the blank line: %v", got)
	}
	got := c.Feed(Server, []byte("\r\n"))
	if !slices.Equal(kinds(got), []string{"server head-end", "client frame"}) {
		t.Errorf("after it: %v", kinds(got))
	}
	if got := kinds(c.Feed(Client, []byte(hello))); !slices.Equal(got, []string{"client frame"}) {
		t.Errorf("later: %v", got)
	}
	if got := append(c.End(Client), c.End(Server)...); len(got) > 0 {
		t.Errorf("the end leaves %v", kinds(got))
	}
}

func TestConnectionTellsTheClientThatItIsRefused(t *testing.T) {
	c := NewConnection(Options{})
	c.Feed(Client, []byte("GET /a HTTP/1.1\r\nHost: x\r\n\r\n"+upgradeRequest+"GET /b HTTP/1.1\r\n"))
	// The first two answers are to the request before.
	first := c.Feed(Server, []byte("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
	if slices.Contains(kinds(first), "client request-line") {
		t.Errorf("the answer to another request sets the client free: %v", kinds(first))
	}
	got := kinds(c.Feed(Server, []byte("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")))
	if got[len(got)-1] != "client request-line" {
		t.Errorf("a refusal gives %v", got)
	}
	c.Feed(Client, []byte("\r\n"+upgradeRequest))
	c.Feed(Server, []byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n"+upgradeResponse))
	ping := frames(masked(Frame{FIN: true, Opcode: OpPing}))
	if got := kinds(c.Feed(Client, []byte(ping))); !slices.Equal(got, []string{"client frame"}) {
		t.Errorf("after the second try: %v", got)
	}
}

func TestUpgradedAndRefusedDoNothingUnasked(t *testing.T) {
	d := NewDecoder(Client, Options{})
	if d.state == inHeld || d.Upgraded() != nil {
		t.Error("a new decoder waits")
	}
	d.Feed([]byte("GET / HTTP/1.1\r\n"))
	if d.state == inHeld || d.Refused() != nil {
		t.Error("half a head waits")
	}
	if got := kinds(d.Feed([]byte("Host: x\r\n"))); !slices.Equal(got, []string{"client header-field"}) {
		t.Errorf("afterwards: %v", got)
	}
	d.End()
	if got := d.Feed([]byte("more")); got != nil {
		t.Errorf("after the end: %v", kinds(got))
	}
}

// lastEventIDs are what the dispatched events say, in order.
func lastEventIDs(events []Event) (ids []string) {
	for _, e := range events {
		if e.Dispatch != nil {
			ids = append(ids, e.Dispatch.Data+" "+e.Dispatch.LastEventID)
		}
	}
	return ids
}

func asking(headers ...string) []byte {
	return []byte("GET /events HTTP/1.1\r\nHost: x\r\n" + strings.Join(headers, "\r\n") + strings.Repeat("\r\n", min(len(headers), 1)) + "\r\n")
}

func TestConnectionBeginsAStreamWithItsLastEventID(t *testing.T) {
	stream := chunkedHead + chunks("data: a\n\n", "id: 9\ndata: b\n\n", "")
	c := NewConnection(Options{})
	for _, x := range []struct {
		name    string
		request []byte
		want    []string
	}{
		{"none", asking(), []string{"a ", "b 9"}},
		{"one", asking("Last-Event-ID: 2"), []string{"a 2", "b 9"}},
		{"one in any case, with space around", asking("last-event-id:  3 "), []string{"a 3", "b 9"}},
		{"none again", asking(), []string{"a ", "b 9"}},
		{"two", asking("Last-Event-ID: 4", "Last-Event-ID: 5"), []string{"a 4", "b 9"}},
		{"not ASCII", asking("Last-Event-ID: \xc3\xa9\xff"), []string{"a é\uFFFD", "b 9"}},
		{"in a trailer", []byte("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nLast-Event-ID: 6\r\n\r\n"), []string{"a ", "b 9"}},
	} {
		c.Feed(Client, x.request)
		if got := lastEventIDs(c.Feed(Server, []byte(stream))); !slices.Equal(got, x.want) {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

// The id belongs to the answer of its own request, however the bytes come.
func TestConnectionTellsRequestsApart(t *testing.T) {
	requests := slices.Concat(asking("Last-Event-ID: 1"), asking(), asking("Last-Event-ID: 3"), asking("Last-Event-ID: 4"))
	answers := "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + chunkedHead + chunks("data: a\n\n", "") +
		"HTTP/1.1 103 Early Hints\r\n\r\n" + chunkedHead + chunks("data: b\n\n", "") + chunkedHead + chunks("data: c\n\n", "")
	want := []string{"a ", "b 3", "c 4"}
	for size := 1; size < 300; size += 3 {
		c := NewConnection(Options{})
		var events []Event
		for piece := range slices.Chunk(requests, size) {
			c.Feed(Client, piece)
		}
		for piece := range slices.Chunk([]byte(answers), size) {
			events = append(events, c.Feed(Server, piece)...)
		}
		if got := lastEventIDs(events); !slices.Equal(got, want) {
			t.Fatalf("in pieces of %d: %q, want %q", size, got, want)
		}
	}
}

// A client that asks without waiting for answers fills no memory.
func TestConnectionKeepsFewLastEventIDs(t *testing.T) {
	c := NewConnection(Options{})
	for range 10 * maxResumed {
		c.Feed(Client, asking("Last-Event-ID: "+strings.Repeat("x", 1000)))
	}
	if len(c.resumed) != maxResumed {
		t.Errorf("%d are kept, want %d", len(c.resumed), maxResumed)
	}
	early := NewConnection(Options{})
	early.Feed(Server, []byte(chunkedHead))
	early.Feed(Client, asking("Last-Event-ID: 2"))
	if len(early.resumed) != 0 {
		t.Error("the id of a request that was answered before it came is kept")
	}
}
