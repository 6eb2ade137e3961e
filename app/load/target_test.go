package main

import (
	"strings"
	"testing"
)

func TestTarget(t *testing.T) {
	tests := []struct {
		address string
		owned   bool
		want    string // the site, or
		refused string // part of why not
	}{
		{address: "http://127.0.0.1:8080", want: "http://127.0.0.1:8080"},
		{address: "http://127.0.0.1:8080/lessons?x=1", want: "http://127.0.0.1:8080"},
		{address: "http://[::1]:8080", want: "http://[::1]:8080"},
		{address: "http://localhost:8080", want: "http://localhost:8080"},
		{address: "http://192.0.2.1", refused: "--i-own-this-host"},
		{address: "http://0.0.0.0:8080", refused: "--i-own-this-host"},
		{address: "https://192.0.2.1", owned: true, want: "https://192.0.2.1"},
		{address: "127.0.0.1:8080", refused: "is not an address"},
		{address: "ftp://127.0.0.1", refused: "is not an address"},
		{address: "http://", refused: "is not an address"},
	}
	for _, test := range tests {
		site, err := target(t.Context(), test.address, test.owned)
		switch {
		case test.refused != "" && (err == nil || !strings.Contains(err.Error(), test.refused)):
			t.Errorf("%s: got %v, %v, want an error with %q", test.address, site, err, test.refused)
		case test.refused == "" && (err != nil || site.String() != test.want):
			t.Errorf("%s: got %v, %v, want %s", test.address, site, err, test.want)
		}
	}
}
