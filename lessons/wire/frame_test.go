package wire

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gobwas/ws"
)

func decodeFrames(t *testing.T, from Endpoint, raw []byte) []Event {
	t.Helper()
	head := upgradeRequest
	if from == Server {
		head = upgradeResponse
	}
	d := NewDecoder(from, Options{})
	d.Feed([]byte(head))
	d.Upgraded()
	events := append(d.Feed(raw), d.End()...)
	for i := range events {
		checkBits(t, &events[i])
	}
	return events
}

// The examples of RFC 6455 §5.7, bit by bit.
func TestExamplesOfRFC6455Section57(t *testing.T) {
	k256, k64 := strings.Repeat("a5", 256), strings.Repeat("5a", 65536)
	for _, x := range []struct {
		name, raw string
		from      Endpoint
		want      []string // the fields of each frame: name=value/bits
	}{
		{"a single-frame unmasked text message", "810548656c6c6f", Server, []string{
			"FIN=1/1 RSV1=0/1 RSV2=0/1 RSV3=0/1 opcode=0x1/4 MASK=0/1 Payload len=5/7 Payload data=Hello/40"}},
		{"a single-frame masked text message", "818537fa213d7f9f4d5158", Client, []string{
			"FIN=1/1 RSV1=0/1 RSV2=0/1 RSV3=0/1 opcode=0x1/4 MASK=1/1 Payload len=5/7 Masking-key=37 fa 21 3d/32 Payload data=Hello/40"}},
		{"a fragmented unmasked text message", "010348656c80026c6f", Server, []string{
			"FIN=0/1 RSV1=0/1 RSV2=0/1 RSV3=0/1 opcode=0x1/4 MASK=0/1 Payload len=3/7 Payload data=Hel/24",
			"FIN=1/1 RSV1=0/1 RSV2=0/1 RSV3=0/1 opcode=0x0/4 MASK=0/1 Payload len=2/7 Payload data=lo/16"}},
		{"an unmasked ping", "890548656c6c6f", Server, []string{
			"FIN=1/1 RSV1=0/1 RSV2=0/1 RSV3=0/1 opcode=0x9/4 MASK=0/1 Payload len=5/7 Payload data=48 65 6c 6c 6f/40"}},
		{"its masked pong", "8a8537fa213d7f9f4d5158", Client, []string{
			"FIN=1/1 RSV1=0/1 RSV2=0/1 RSV3=0/1 opcode=0xA/4 MASK=1/1 Payload len=5/7 Masking-key=37 fa 21 3d/32 Payload data=48 65 6c 6c 6f/40"}},
		{"256 bytes in one unmasked frame", "827e0100" + k256, Server, []string{
			"FIN=1/1 RSV1=0/1 RSV2=0/1 RSV3=0/1 opcode=0x2/4 MASK=0/1 Payload len=126/7 Extended payload length=256/16 Payload data=" + digits(bytes.Repeat([]byte{0xa5}, 256)) + "/2048"}},
		{"64 KiB in one unmasked frame", "827f0000000000010000" + k64, Server, []string{
			"FIN=1/1 RSV1=0/1 RSV2=0/1 RSV3=0/1 opcode=0x2/4 MASK=0/1 Payload len=127/7 Extended payload length=65536/64 Payload data=" + digits(bytes.Repeat([]byte{0x5a}, 256)) + "/524288"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			raw, err := hex.DecodeString(x.raw)
			if err != nil {
				t.Fatal(err)
			}
			events := decodeFrames(t, x.from, raw)
			var got []string
			var again []byte
			for _, e := range events {
				var fields []string
				for _, f := range e.Fields {
					fields = append(fields, fmt.Sprintf("%s=%s/%d", f.Name, f.Value, f.Bits))
				}
				got = append(got, strings.Join(fields, " "))
				if len(e.Violations) > 0 {
					t.Errorf("breaks %v", e.Violations)
				}
				again = AppendFrame(again, *e.Frame)
			}
			if !reflect.DeepEqual(got, x.want) {
				t.Errorf("got  %q\nwant %q", got, x.want)
			}
			if !bytes.Equal(again, raw) {
				t.Errorf("encoded again: %x, want %x", again, raw)
			}
		})
	}
}

