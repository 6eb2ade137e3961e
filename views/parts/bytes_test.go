package parts

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"wirewalk/lessons/wire"
)

// frameEvent decodes one frame as a tap would.
func frameEvent(t *testing.T, from wire.Endpoint, f wire.Frame) *wire.Event {
	t.Helper()
	f.PayloadLength = uint64(len(f.Payload))
	c := wire.NewConnection(wire.Options{})
	c.Feed(wire.Client, []byte("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"))
	c.Feed(wire.Server, []byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"))
	events := c.Feed(from, wire.AppendFrame(nil, f))
	if len(events) != 1 || events[0].Kind != wire.KindFrame {
		t.Fatalf("one frame was decoded as %d events", len(events))
	}
	events[0].From = from
	return &events[0]
}

func masked(text string) wire.Frame {
	return wire.Frame{FIN: true, Opcode: wire.OpText, Masked: true, MaskingKey: wire.MaskingKey{0x37, 0xfa, 0x21, 0x3d}, Payload: []byte(text)}
}

func TestGroupsOfAMaskedFrame(t *testing.T) {
	groups := groupBytes(frameEvent(t, wire.Client, masked("Hello")))
	var got []string
	for _, g := range groups {
		var hex []string
		for _, b := range g.Bytes {
			hex = append(hex, b.Hex)
			if b.Char != "" {
				t.Errorf("a masked byte is shown as the character %q", b.Char)
			}
		}
		got = append(got, strings.Join(hex, " "))
	}
	if want := []string{"81 85", "37 fa 21 3d", "7f 9f 4d 51 58"}; !slices.Equal(got, want) {
		t.Errorf("groups %q, want %q", got, want)
	}
	if groups[0].Name != "header" {
		t.Errorf("the first group is called %q", groups[0].Name)
	}
}

func TestUnmaskedTextIsShownAsCharacters(t *testing.T) {
	groups := groupBytes(frameEvent(t, wire.Server, wire.Frame{FIN: true, Opcode: wire.OpText, Payload: []byte("Hi é")}))
	var got string
	for _, b := range groups[len(groups)-1].Bytes {
		got += b.Char
	}
	if got != "Hi␣··" {
		t.Errorf("characters %q", got)
	}
}

func TestBitsAddUpToTheHeader(t *testing.T) {
	var got string
	for _, r := range openBits(frameEvent(t, wire.Client, masked("Hello"))) {
		got += r.Bits
		if r.Last {
			got += " "
		}
	}
	if got != "10000001 10000101 " {
		t.Errorf("bits %q", got)
	}
}

func TestNeighboursThatMeanTheSameShareARow(t *testing.T) {
	rows := fieldRows(frameEvent(t, wire.Client, masked("Hello")))
	i := slices.IndexFunc(rows, func(r fieldRow) bool { return strings.HasPrefix(r.Name, "RSV") })
	if i < 0 || rows[i].Name != "RSV1–3" || rows[i].Value != "000" || rows[i].Bits != "000" {
		t.Errorf("rows %+v", rows)
	}
	if rows[0].Name != "FIN" || rows[0].Hex != "81" || rows[0].Bits != "1" || rows[0].Offset != "0" {
		t.Errorf("first row %+v", rows[0])
	}
}

func TestLongPayloadIsCutWithACount(t *testing.T) {
	ev := frameEvent(t, wire.Client, masked(strings.Repeat("x", 1000)))
	ev.Omitted = 5
	groups := groupBytes(ev)
	last := groups[len(groups)-1]
	if len(last.Bytes) != mostBytes || last.More != 1000-mostBytes+5 {
		t.Errorf("%d bytes drawn, %d more", len(last.Bytes), last.More)
	}
	u := unmask(ev)
	if len(u.Steps) != mostMasked || u.More != 1000-mostMasked+5 {
		t.Errorf("%d bytes unmasked, %d more", len(u.Steps), u.More)
	}
	var b bytes.Buffer
	if err := WireEvent(*ev, WireContext{}).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 16<<10 {
		t.Errorf("1000 bytes of payload make a fragment of %d bytes", b.Len())
	}
}

func TestUnmaskWorksOutHello(t *testing.T) {
	ev := frameEvent(t, wire.Client, masked("Hello"))
	var b bytes.Buffer
	if err := WireEvent(*ev, WireContext{}).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "7f⊕37=48 H") {
		t.Errorf("the first byte is not worked out in %s", b.String())
	}
	if strings.Contains(b.String(), "\n") {
		t.Error("a fragment must be one line, so that it fits a data field of an event stream")
	}
	if unmask(frameEvent(t, wire.Server, wire.Frame{FIN: true, Opcode: wire.OpText, Payload: []byte("Hello")})) != nil {
		t.Error("a frame without a mask is unmasked")
	}
}

func TestAcceptIsWorkedOutFromTheKey(t *testing.T) {
	c := wire.NewConnection(wire.Options{})
	c.Feed(wire.Client, []byte("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
	events := c.Feed(wire.Server, []byte("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
	accept := events[len(events)-1]
	accept.From = wire.Server
	for context_, want := range map[string]bool{"dGhlIHNhbXBsZSBub25jZQ==": true, "AAAAAAAAAAAAAAAAAAAAAA==": false} {
		var b bytes.Buffer
		if err := WireEvent(accept, WireContext{Key: context_}).Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{context_, wire.HandshakeGUID, wire.AcceptSteps(context_).SHA1} {
			if !strings.Contains(b.String(), part) {
				t.Errorf("key %s: %q is missing", context_, part)
			}
		}
		if same := strings.Contains(b.String(), "the same as above"); same != want {
			t.Errorf("key %s: said to be the same: %v", context_, same)
		}
	}
}

func TestReferencesLeadToTheirSection(t *testing.T) {
	for ref, want := range map[string]string{
		"RFC 6455 §5.2":          "https://www.rfc-editor.org/rfc/rfc6455#section-5.2",
		"RFC 8441":               "https://www.rfc-editor.org/rfc/rfc8441",
		"RFC 6455 §4.1, §7.1.3":  "",
		"HTML §9.2.6":            "",
		"":                       "",
		"WHATWG WebSockets §3.1": "",
	} {
		if got := refURL(ref); got != want {
			t.Errorf("%q leads to %q, want %q", ref, got, want)
		}
	}
}
