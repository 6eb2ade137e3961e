package static

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// packers saves most of a megabyte for each body: hundreds are packed at start.
var packers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestCompression) // a level that there is
	return w
}}

// Gzip returns body compressed as well as gzip can, or nil where that would
// not make it smaller. It is meant for what is served many times.
func Gzip(body []byte) []byte {
	var packed bytes.Buffer
	w := packers.Get().(*gzip.Writer)
	defer packers.Put(w)
	w.Reset(&packed)
	// Writing to a bytes.Buffer does not fail.
	_, _ = w.Write(body)
	_ = w.Close()
	if packed.Len() >= len(body) {
		return nil
	}
	return bytes.Clone(packed.Bytes()) // and not what it grew to
}

// AcceptsGzip reports whether a request with these header fields accepts the
// content coding gzip (RFC 9110 §12.5.3). A lone "*" is not taken for a yes:
// the plain form always suits.
func AcceptsGzip(h http.Header) bool {
	for _, line := range h["Accept-Encoding"] {
		for len(line) > 0 {
			var item string
			item, line, _ = strings.Cut(line, ",")
			coding, params, weighed := strings.Cut(item, ";")
			if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
				continue
			}
			return !weighed || weight(params) > 0
		}
	}
	return false
}

// weight is the q of an item's parameters, 1 where there is none.
func weight(params string) float64 {
	name, value, _ := strings.Cut(strings.TrimSpace(params), "=")
	if !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil {
		return 0
	}
	return q
}
