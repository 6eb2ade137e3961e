package wire

import (
	"slices"
	"strings"
	"testing"
)

func TestCheckAnswer(t *testing.T) {
	failed := func(request, answer string, want int) (names []string) {
		t.Helper()
		checks := CheckAnswer(decode(Client, Options{}, []byte(request)), decode(Server, Options{}, []byte(answer)))
		if len(checks) != want {
			t.Errorf("%d checks, want %d", len(checks), want)
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
	plain := strings.Replace(upgradeRequest, "Sec-WebSocket-Protocol: chat, superchat\r\n", "", 1)
	offers := strings.Replace(upgradeRequest, "\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n", 1)
	if got := failed(plain, upgradeResponse, 6); got != nil {
		t.Errorf("the example of the standard fails %q", got)
	}
	with := func(field string) string {
		return strings.Replace(upgradeResponse, "\r\n\r\n", "\r\n"+field+"\r\n\r\n", 1)
	}
	for _, c := range []struct {
		request, answer string
		fails           []string
	}{
		{plain, strings.Replace(upgradeResponse, "Upgrade: websocket\r\n", "", 1), []string{"Upgrade"}},
		{plain, strings.Replace(upgradeResponse, "Upgrade: websocket", "Upgrade: h2c", 1), []string{"Upgrade"}},
		{plain, strings.Replace(upgradeResponse, "Upgrade: websocket", "upgrade: WebSocket", 1), nil},
		{plain, strings.Replace(upgradeResponse, "Connection: Upgrade", "Connection: close", 1), []string{"Connection"}},
		{plain, strings.Replace(upgradeResponse, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "S3pPLMBiTxaQ9kYGzzhZRbK+xOo=", 1), []string{"Sec-WebSocket-Accept"}},
		{plain, with("Sec-WebSocket-Extensions: x-shout"), []string{"Sec-WebSocket-Extensions"}},
		{offers, with("Sec-WebSocket-Extensions: x-shout"), []string{"Sec-WebSocket-Extensions"}},
		{offers, with("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover"), nil},
		{offers, with("Sec-WebSocket-Extensions: permessage-deflate, x-shout"), []string{"Sec-WebSocket-Extensions"}},
		{plain, with("Sec-WebSocket-Protocol: chat"), []string{"Sec-WebSocket-Protocol"}},
		{offers, with("Sec-WebSocket-Protocol: superchat"), nil},
		{offers, with("Sec-WebSocket-Protocol: smalltalk"), []string{"Sec-WebSocket-Protocol"}},
		{offers, with("Sec-WebSocket-Protocol: SuperChat"), []string{"Sec-WebSocket-Protocol"}},
	} {
		if got := failed(c.request, c.answer, 6); !slices.Equal(got, c.fails) {
			t.Errorf("%q fails %q, want %q", c.answer, got, c.fails)
		}
	}
	if got := failed(plain, strings.Replace(upgradeResponse, "101 Switching Protocols", "404 Not Found", 1), 1); !slices.Equal(got, []string{"Status"}) {
		t.Errorf("a 404 fails %q", got)
	}
}
