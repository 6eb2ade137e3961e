package wire

import (
	"encoding/hex"
	"reflect"
	"testing"
)

// Outside of a connection frames are read as on one, and every bit is named.
func TestReadFramesReadsAsOnAConnection(t *testing.T) {
	for _, x := range []string{
		"", "81", "810548656c6c6f", "010348656c80026c6f", "818537fa213d7f9f4d5158", "817e0005", "83ff", "8105aa",
		"82ffffffffffffffffff00000000aabb", "880203e881026869", "8104f0288cbc", "c18100000000",
	} {
		raw, err := hex.DecodeString(x)
		if err != nil {
			t.Fatal(err)
		}
		for _, from := range []Endpoint{Client, Server} {
			got := ReadFrames(from, raw)
			var want []Event
			for _, e := range decodeFrames(t, from, raw) {
				if e.Status == nil && e.Header == nil && e.Request == nil && e.Kind != KindHeadEnd {
					want = append(want, e)
				}
			}
			if len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
				t.Errorf("%s from the %s: %+v; want %+v", x, from, got, want)
			}
			for i := range got {
				checkBits(t, &got[i])
			}
		}
	}
}
