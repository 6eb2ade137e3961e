package wire

import (
	"slices"
	"strings"
	"testing"
)

// What follows a head, RFC 9112 §6.3. Head events are left out.
func TestWhatFollowsAHead(t *testing.T) {
	const next = "HTTP/1.1 200 OK\r\n"
	for _, x := range []struct {
		name, raw string
		from      Endpoint
		want      string
	}{
		{"a request without a body", "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n", Client, "request-line request-line"},
		{"a request with a length", "PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET / HTTP/1.1\r\n", Client, "request-line body request-line"},
		{"100", "HTTP/1.1 100 Continue\r\n\r\n" + next, Server, "status-line status-line"},
		{"101", "HTTP/1.1 101 S\r\nContent-Length: 9\r\n\r\n\x81\x00", Server, "status-line frame"},
		{"204", "HTTP/1.1 204 N\r\nContent-Length: 9\r\n\r\n" + next, Server, "status-line status-line"},
		{"304", "HTTP/1.1 304 N\r\nContent-Length: 9\r\n\r\n" + next, Server, "status-line status-line"},
		{"no length", "HTTP/1.1 200 O\r\n\r\n" + next, Server, "status-line body"},
		{"length 0", "HTTP/1.1 404 N\r\nContent-Length: 0\r\n\r\n" + next, Server, "status-line status-line"},
		{"chunked", "HTTP/1.1 200 O\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n" + next, Server, "status-line chunk chunk status-line"},
		{"chunked wins over a length", "HTTP/1.1 200 O\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next, Server, "status-line chunk status-line"},
		{"chunked is not last", "HTTP/1.1 200 O\r\nTransfer-Encoding: chunked, gzip\r\n\r\n" + next, Server, "status-line body"},
		{"empty elements in the list", "HTTP/1.1 200 O\r\nTransfer-Encoding: , chunked ,\r\n\r\n0\r\n\r\n" + next, Server, "status-line chunk status-line"},
		{"an empty list", "PUT / HTTP/1.1\r\nTransfer-Encoding: ,\r\nContent-Length: 2\r\n\r\nhi", Client, "request-line body"},
		{"an event stream with empty elements", streamHead + "Transfer-Encoding: chunked,\r\n\r\n" + chunks("data: x\n\n"), Server, "status-line chunk field dispatch"},
		{"a compressed event stream", streamHead + "Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\ndata: x\n\n", Server, "status-line body"},
		{"an event stream", streamHead + "Content-Length: 9\r\n\r\ndata: x\n\n" + next, Server, "status-line body field dispatch status-line"},
	} {
		var got []string
		for _, e := range decode(x.from, Options{}, []byte(x.raw)) {
			if e.Kind != KindHeaderField && e.Kind != KindHeadEnd {
				got = append(got, string(e.Kind))
			}
		}
		if !slices.Equal(got, strings.Fields(x.want)) {
			t.Errorf("%s: got %q, want %q", x.name, got, x.want)
		}
	}
}

// A browser takes a line for ended at its CR, and skips an LF that comes later.
func TestALineEndMayBeCutInTwoByChunks(t *testing.T) {
	d := NewDecoder(Server, Options{})
	d.Feed([]byte(chunkedHead))
	for _, x := range []struct{ data, want string }{
		{"data: x\r", "chunk field"},
		{"\n\r", "chunk dispatch x"},
		{"\n", "chunk"},
		{"data: y\n", "chunk field"},
		{"\r", "chunk dispatch y"},
		{"\n\n", "chunk dispatch"},
	} {
		var got []string
		for _, e := range d.Feed([]byte(chunks(x.data))) {
			got = append(got, string(e.Kind))
			if e.Dispatch != nil {
				got = append(got, e.Dispatch.Data)
			}
		}
		if !slices.Equal(got, strings.Fields(x.want)) {
			t.Errorf("%q gives %q, want %q", x.data, got, x.want)
		}
	}
	d.Feed([]byte(chunks("\r")))
	d.Feed([]byte(chunks("\n")))
	if end := d.Feed([]byte("0\r\n\r\n")); len(end) != 2 || end[1].Kind != KindDropped || end[1].Violations != nil {
		t.Errorf("an LF alone before the end gives %+v", end)
	}
}

// What stands where a chunk's CRLF belongs is called what it is.
func TestAWrongEndOfAChunk(t *testing.T) {
	for end, want := range map[string]string{"\r\r": "CR unread", "\rx": "CR unread", "\n": "LF", "x": "unread"} {
		d := NewDecoder(Server, Options{})
		var names []string
		for _, e := range d.Feed([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na" + end)) {
			if e.Kind == KindMalformed {
				for _, f := range e.Fields[3:] {
					names = append(names, f.Name)
				}
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%q is %q, want %q", end, got, want)
		}
	}
}