// What a frame's bits mean depends on its opcode and on the frames before it.
func TestFrameMeanings(t *testing.T) {
	for _, x := range []struct {
		name     string
		raw      string
		field    string // of the last frame
		value    string
		contains string
	}{
		{"a message ends", "8100", "FIN", "1", "the message ends"},
		{"a message goes on", "0100", "FIN", "0", "more frames of this message"},
		{"a ping is no message", "8900", "FIN", "1", "stands alone"},
		{"a ping in fragments", "0900", "FIN", "0", "a control frame must not"},
		{"a text goes on", "010148" + "8001" + "69", "Payload data", "i", "payload"},
		{"bytes go on", "020148" + "8001" + "69", "Payload data", "69", "payload"},
		{"nothing goes on", "810148" + "8001" + "69", "Payload data", "69", "payload"},
	} {
		raw, err := hex.DecodeString(x.raw)
		if err != nil {
			t.Fatal(err)
		}
		events := decodeFrames(t, Server, raw)
		found := false
		for _, f := range events[len(events)-1].Fields {
			found = found || f.Name == x.field && f.Value == x.value && strings.Contains(f.Meaning, x.contains)
		}
		if !found {
			t.Errorf("%s: no %s %s that says %q in %+v", x.name, x.field, x.value, x.contains, events[len(events)-1].Fields)
		}
	}
}

func TestCloseFrameFields(t *testing.T) {
	raw := AppendFrame(nil, masked(Frame{FIN: true, Opcode: OpClose, Payload: closePayload(1001, "bye ✓")}))
	e := decodeFrames(t, Client, raw)[0]
	if e.Frame.CloseCode != 1001 || e.Frame.CloseReason != "bye ✓" {
		t.Errorf("close %d %q", e.Frame.CloseCode, e.Frame.CloseReason)
	}
	code, reason := e.Fields[len(e.Fields)-2], e.Fields[len(e.Fields)-1]
	if code.Name != "Status code" || code.Value != "1001" || code.Bit != 48 || code.Bits != 16 {
		t.Errorf("status code: %+v", code)
	}
	if reason.Name != "Reason" || reason.Value != "bye ✓" || reason.Bit != 64 || reason.Bits != 56 {
		t.Errorf("reason: %+v", reason)
	}
}

func randomFrame(random *rand.Rand) Frame {
	sizes := []int{0, 1, 125, 126, 127, 300, 65535, 65536}
	f := Frame{
		FIN: random.IntN(2) == 0, RSV1: random.IntN(4) == 0, RSV2: random.IntN(4) == 0, RSV3: random.IntN(4) == 0,
		Opcode: Opcode(random.IntN(16)), Masked: random.IntN(2) == 0,
		Payload: make(Hex, sizes[random.IntN(len(sizes))]),
	}
	for i := range f.Payload {
		f.Payload[i] = byte(random.Uint32())
	}
	if f.Masked {
		f.MaskingKey = MaskingKey{byte(random.Uint32()), byte(random.Uint32()), byte(random.Uint32()), byte(random.Uint32())}
	}
	return f
}

func TestEncodedFramesDecodeToTheSame(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	for range 300 {
		f := randomFrame(random)
		f.LengthForm = []LengthForm{0, Length7, Length16, Length64}[random.IntN(4)]
		raw := AppendFrame(nil, f)
		from := []Endpoint{Client, Server}[random.IntN(2)]
		events := decodeFrames(t, from, raw)
		if len(events) != 1 || events[0].Kind != KindFrame {
			t.Fatalf("%+v gave %+v", f, events)
		}
		got := events[0].Frame
		want := f
		want.LengthForm = max(f.LengthForm, shortestForm(uint64(len(f.Payload))))
		want.PayloadLength, want.HeaderLen = uint64(len(f.Payload)), len(raw)-len(f.Payload)
		want.CloseCode, want.CloseReason = got.CloseCode, got.CloseReason
		if !reflect.DeepEqual(*got, want) {
			t.Fatalf("got  %+v\nwant %+v", *got, want)
		}
		if !bytes.Equal(AppendFrame(nil, *got), raw) {
			t.Fatal("encoded again, the frame differs")
		}
	}
}

func TestFramesAgreeWithGobwas(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	for range 300 {
		f := randomFrame(random)
		raw := AppendFrame(nil, f)

		reader := bytes.NewReader(raw)
		theirs, err := ws.ReadHeader(reader)
		if err != nil {
			t.Fatalf("gobwas cannot read %+v: %v", f, err)
		}
		read, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		if theirs.Masked {
			ws.Cipher(read, theirs.Mask, 0)
		}
		h := ws.Header{
			Fin: f.FIN, Rsv: ws.Rsv(f.RSV1, f.RSV2, f.RSV3), OpCode: ws.OpCode(f.Opcode),
			Masked: f.Masked, Mask: f.MaskingKey, Length: int64(len(f.Payload)),
		}
		if theirs != h || !bytes.Equal(read, f.Payload) {
			t.Fatalf("gobwas reads %+v, want %+v", theirs, h)
		}

		var written bytes.Buffer
		if err := ws.WriteHeader(&written, h); err != nil {
			t.Fatal(err)
		}
		payload := bytes.Clone(f.Payload)
		if f.Masked {
			ws.Cipher(payload, f.MaskingKey, 0)
		}
		written.Write(payload)
		ours := decodeFrames(t, Server, written.Bytes())[0].Frame
		if ours.FIN != f.FIN || ours.RSV1 != f.RSV1 || ours.RSV2 != f.RSV2 || ours.RSV3 != f.RSV3 || ours.Opcode != f.Opcode ||
			ours.Masked != f.Masked || ours.MaskingKey != f.MaskingKey || !bytes.Equal(ours.Payload, f.Payload) {
			t.Fatalf("gobwas wrote %+v, read here as %+v", h, ours)
		}
	}
}

