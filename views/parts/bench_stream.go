package parts

import "strings"

// streamPresets are the event streams of the positions of that bench, a rule of
// the format each. CR, NUL and what is no text are escaped, as the bench reads it.
func streamPresets() []benchPreset {
	return []benchPreset{
		{"joined", "two lines of data", "data: first\ndata: second\n\n"},
		{"space", "one space after the colon", "data:  two spaces\n\ndata:none\n\n"},
		{"type", "an event with a type", "event: news\ndata: Hello\n\ndata: Hello again\n\n"},
		{"id", "an id", "id: 7\ndata: a\n\ndata: b\n\n"},
		{"id-nul", "an id with a NUL", "id: 7\ndata: a\n\nid: 8\\0\ndata: b\n\n"},
		{"id-empty", "an empty id", "id: 7\ndata: a\n\nid\ndata: b\n\n"},
		{"retry", "retry", "retry: 2000\nretry: 1e9\ndata: a\n\n"},
		{"comment", "a comment", ": data: a\n\n:data: b\n\n"},
		{"unknown", "an unknown field", "Data: a\ndate: b\n data: c\ndata: d\n\n"},
		{"no-colon", "a field without a colon", "data\n\ndata\ndata\n\n"},
		{"line-ends", "CR, LF and CRLF", "data: a\\r\ndata: b\\rdata: c\n\\r\ndata: d\\r\\rdata: e\n\n"},
		{"bom", "a BOM", "\\ufeffdata: a\n\n\\ufeffdata: b\n\n"},
		{"no-data", "an event without data", "event: news\nid: 1\n\ndata: a\n\n"},
		{"unfinished", "an event that is not finished", "data: a\n\ndata: b\n"},
		{"bad-utf8", "bytes that are not UTF-8", "data: a\\xffb\\xe2\\x82\n\n"},
	}
}

// visible is a text as js/stream.js shows bytes, in HTML: a space and a line feed
// are signs. It is for what a page begins with, and knows no others.
func visible(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", " ", "<i>␣</i>", "\n", "<i>LF</i>\n").Replace(text)
}
