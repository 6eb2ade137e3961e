package live_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

func (b *bench) parcel(visitor string, protocol lessons.Protocol, bytes string) *live.Parcel {
	b.t.Helper()
	p, err := b.parcels.New(visitor, protocol, []byte(bytes))
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

func (c *browser) asksFor(p *live.Parcel) {
	c.t.Helper()
	head := "Host: classroom.test\r\nCookie: visitor=secret\r\n"
	if p.Protocol == lessons.EventStream {
		c.write("GET /parcels/" + p.Visitor + "/" + p.ID + "/events HTTP/1.1\r\n" + head + "\r\n")
		return
	}
	c.write("GET /parcels/" + p.Visitor + "/" + p.ID + "/ws HTTP/1.1\r\n" + head + "Upgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Key: " + theKey + "\r\nSec-WebSocket-Version: 13\r\n\r\n")
}

// crossedAll waits for the end of a parcel, and says what crossed behind the heads.
func crossedAll(t *testing.T, p *live.Parcel) string {
	t.Helper()
	select {
	case <-p.Done():
	case <-time.After(20 * time.Second):
		t.Fatal("it does not end")
	}
	events, _ := p.Crossed()
	var said []string
	for _, e := range events {
		switch {
		case e.Kind == wire.KindFrame:
			said = append(said, fmt.Sprintf("%s %s %x", e.From, e.Frame.Opcode, []byte(e.Frame.Payload)))
		case e.Kind == wire.KindDispatch && e.Dispatch != nil:
			said = append(said, "fires "+e.Dispatch.Data)
		case e.Kind == wire.KindEnd, e.Kind == wire.KindReset, e.Kind == wire.KindUnfinished:
			said = append(said, string(e.From)+" "+string(e.Kind))
		case e.Header != nil && e.Header.Name == "Cookie" && strings.Contains(e.Header.Value, "secret"):
			t.Error("a cookie is shown")
		}
	}
	return strings.Join(said, ", ")
}

// A parcel's bytes leave as they are, what comes back is taped, and a Close is
// answered unless the bytes hold one.
func TestAParcelOfFrames(t *testing.T) {
	for _, x := range []struct{ bytes, answer, want string }{
		{"89026869", "\x8a\x82\x00\x00\x00\x00hi\x88\x82\x00\x00\x00\x00\x03\xe8", "server ping 6869, client pong 6869, client close 03e8, server close 03e8, server end"},
		{"880203e8", "\x88\x82\x00\x00\x00\x00\x03\xe8", "server close 03e8, client close 03e8, server end"},
		{"830100", "\x88\x82\x00\x00\x00\x00\x03\xea", "server reserved 0x3 00, client close 03ea, server close 03ea, server end"},
		{"", "", "client end"},
		{"8105aa", "", "client end"},
	} {
		b := newBench(t)
		raw, err := hex.DecodeString(x.bytes)
		if err != nil {
			t.Fatal(err)
		}
		p := b.parcel("ada", lessons.WebSocket, string(raw))
		c := b.dial()
		c.asksFor(p)
		c.until("\r\n\r\n")
		if got := c.next(len(raw)); got != string(raw) {
			t.Errorf("%s: %x came", x.bytes, got)
		}
		if c.write(x.answer); x.answer == "" {
			c.Close()
		}
		if got := crossedAll(t, p); got != x.want {
			t.Errorf("%s: %s; want %s", x.bytes, got, x.want)
		}
		if x.answer != "" {
			if rest, err := io.ReadAll(c.in); err != nil || (x.bytes[:2] == "88") != (len(rest) == 0) {
				t.Errorf("%s: then %x, %v", x.bytes, rest, err)
			}
		}
	}
}

// A parcel's bytes are one response, once: whoever asks again is told not to.
func TestAParcelOfEvents(t *testing.T) {
	b := newBench(t)
	const stream = "data: a\r\rdata: b\n\ndata: {now}\n"
	p := b.parcel("ada", lessons.EventStream, stream)
	c := b.dial()
	c.asksFor(p)
	if head := c.until("\r\n\r\n"); !strings.Contains(head, "Content-Type: text/event-stream\r\n") || strings.Contains(head, "Access-Control") {
		t.Errorf("the head is %q", head)
	}
	c.until(fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(stream), stream))
	if got := crossedAll(t, p); got != "fires a, fires b" {
		t.Errorf("it says %s", got)
	}
	c.asksFor(p) // on the same connection
	if head := c.until("\r\n\r\n"); !strings.HasPrefix(head, "HTTP/1.1 204 ") {
		t.Errorf("the second time: %q", head)
	}
	before, _ := p.Crossed()
	if now, _ := p.Crossed(); len(now) != len(before) || now[len(now)-1].From == wire.Client {
		t.Errorf("the second request was added: %+v", now[len(now)-1])
	}
}

