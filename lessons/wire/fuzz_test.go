package wire

import (
	"bytes"
	"reflect"
	"testing"
)

// fuzzOptions keep the bounds near, so that short inputs reach them.
var fuzzOptions = Options{MaxLine: 96, MaxHead: 400, KeepPayload: 130}

func FuzzDecoder(f *testing.F) {
	for _, s := range corpus() {
		f.Add([]byte(s.raw), s.from == Client, uint16(len(s.raw)/2))
	}
	for _, b := range breaches() {
		if len(b.raw) < 1000 {
			f.Add([]byte(b.raw), b.from == Client, uint16(len(b.raw)-1))
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte, client bool, at uint16) {
		from := Server
		if client {
			from = Client
		}
		for _, opt := range []Options{{}, fuzzOptions} {
			whole := feedFuzzed(t, from, opt, raw)
			for i := range whole {
				checkBits(t, &whole[i])
				redacted := Redact(whole[i])
				checkBits(t, &redacted)
				if n := len(whole[i].Bytes); n > opt.withDefaults().KeepPayload+2*opt.withDefaults().MaxHead {
					t.Fatalf("an event keeps %d bytes", n)
				}
			}
			checkBytes(t, raw, whole)
			i := min(int(at), len(raw))
			sameEvents(t, whole, feedFuzzed(t, from, opt, raw[:i], raw[i:]))
		}
	})
}

// feedFuzzed is decode with the memory of the decoder watched. It tells a
// client of its upgrade at the byte where it begins to wait, as only then the
// cuts make no difference.
func feedFuzzed(t *testing.T, from Endpoint, opt Options, pieces ...[]byte) []Event {
	t.Helper()
	d := NewDecoder(from, opt)
	opt = opt.withDefaults()
	var events []Event
	for _, b := range pieces {
		for len(b) > 0 {
			if d.state == inHeld {
				events = append(events, d.Upgraded()...)
			}
			n := d.read(b)
			b = b[n:]
			events = append(events, d.take()...)
			held := len(d.buf) + len(d.frames.frame.Payload)
			if d.stream != nil {
				held += len(d.stream.buf) + len(d.stream.data)
			}
			if most := 4*opt.KeepPayload + 2*opt.MaxLine + 2*opt.MaxHead; held > most {
				t.Fatalf("the decoder holds %d bytes, more than %d", held, most)
			}
		}
	}
	return append(events, d.End()...)
}

func FuzzEventStream(f *testing.F) {
	for _, raw := range []string{
		"data: x\n\n", "\xEF\xBB\xBF: hi\r\ndata: a\rdata: b\n\nid: 1\nretry: 5\nevent: e\n\r\n\r", "id: \x00\n\ndata", "\n\r\r\n:",
		"data: \xff\n\n", "data:\n\n\xEF\xBB\xBFdata\n",
	} {
		f.Add([]byte(raw), uint16(len(raw)/2))
	}
	f.Fuzz(func(t *testing.T, raw []byte, at uint16) {
		for _, keep := range []int{minKeepPayload, DefaultKeepPayload} {
			whole := readStream(keep, raw)
			n := 0
			for i := range whole {
				checkBits(t, &whole[i])
				if !bytes.HasPrefix(raw[n:], whole[i].Bytes) {
					t.Fatalf("event %d has other bytes: %q", i, whole[i].Bytes)
				}
				n += len(whole[i].Bytes) + int(whole[i].Omitted)
				if m := whole[i].Dispatch; m != nil && len(m.Data) > keep {
					t.Fatalf("a message keeps %d bytes", len(m.Data))
				}
			}
			if n != len(raw) {
				t.Fatalf("%d of %d bytes accounted for", n, len(raw))
			}
			i := min(int(at), len(raw))
			if halves := readStream(keep, raw[:i], raw[i:]); !reflect.DeepEqual(whole, halves) {
				t.Fatalf("cut at %d it gives %+v\nwant %+v", i, halves, whole)
			}
			if each := readStream(keep, cutEach(raw)...); !reflect.DeepEqual(whole, each) {
				t.Fatalf("byte by byte it gives %+v\nwant %+v", each, whole)
			}
		}
	})
}

// FuzzConnection holds each direction's events to be the same however both are
// cut, as long as the client's bytes come first.
func FuzzConnection(f *testing.F) {
	for _, client := range []string{
		upgradeRequest + frames(masked(Frame{FIN: true, Opcode: OpText, Payload: Hex("Hello")})),
		string(asking("Last-Event-ID: 2")) + string(asking()) + string(asking("Last-Event-ID: \xff")),
		"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nLast-Event-ID: 6\r\n\r\n",
	} {
		for _, server := range []string{upgradeResponse, chunkedHead + chunks("data: a\n\n", "id: 3\ndata: b\n\n", ""), "HTTP/1.1 204 No Content\r\n\r\n" + streamHead + "\r\ndata: c\n\n"} {
			f.Add([]byte(client), []byte(server), uint16(len(client)/2))
		}
	}
	f.Fuzz(func(t *testing.T, client, server []byte, at uint16) {
		for _, opt := range []Options{{}, fuzzOptions} {
			feed := func(at int) map[Endpoint][]Event {
				c := NewConnection(opt)
				var all []Event
				for _, from := range []Endpoint{Client, Server} {
					raw := client
					if from == Server {
						raw = server
					}
					i := min(at, len(raw))
					all = append(all, c.Feed(from, raw[:i])...)
					all = append(all, c.Feed(from, raw[i:])...)
				}
				if len(c.resumed) > maxResumed {
					t.Fatalf("%d last event ids are kept", len(c.resumed))
				}
				all = append(append(all, c.End(Client)...), c.End(Server)...)
				by := map[Endpoint][]Event{}
				for i := range all {
					checkBits(t, &all[i])
					by[all[i].From] = append(by[all[i].From], all[i])
				}
				return by
			}
			whole, cut := feed(0), feed(int(at))
			for _, from := range []Endpoint{Client, Server} {
				sameEvents(t, whole[from], cut[from])
			}
		}
	})
}
