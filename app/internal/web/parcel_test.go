package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// sends makes a parcel as the visitor of that cookie.
func (s *site) sends(cookie, protocol, bytes string) parcelMade {
	s.t.Helper()
	got := s.post("/parcels", url.Values{"protocol": {protocol}, "bytes": {bytes}}, "Cookie", cookie, "X-Fragment", "parcel")
	var made parcelMade
	if err := json.Unmarshal([]byte(got.body), &made); err != nil || got.StatusCode != http.StatusCreated {
		s.t.Fatalf("%s %s", got.Status, got.body)
	}
	return made
}

const adasCookie, evesCookie = "visitor=ADAADAADAADAADAADAADAADAAD", "visitor=EVEEVEEVEEVEEVEEVEEVEEVEEV"

// What a visitor writes goes to a page of ours in that visitor's browser, and to
// nobody else, by any route.
func TestAParcelIsForItsOwnPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	frames := s.sends(adasCookie, "websocket", "81026869")
	dial := func(fields ...string) (string, int) {
		header := http.Header{}
		for i := 0; i < len(fields); i += 2 {
			header.Set(fields[i], fields[i+1])
		}
		conn, resp, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+frames.URL, header)
		if err != nil {
			return "", resp.StatusCode
		}
		defer conn.Close()
		_, message, err := conn.ReadMessage()
		if err != nil {
			t.Error(err)
		}
		return string(message), resp.StatusCode
	}
	for _, origin := range []string{"https://evil.example", "http://127.0.0.1:1", "null", ""} {
		fields := []string{"Cookie", adasCookie}
		if origin != "" {
			fields = append(fields, "Origin", origin)
		}
		if _, status := dial(fields...); status != http.StatusForbidden {
			t.Errorf("for a page of %q: %d", origin, status)
		}
	}
	for _, cookie := range []string{evesCookie, "", "visitor="} {
		if _, status := dial("Cookie", cookie, "Origin", s.URL); status != http.StatusNotFound {
			t.Errorf("for %q: %d", cookie, status)
		}
	}
	if message, status := dial("Cookie", adasCookie, "Origin", s.URL); message != "hi" || status != http.StatusSwitchingProtocols {
		t.Errorf("for its own page: %q, %d", message, status)
	}

	stream := s.sends(adasCookie, "event-stream", fmt.Sprintf("%x", "event: news\ndata: <b>\n\n"))
	if fmt.Sprint(stream.Types) != "[news]" {
		t.Errorf("its types are %q", stream.Types)
	}
	for name, fields := range map[string][]string{
		"a stranger": {"Cookie", evesCookie}, "nobody": nil,
		"a foreign page": {"Cookie", adasCookie, "Origin", "https://elsewhere.test"}, "another port": {"Cookie", adasCookie, "Sec-Fetch-Site", "same-site"},
	} {
		if got := s.get(stream.URL, fields...); got.StatusCode < 400 || strings.Contains(got.body, "news") {
			t.Errorf("%s: %s %s", name, got.Status, got.body)
		}
		if got := s.get(stream.Crossed, "Cookie", evesCookie); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s is shown %s %s", name, got.Status, got.body)
		}
	}
	got := s.get(stream.URL, "Cookie", adasCookie, "Sec-Fetch-Site", "same-origin")
	if got.body != "event: news\ndata: <b>\n\n" || got.Header.Get("Content-Type") != "text/event-stream" || got.Header.Get("X-Content-Type-Options") != "nosniff" ||
		got.Header.Get("Access-Control-Allow-Origin") != "" || got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("for its own page: %q, %v", got.body, got.Header)
	}
	shown := s.get(stream.Crossed+"?end", "Cookie", adasCookie)
	if strings.Contains(shown.body, "<b><") || strings.Contains(shown.body, "data: <b>") || !strings.Contains(shown.body, `[{&#34;type&#34;:&#34;news&#34;`) || shown.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("it is shown as %s", shown.body)
	}
	if again := s.get(stream.URL, "Cookie", adasCookie); again.StatusCode != http.StatusNoContent {
		t.Errorf("the second time: %s", again.Status)
	}
	if other := s.get(frames.Crossed, "Cookie", adasCookie); other.StatusCode != http.StatusNotFound {
		t.Errorf("the parcel before the last: %s", other.Status)
	}
}

