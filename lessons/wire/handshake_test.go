package wire

import (
	"slices"
	"strings"
	"testing"
)

// The worked example of RFC 6455 §1.3.
func TestExampleOfRFC6455Section13(t *testing.T) {
	got := AcceptSteps("dGhlIHNhbXBsZSBub25jZQ==")
	want := Accept{
		Key:    "dGhlIHNhbXBsZSBub25jZQ==",
		GUID:   "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
		Joined: "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
		SHA1:   "b37a4f2cc0624f1690f64606cf385945b2bec4ea",
		Base64: "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if AcceptKey(want.Key) != want.Base64 {
		t.Errorf("AcceptKey gives %q", AcceptKey(want.Key))
	}

	request := decode(Client, Options{}, []byte(upgradeRequest))
	if r := request[0].Request; *r != (RequestLine{"GET", "/chat", "HTTP/1.1"}) {
		t.Errorf("request line %+v", r)
	}
	if h := request[4].Header; *h != (HeaderField{"Sec-WebSocket-Key", want.Key}) {
		t.Errorf("field %+v", h)
	}
	answer := decode(Server, Options{}, []byte(upgradeResponse))
	if s := answer[0].Status; *s != (StatusLine{"HTTP/1.1", 101, "Switching Protocols"}) {
		t.Errorf("status line %+v", s)
	}
	if h := answer[3].Header; *h != (HeaderField{"Sec-WebSocket-Accept", want.Base64}) {
		t.Errorf("field %+v", h)
	}
}

func TestEverythingButTheBlankLineIsToldBeforeIt(t *testing.T) {
	d := NewDecoder(Server, Options{})
	held := d.Feed([]byte(strings.TrimSuffix(upgradeResponse, "\r\n")))
	var kinds []Kind
	for _, e := range held {
		kinds = append(kinds, e.Kind)
	}
	if !slices.Equal(kinds, []Kind{KindStatusLine, KindHeaderField, KindHeaderField, KindHeaderField}) {
		t.Errorf("before the last two bytes: %v", kinds)
	}
	if last := d.Feed([]byte("\r\n")); len(last) != 1 || last[0].Kind != KindHeadEnd {
		t.Errorf("after them: %+v", last)
	}
}

func TestCheckUpgrade(t *testing.T) {
	failed := func(head string) (names []string) {
		checks := CheckUpgrade(decode(Client, Options{}, []byte(head)))
		if len(checks) != 8 {
			t.Fatalf("%d checks", len(checks))
		}
		for _, c := range checks {
			if c.Text == "" || c.Ref == "" {
				t.Errorf("check %s lacks its text or section", c.Name)
			}
			if !c.OK {
				names = append(names, c.Name)
			}
		}
		return names
	}
	if got := failed(upgradeRequest); got != nil {
		t.Errorf("the example of the standard fails %q", got)
	}
	for _, x := range []struct{ old, new, fails string }{
		{"GET", "POST", "Method"},
		{"HTTP/1.1", "HTTP/1.0", "HTTP-version"},
		{"Host: server.example.com\r\nUpgrade", "Host: other.example.com\r\nUpgrade", "Origin"},
		{"Host: server.example.com\r\n", "Host: server.example.com\r\nHost: server.example.com\r\n", "Host"},
		{"Upgrade: websocket", "Upgrade: websockets", "Upgrade"},
		{"keep-alive, Upgrade", "keep-alive", "Connection"},
		{"dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j", "Sec-WebSocket-Key"},
		{"dGhlIHNhbXBsZSBub25jZQ==", "not Base64", "Sec-WebSocket-Key"},
		{"Version: 13", "Version: 8", "Sec-WebSocket-Version"},
		{"http://server.example.com", "null", "Origin"},
	} {
		if got := failed(strings.Replace(upgradeRequest, x.old, x.new, 1)); !slices.Contains(got, x.fails) {
			t.Errorf("%q for %q fails %q, want %q", x.new, x.old, got, x.fails)
		}
	}
	for _, x := range []struct{ old, new string }{
		{"Upgrade: websocket", "upgrade: h2c, WebSocket"},
		{"Origin: http://server.example.com\r\n", ""},
		{"keep-alive, Upgrade", "keep-alive\r\nConnection: upgrade"},
	} {
		if got := failed(strings.Replace(upgradeRequest, x.old, x.new, 1)); got != nil {
			t.Errorf("%q for %q fails %q", x.new, x.old, got)
		}
	}
	if got := failed("\r\n"); slices.Contains(got, "Origin") || len(got) != 7 {
		t.Errorf("an empty head fails %q", got)
	}
}
