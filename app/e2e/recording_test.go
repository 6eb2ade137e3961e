package e2e

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"testing"
)

// recording is the JSON form of a run, written down once more from what it
// promises: a key that is not here is a change of the format.
type recording struct {
	Schema  string  `json:"schema"`
	Script  string  `json:"script"`
	Browser string  `json:"browser"`
	Pace    string  `json:"pace"`
	Steps   []step  `json:"steps"`
	Events  []event `json:"events"`
	Seen    []seen  `json:"seen"`
}

type step struct {
	Step       int   `json:"step"`
	Connection int   `json:"connection"`
	Released   int64 `json:"released"`
	Done       int64 `json:"done"`
}

type event struct {
	Seq        int         `json:"seq"`
	Connection int         `json:"connection"`
	Step       int         `json:"step"`
	At         int64       `json:"at"`
	From       string      `json:"from"`
	Kind       string      `json:"kind"`
	Bytes      string      `json:"bytes"`
	Omitted    int64       `json:"omitted,omitempty"`
	Fields     []field     `json:"fields"`
	Violations []violation `json:"violations,omitempty"`

	Request  *requestLine   `json:"request,omitempty"`
	Status   *statusLine    `json:"status,omitempty"`
	Header   *nameValue     `json:"header,omitempty"`
	Frame    map[string]any `json:"frame,omitempty"`
	Field    *nameValue     `json:"field,omitempty"`
	Dispatch *streamedNews  `json:"dispatch,omitempty"`
}

type field struct {
	Name    string `json:"name"`
	Bit     int    `json:"bit"`
	Bits    int    `json:"bits"`
	Value   string `json:"value"`
	Meaning string `json:"meaning"`
	Ref     string `json:"ref"`
}

type violation struct {
	Rule string `json:"rule"`
	Text string `json:"text"`
	Ref  string `json:"ref"`
}

type requestLine struct {
	Method  string `json:"method"`
	Target  string `json:"target"`
	Version string `json:"version"`
}

type statusLine struct {
	Version string `json:"version"`
	Code    int    `json:"code"`
	Reason  string `json:"reason"`
}

type nameValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type streamedNews struct {
	Type        string `json:"type"`
	Data        string `json:"data"`
	LastEventID string `json:"lastEventId"`
}

type seen struct {
	Step       int     `json:"step"`
	Connection int     `json:"connection"`
	At         float64 `json:"at"`
	Type       string  `json:"type"`
	ReadyState int     `json:"readyState"`
	Data       string  `json:"data,omitempty"`
	ID         string  `json:"lastEventId,omitempty"`
	Code       int     `json:"code,omitempty"`
	Reason     string  `json:"reason,omitempty"`
	WasClean   *bool   `json:"wasClean,omitempty"`
	Line       *int    `json:"line,omitempty"`
}

func decodeRecording(t *testing.T, text string) recording {
	t.Helper()
	var r recording
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		t.Fatalf("not a recording: %v\n%s", err, shorten(text))
	}
	if _, err := d.Token(); err != io.EOF {
		t.Fatalf("something follows the recording: %v", err)
	}
	if r.Schema != "wirewalk/recording/1" {
		t.Fatalf("a recording of the schema %q", r.Schema)
	}
	return r
}

// bytes returns what one end sent in a step, without the chunked framing's
// contents twice.
func (r recording) bytes(t *testing.T, n int, from string) []byte {
	t.Helper()
	var all bytes.Buffer
	for _, e := range r.Events {
		if e.Step != n || e.From != from || e.Kind == "field" || e.Kind == "comment" || e.Kind == "dispatch" || e.Kind == "unfinished" {
			continue
		}
		b, err := hex.DecodeString(e.Bytes)
		if err != nil {
			t.Fatalf("the bytes of event %d: %v", e.Seq, err)
		}
		all.Write(b)
	}
	return all.Bytes()
}

// header returns the value of the field that an end sent under that name, ""
// where it sent none.
func (r recording) header(from, name string) string {
	for _, e := range r.Events {
		if e.From == from && e.Header != nil && strings.EqualFold(e.Header.Name, name) {
			return e.Header.Value
		}
	}
	return ""
}