// What cannot be sent is refused with a sentence, and so is too much and too often.
func TestParcelsAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(o *Options) { o.Now = newHandClock().now }) // nothing is given back
	for _, x := range []struct {
		path, protocol, bytes string
		status                int
	}{
		{"/parcels", "websocket", "8", http.StatusUnprocessableEntity},
		{"/parcels", "websocket", "<b>", http.StatusUnprocessableEntity},
		{"/parcels", "gopher", "81", http.StatusUnprocessableEntity},
		{"/parcels", "", "", http.StatusUnprocessableEntity},
		{"/parcels", "websocket", strings.Repeat("00", maxFrames+1), http.StatusRequestEntityTooLarge},
		{"/parcels", "event-stream", strings.Repeat("0a", 4097), http.StatusRequestEntityTooLarge},
		{"/parcels", "event-stream", strings.Repeat("0a", 40_000), http.StatusRequestEntityTooLarge},
		{"/labs/forge/decode", "", "8", http.StatusUnprocessableEntity},
		{"/labs/forge/decode", "", strings.Repeat("00", maxFrames+1), http.StatusRequestEntityTooLarge},
	} {
		got := s.post(x.path, url.Values{"protocol": {x.protocol}, "bytes": {x.bytes}}, "X-Fragment", "parcel")
		var told struct{ Detail string }
		if err := json.Unmarshal([]byte(got.body), &told); err != nil || got.StatusCode != x.status || !strings.HasSuffix(told.Detail, ".") {
			t.Errorf("%s %.40s: %s %.200s", x.path, x.bytes, got.Status, got.body)
		}
	}
	if got := s.post("/parcels", url.Values{"protocol": {"websocket"}}, "Origin", "https://evil.example"); got.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: %s", got.Status)
	}
	for range parcelBurst {
		s.sends(adasCookie, "websocket", "8100")
	}
	if got := s.post("/parcels", url.Values{"protocol": {"websocket"}}, "Cookie", adasCookie); got.StatusCode != http.StatusTooManyRequests || got.Header.Get("Retry-After") == "" {
		t.Errorf("too often: %s", got.Status)
	}
	s.sends(evesCookie, "websocket", "8100") // another visitor may
}

// The labels are the decoder's, of any bytes at all, and hold them as text.
func TestEveryByteHasLabels(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, x := range []struct {
		bytes string
		wants []string
	}{
		{fmt.Sprintf("8119%x", `<script>alert("1")</script>`[:25]), []string{"&lt;script&gt;alert("}},
		{"c105", []string{`data-bit="1"`, "RSV1: </span>1", "unfinished", "Its length says 5, and 0 bytes"}},
		{"81fe0001aabbccdd00", []string{"Extended payload length, bit 16 of 16", "Masking-key, bit 32 of 32", "Payload data, byte 1, bit 8 of 8"}},
		{"8200" + strings.Repeat("8200", 40), []string{"Frame 16: ", "Behind them: 50 bytes"}},
		{"82ffffffffffffffffff00000000" + strings.Repeat("ee", 9), []string{"no frame can begin like this", "9 bytes"}},
	} {
		got := s.post("/labs/forge/decode", url.Values{"bytes": {x.bytes}})
		if got.StatusCode != http.StatusOK || strings.Contains(got.body, "<script") {
			t.Errorf("%s: %s %s", x.bytes, got.Status, got.body)
		}
		for _, want := range x.wants {
			if !strings.Contains(got.body, want) {
				t.Errorf("%s: no %q in %s", x.bytes, want, got.body)
			}
		}
	}
	for first := range 256 {
		for _, second := range []byte{0, 0x7e, 0x81, 0xff} {
			for _, rest := range []string{"", "03e8ff"} {
				bytes := fmt.Sprintf("%02x%02x%s", first, second, rest)
				if got := s.post("/labs/forge/decode", url.Values{"bytes": {bytes}}); got.StatusCode != http.StatusOK {
					t.Fatalf("%s: %s", bytes, got.Status)
				}
			}
		}
	}
}
