package wire

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

func TestSameBytesSplitAnywhereGiveTheSameEvents(t *testing.T) {
	for _, s := range corpus() {
		t.Run(s.name, func(t *testing.T) {
			raw := []byte(s.raw)
			want := decode(s.from, s.opt, raw)
			if len(want) < 1 {
				t.Fatal("no events")
			}
			for i := range want {
				checkBits(t, &want[i])
			}
			checkBytes(t, raw, want)
			for i := range raw {
				sameEvents(t, want, decode(s.from, s.opt, raw[:i], raw[i:]))
			}
			random := rand.New(rand.NewPCG(1, uint64(len(raw))))
			for range 50 {
				sameEvents(t, want, decode(s.from, s.opt, cut(random, raw)...))
			}
			sameEvents(t, want, decode(s.from, s.opt, cutEach(raw)...))
		})
	}
}

func cut(random *rand.Rand, b []byte) (pieces [][]byte) {
	for len(b) > 0 {
		n := 1 + random.IntN(min(len(b), 40))
		pieces = append(pieces, b[:n])
		b = b[n:]
	}
	return pieces
}

func cutEach(b []byte) (pieces [][]byte) {
	for i := range b {
		pieces = append(pieces, b[i:i+1])
	}
	return pieces
}

func sameEvents(t *testing.T, want, got []Event) {
	t.Helper()
	for i := range min(len(want), len(got)) {
		if !reflect.DeepEqual(want[i], got[i]) {
			t.Fatalf("event %d: got  %+v\nwant %+v", i, got[i], want[i])
		}
	}
	if len(want) != len(got) {
		t.Fatalf("%d events, want %d", len(got), len(want))
	}
}

func TestDecoderKeepsNothingOfWhatItIsFed(t *testing.T) {
	raw := []byte(upgradeResponse + frames(Frame{FIN: true, Opcode: OpText, Payload: Hex("hi")}))
	want := decode(Server, Options{}, raw)
	d := NewDecoder(Server, Options{})
	var got []Event
	for i := range raw {
		piece := []byte{raw[i]}
		got = append(got, d.Feed(piece)...)
		piece[0] = 0xAA
	}
	sameEvents(t, want, got)
}
