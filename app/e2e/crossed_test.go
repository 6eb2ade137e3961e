package e2e

import (
	_ "embed"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

//go:embed scripts/crossed.js
var crossedScript string

// shownEvent is one wire event as a pane shows it.
type shownEvent struct {
	Step       int
	From, Kind string
	Bytes      int    // how many it says
	Line       string // of a handshake
	Hex        string // of a frame, byte by byte
	Text       string
	Visible    bool
}

// crossed waits until a row's live lane shows as many events as the recording
// has of the row, and returns them with the recording.
func (w *walkthrough) crossed(n int) ([]shownEvent, recording) {
	w.t.Helper()
	r := w.recording(w.see().runID())
	want := 0
	for _, e := range r.Events {
		if e.Step == n {
			want++
		}
	}
	var got []shownEvent
	w.p.waitFor(fmt.Sprintf("%d events in the bytes of row %d", want, n), eventWait, func() (bool, error) {
		var err error
		got, err = tryRead[[]shownEvent](w.p, fmt.Sprintf("(%s)(%s)", crossedScript, quote(fmt.Sprintf("%s [data-wire-live='%d']", w.root, n))))
		if err == nil && len(got) != want {
			err = fmt.Errorf("it shows %d", len(got))
		}
		return err == nil, err
	})
	return got, r
}

// frameOf returns the only frame among the events.
func frameOf(t *testing.T, shown []shownEvent) shownEvent {
	t.Helper()
	var frames []shownEvent
	for _, e := range shown {
		if e.Kind == "frame" {
			frames = append(frames, e)
		}
	}
	if len(frames) != 1 {
		t.Fatalf("%d frames are shown, want one: %+v", len(frames), shown)
	}
	return frames[0]
}

// unhex reads "81 85 37".
func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatalf("%q is no hexadecimal: %v", text, err)
	}
	return b
}

// unmask checks that b is one masked frame with a short payload, RFC 6455 §5.2,
// and returns its first byte and its payload.
func unmask(t *testing.T, b []byte) (first byte, payload []byte) {
	t.Helper()
	if len(b) < 6 || b[1]&0x80 == 0 || int(b[1]&0x7f) != len(b)-6 {
		t.Fatalf("% x is not one short masked frame", b)
	}
	for i, c := range b[6:] {
		payload = append(payload, c^b[2+i%4])
	}
	return b[0], payload
}