func TestAClaimedLengthIsWrittenAsAsked(t *testing.T) {
	for _, x := range []struct {
		f    Frame
		want string
	}{
		{Frame{FIN: true, Opcode: OpText, PayloadLength: 9, Payload: Hex("hi")}, "81096869"},
		{Frame{Opcode: OpText, LengthForm: Length16, Payload: Hex("hi")}, "017e00026869"},
		{Frame{FIN: true, RSV3: true, Opcode: 0xF, LengthForm: Length7, PayloadLength: 1 << 62}, "9f7f4000000000000000"},
	} {
		if got := hex.EncodeToString(AppendFrame(nil, x.f)); got != x.want {
			t.Errorf("%+v is written %s, want %s", x.f, got, x.want)
		}
	}
}

func TestAnEventComesThroughJSONUnchanged(t *testing.T) {
	for _, s := range corpus() {
		for _, want := range decode(s.from, s.opt, []byte(strings.ToValidUTF8(s.raw, "?"))) {
			raw, err := json.Marshal(want)
			if err != nil {
				t.Fatal(err)
			}
			var got Event
			if err := json.Unmarshal(raw, &got); err != nil {
				t.Fatal(err)
			}
			if f := want.Frame; f != nil && (f.Opcode == OpClose || f.Opcode == OpText) && len(want.Violations) > 0 {
				continue // text that is not UTF-8 cannot come through JSON
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: got  %+v\nwant %+v\nfrom %s", s.name, got, want, raw)
			}
		}
	}
}

func TestAHugeClaimTakesNoMemory(t *testing.T) {
	claim := AppendFrame(nil, Frame{FIN: true, Opcode: OpBinary, PayloadLength: 1 << 62, Payload: Hex("x")})
	d := NewDecoder(Server, Options{})
	d.Feed([]byte(upgradeResponse))
	d.Feed(claim)
	block := make([]byte, 32<<10)
	for range 64 {
		d.Feed(block)
	}
	if held := cap(d.buf) + cap(d.frames.frame.Payload); held > 4*DefaultKeepPayload {
		t.Errorf("the decoder holds %d bytes", held)
	}
	end := d.End()
	if want := int64(1 + 64*len(block) - DefaultKeepPayload); len(end) != 1 || end[0].Kind != KindUnfinished || end[0].Omitted != want {
		t.Errorf("the end gives %d events, the first %s with %d bytes omitted, want %d", len(end), end[0].Kind, end[0].Omitted, want)
	}
}

func TestAFrameUnderWayTellsWhatItBreaks(t *testing.T) {
	d := NewDecoder(Server, Options{})
	if _, ok := d.FrameUnderWay(); ok {
		t.Error("a frame before the 101")
	}
	d.Feed([]byte(upgradeResponse))
	for _, c := range []struct {
		bytes string
		rules []string
		ok    bool
	}{
		{"\x81", nil, true}, {"\x05He", nil, true}, {"llo", nil, false},
		{"\xc3\x02", []string{RuleReservedBit, RuleReservedOpcode}, true}, {"H", []string{RuleReservedBit, RuleReservedOpcode}, true}, {"i", nil, false},
	} {
		d.Feed([]byte(c.bytes))
		broken, ok := d.FrameUnderWay()
		var rules []string
		for _, v := range broken {
			rules = append(rules, v.Rule)
		}
		if ok != c.ok || !slices.Equal(rules, c.rules) {
			t.Errorf("after % x: %v, %v", c.bytes, rules, ok)
		}
	}
}

func TestUnmaskSteps(t *testing.T) {
	f := decodeFrames(t, Client, []byte("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"))[0].Frame
	want := []MaskStep{{0, 0x7f, 0x37, 'H'}, {1, 0x9f, 0xfa, 'e'}, {2, 0x4d, 0x21, 'l'}, {3, 0x51, 0x3d, 'l'}, {4, 0x58, 0x37, 'o'}}
	if got := UnmaskSteps(f); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := UnmaskSteps(&Frame{Payload: Hex("hi")}); got != nil {
		t.Errorf("a frame without a mask has steps: %+v", got)
	}
}

func BenchmarkDecodeTextFrame(b *testing.B) {
	raw := AppendFrame(nil, masked(Frame{FIN: true, Opcode: OpText, Payload: Hex(strings.Repeat("x", 125))}))
	d := NewDecoder(Client, Options{})
	d.Feed([]byte(upgradeRequest))
	d.Upgraded()
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if len(d.Feed(raw)) != 1 {
			b.Fatal("no event")
		}
	}
}