// Nobody finds a parcel but who made it, on no other protocol and not twice.
func TestAParcelIsItsMakersAlone(t *testing.T) {
	b := newBench(t)
	p := b.parcel("ada", lessons.WebSocket, "\x81\x01a")
	for _, visitor := range []string{"bob", ""} {
		if b.parcels.Get(visitor, p.ID) != nil {
			t.Errorf("%q finds it", visitor)
		}
	}
	for path, accepts := range map[string]bool{"/parcels/bob/" + p.ID + "/ws": false, "/parcels/ada/" + p.ID + "/events": false} {
		resp, err := http.Get("http://" + b.addr + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if (resp.StatusCode == http.StatusOK) != accepts {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
	c, second := b.dial(), b.dial()
	c.asksFor(p)
	c.until("\r\n\r\n")
	second.asksFor(p)
	if head := second.until("\r\n\r\n"); !strings.HasPrefix(head, "HTTP/1.1 409 ") {
		t.Errorf("a second connection: %q", head)
	}
	// The next one of the same visitor takes its place.
	b.parcel("ada", lessons.WebSocket, "")
	select {
	case <-p.Done():
	case <-time.After(10 * time.Second):
		t.Error("the one before stays open")
	}
	if b.parcels.Get("ada", p.ID) != nil {
		t.Error("the one before is still found")
	}
}

// All of it is bounded: bytes, events, how many there are, and for how long.
func TestParcelsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ps := live.NewParcels(live.NewRuns(time.Now))
		if _, err := ps.New("ada", lessons.WebSocket, make([]byte, live.MaxParcel+1)); !errors.Is(err, live.ErrTooLong) {
			t.Errorf("one byte too many: %v", err)
		}
		var first *live.Parcel
		for i := range live.MaxParcels {
			p, err := ps.New(fmt.Sprint(i), lessons.WebSocket, nil)
			if err != nil {
				t.Fatal(i, err)
			}
			if i == 0 {
				first = p
			}
		}
		if _, err := ps.New("one more", lessons.WebSocket, nil); !errors.Is(err, live.ErrTooManyParcels) {
			t.Errorf("one too many: %v", err)
		}
		time.Sleep(live.ConnectSoon)
		if _, err := ps.New("one more", lessons.WebSocket, nil); err != nil {
			t.Errorf("beside parcels that nobody came for: %v", err)
		}
		time.Sleep(live.ParcelLifetime)
		select {
		case <-first.Done():
		default:
			t.Error("after its lifetime it is not over")
		}
		if ps.Get("0", first.ID) != nil || ps.Get("one more", first.ID) != nil {
			t.Error("after its lifetime it is found")
		}
	})
	b := newBench(t)
	p := b.parcel("ada", lessons.EventStream, strings.Repeat("\n", live.MaxParcel))
	c := b.dial()
	c.asksFor(p)
	c.until("0\r\n\r\n")
	<-p.Done()
	if events, more := p.Crossed(); len(events) != live.MaxRecordingEvents || !more {
		t.Errorf("%d events are kept, more %v", len(events), more)
	}
}

// A request that is refused leaves the parcel as it was, for the one that is not.
func TestAParcelAfterRequestsThatAreNoHandshakes(t *testing.T) {
	b := newBench(t)
	p := b.parcel("ada", lessons.WebSocket, "\x81\x01a")
	const head = 15 << 10
	for range live.MaxParcelHeard/head + 1 {
		c := b.dial()
		c.write("GET /parcels/ada/" + p.ID + "/ws HTTP/1.1\r\nHost: classroom.test\r\nX: " + strings.Repeat("x", head) + "\r\n\r\n")
		if got := c.until("\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.1 409 ") {
			t.Fatalf("what is no handshake gets %q", got)
		}
	}
	c := b.dial()
	c.asksFor(p)
	c.until("\r\n\r\n\x81\x01a")
	c.frame(wire.OpClose, "\x03\xe8")
	if got, want := crossedAll(t, p), "server text 61, client close 03e8, server close 03e8, server end"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
}
