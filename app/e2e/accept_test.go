package e2e

import (
	"crypto/sha1"
	"encoding/base64"
	"strings"
	"testing"
)

// checkAccept works out Sec-WebSocket-Accept from the browser's key, RFC 6455
// §4.2.2, and wants it on the wire and, worked out, in the pane.
func checkAccept(t *testing.T, r recording, shown []shownEvent) {
	t.Helper()
	key := r.header("client", "Sec-WebSocket-Key")
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	want := base64.StdEncoding.EncodeToString(sum[:])
	if got := r.header("server", "Sec-WebSocket-Accept"); got != want {
		t.Errorf("for the key %s the server accepts with %s, want %s", key, got, want)
	}
	var all strings.Builder
	for _, e := range shown {
		all.WriteString(e.Text)
	}
	for _, part := range []string{key, want} {
		if strings.Count(all.String(), part) == 0 {
			t.Errorf("the bytes of row 3 do not show %s", part)
		}
	}
}
