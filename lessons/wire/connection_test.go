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
	if d.Waiting() || d.Upgraded() != nil {
		t.Error("a new decoder waits")
	}
	d.Feed([]byte("GET / HTTP/1.1\r\n"))
	if d.Waiting() || d.Refused() != nil {
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
