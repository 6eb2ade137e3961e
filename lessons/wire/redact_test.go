package wire

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestRedactMasksEverySecretField(t *testing.T) {
	for _, name := range []string{
		"Cookie", "set-cookie", "AUTHORIZATION", "Proxy-Authorization", "Forwarded", "X-Forwarded-For", "x-forwarded-proto", "X-Auth-Token",
		"X-Real-IP", "True-Client-Ip", "CF-Connecting-IP",
	} {
		line := name + ": \thunter2 and ünïcode \r\n"
		before := decode(Client, Options{}, []byte("GET / HTTP/1.1\r\n"+line))[1]
		kept, _ := json.Marshal(before)
		got := Redact(before)
		checkBits(t, &got)
		if after, _ := json.Marshal(before); !bytes.Equal(kept, after) {
			t.Errorf("%s: Redact changed its argument", name)
		}
		stars := strings.Repeat("*", len("hunter2 and ünïcode"))
		if want := name + ": \t" + stars + " \r\n"; string(got.Bytes) != want {
			t.Errorf("bytes %q, want %q", got.Bytes, want)
		}
		if *got.Header != (HeaderField{name, stars}) {
			t.Errorf("header %+v", got.Header)
		}
		if raw, _ := json.Marshal(got); strings.Contains(string(raw), "hunter2") {
			t.Errorf("%s is still in %s", name, raw)
		}
	}
}

func TestRedactLeavesTheRest(t *testing.T) {
	for _, s := range corpus() {
		if strings.Contains(s.raw, "Cookie") {
			continue
		}
		for _, e := range decode(s.from, s.opt, []byte(s.raw)) {
			if got := Redact(e); !reflect.DeepEqual(got, e) {
				t.Errorf("%s: %+v became %+v", s.name, e, got)
			}
		}
	}
}

// A secret may be cut off, folded, or stand where no field should.
func TestRedactMasksBrokenHeads(t *testing.T) {
	get := "GET / HTTP/1.1\r\n"
	for _, x := range []struct {
		name, raw string
		from      Endpoint
		opt       Options
	}{
		{"cut off", get + "Cookie: id=hunter2", Client, Options{}},
		{"cut off at its end", get + "Cookie: id=hunter2\r", Client, Options{}},
		{"folded", get + "Cookie: a=b;\r\n id=hunter2\r\n", Client, Options{}},
		{"folded and cut off", get + "Cookie: a=b;\r\n id=hunter2", Client, Options{}},
		{"a space before the colon", get + "Cookie : id=hunter2\r\n", Client, Options{}},
		{"a space before the name", get + " Cookie: id=hunter2\r\n", Client, Options{}},
		{"without a colon", get + "Authorization hunter2\r\n", Client, Options{}},
		{"an address without a colon", get + "X-Real-IP hunter2\r\n", Client, Options{}},
		{"too long", get + "Cookie: id=hunter2 hunter2 hunter2 hunter2", Client, Options{MaxLine: 30}},
		{"in place of a start line", "Cookie: id=hunter2\r\n", Client, Options{}},
		{"too early", upgradeRequest + "GET / HTTP/1.1\r\nCookie: id=hunter2\r\n" + strings.Repeat("x", 400), Client, Options{MaxHead: 300}},
		{"in a trailer", chunkedHead + "0\r\nSet-Cookie: id=hunter2\r\n\r\n", Server, Options{}},
		{"in a trailer cut off", chunkedHead + "0\r\nSet-Cookie: id=hunter2", Server, Options{}},
	} {
		t.Run(x.name, func(t *testing.T) {
			d := NewDecoder(x.from, x.opt)
			for _, e := range append(d.Feed([]byte(x.raw)), d.End()...) {
				got := Redact(e)
				checkBits(t, &got)
				raw, _ := json.Marshal(got)
				if strings.Contains(string(raw), "hunter2") || bytes.Contains(got.Bytes, []byte("hunter2")) {
					t.Errorf("%s %q still tells it: %s", got.Kind, got.Bytes, raw)
				}
				if len(got.Bytes) != len(e.Bytes) {
					t.Errorf("%d bytes became %d", len(e.Bytes), len(got.Bytes))
				}
			}
		})
	}
}
