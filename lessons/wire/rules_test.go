package wire

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// breaches are, for each rule, bytes that break it and it alone, unless also
// names the others.
func breaches() []breach {
	get := "GET / HTTP/1.1\r\n"
	ok := "HTTP/1.1 200 OK\r\n"
	client := func(fs ...Frame) string { return upgradeRequest + frames(fs...) }
	server := func(fs ...Frame) string { return upgradeResponse + frames(fs...) }
	text := func(s string) Frame { return Frame{FIN: true, Opcode: OpText, Payload: Hex(s)} }
	closing := func(code uint16, reason string) Frame {
		return Frame{FIN: true, Opcode: OpClose, Payload: closePayload(code, reason)}
	}
	return []breach{
		{rule: RuleBareLF, from: Client, raw: get + "Host: x\n"},
		{rule: RuleBareLF, from: Client, raw: "\n" + get},
		{rule: RuleBareCR, from: Client, raw: get + "Host: a\rb\r\n"},
		{rule: RuleRequestLine, from: Client, raw: "GET /\r\n", malformed: true},
		{rule: RuleRequestLine, from: Client, raw: "GET  / HTTP/1.1\r\n", malformed: true},
		{rule: RuleRequestLine, from: Client, raw: "GET / http/1.1\r\n", malformed: true},
		{rule: RuleRequestLine, from: Client, raw: "GET / HTTP/1.1 \r\n", malformed: true},
		{rule: RuleRequestLine, from: Client, raw: "\r\n\r\n", malformed: true},
		{rule: RuleRequestTarget, from: Client, raw: "GET /ä HTTP/1.1\r\n"},
		{rule: RuleStatusLine, from: Server, raw: "HTTP/1.1 20 OK\r\n", malformed: true},
		{rule: RuleStatusLine, from: Server, raw: "\r\n", malformed: true},
		{rule: RuleStatusLineSpace, from: Server, raw: "HTTP/1.1 200\r\n"},
		{rule: RuleStatusCode, from: Server, raw: "HTTP/1.1 099 Low\r\n"},
		{rule: RuleStatusCode, from: Server, raw: "HTTP/1.1 600 High\r\n"},
		{rule: RuleReasonPhrase, from: Server, raw: "HTTP/1.1 200 O\x00K\r\n"},
		{rule: RuleHeaderColon, from: Client, raw: get + "Host\r\n"},
		{rule: RuleHeaderName, from: Client, raw: get + "Ho(st: x\r\n"},
		{rule: RuleHeaderName, from: Client, raw: get + ": x\r\n"},
		{rule: RuleHeaderNameSpace, from: Client, raw: get + "Host : x\r\n"},
		{rule: RuleHeaderValue, from: Client, raw: get + "Host: x\x00\r\n"},
		{rule: RuleHeaderFold, from: Client, raw: get + "A: x\r\n y\r\n"},
		{rule: RuleSpaceBeforeHeaders, from: Client, raw: get + " A: x\r\n"},
		{rule: RuleLineTooLong, from: Client, raw: get + "A: " + strings.Repeat("x", DefaultMaxLine), malformed: true},
		{rule: RuleHeadTooLong, from: Client, raw: get + strings.Repeat("A: x\r\n", DefaultMaxHead/6), malformed: true},
		{rule: RuleContentLength, from: Server, raw: ok + "Content-Length: -1\r\n"},
		{rule: RuleContentLength, from: Server, raw: ok + "Content-Length: 9223372036854775808\r\n"},
		{rule: RuleContentLengthTwice, from: Server, raw: ok + "Content-Length: 1\r\nContent-Length: 2\r\n"},
		{rule: RuleLengthAndChunked, from: Server, raw: ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"},
		{rule: RuleTransferEncoding, from: Client, raw: get + "Transfer-Encoding: chunked, gzip\r\n\r\n", also: []string{RuleUnknownBodyLength}},
		{rule: RuleUnknownBodyLength, from: Server, raw: ok + "Content-Length: x\r\n\r\n", also: []string{RuleContentLength}},
		{rule: RuleChunkSize, from: Server, raw: chunkedHead + "x\r\n", malformed: true},
		{rule: RuleChunkSize, from: Server, raw: chunkedHead + "8000000000000000\r\n", malformed: true},
		{rule: RuleChunkSize, from: Server, raw: chunkedHead + "5 5\r\n", malformed: true},
		{rule: RuleChunkEnd, from: Server, raw: chunkedHead + "1\r\n\n\n", malformed: true},
		{rule: RuleTalkedBeforeAnswer, from: Client, raw: upgradeRequest + strings.Repeat("x", DefaultMaxHead+1), waits: true, malformed: true},
		{rule: RuleStreamText, from: Server, raw: chunkedHead + chunks(": \xff\n")},
		{rule: RuleStreamUnfinished, from: Server, raw: chunkedHead + chunks("data: x\n") + "0\r\n\r\n"},
		{rule: RuleStreamUnfinished, from: Server, raw: chunkedHead + chunks("data") + "0\r\n\r\n"},

		{rule: RuleUnmaskedClientFrame, from: Client, raw: client(text("x"))},
		{rule: RuleMaskedServerFrame, from: Server, raw: server(masked(text("x")))},
		{rule: RuleReservedBit, from: Server, raw: server(Frame{FIN: true, RSV1: true, Opcode: OpText})},
		{rule: RuleReservedBit, from: Server, raw: server(Frame{FIN: true, RSV2: true, Opcode: OpText})},
		{rule: RuleReservedBit, from: Server, raw: server(Frame{FIN: true, RSV3: true, Opcode: OpText})},
		{rule: RuleReservedOpcode, from: Server, raw: server(Frame{FIN: true, Opcode: 0x3})},
		{rule: RuleReservedOpcode, from: Server, raw: server(Frame{FIN: true, Opcode: 0xB})},
		{rule: RuleFragmentedControl, from: Server, raw: server(Frame{Opcode: OpPing})},
		{rule: RuleLongControl, from: Server, raw: server(Frame{FIN: true, Opcode: OpPing, Payload: make(Hex, 126)})},
		{rule: RuleNonMinimalLength, from: Server, raw: server(Frame{FIN: true, Opcode: OpBinary, LengthForm: Length16, Payload: make(Hex, 125)})},
		{rule: RuleNonMinimalLength, from: Server, raw: server(Frame{FIN: true, Opcode: OpBinary, LengthForm: Length64, Payload: make(Hex, 126)})},
		{rule: RuleLengthTopBit, from: Server, raw: server(Frame{FIN: true, Opcode: OpBinary, PayloadLength: 1 << 63}), malformed: true},
		{rule: RuleStrayContinuation, from: Server, raw: server(Frame{FIN: true, Opcode: OpContinuation})},
		{rule: RuleStrayContinuation, from: Server, raw: server(Frame{Opcode: OpContinuation})},
		{rule: RuleInterruptedMessage, from: Server, raw: server(Frame{Opcode: OpText}, text("x"))},
		{rule: RuleOneByteClose, from: Server, raw: server(Frame{FIN: true, Opcode: OpClose, Payload: Hex{3}})},
		{rule: RuleCloseReason, from: Server, raw: server(closing(1000, "\xe2\x99"))},
		{rule: RuleText, from: Server, raw: server(text("\xed\xa0\x80"))},
		{rule: RuleText, from: Server, raw: server(text("\xff"), text("fine"))},
		{rule: RuleText, from: Server, raw: server(text("cut \xf0\x9f\x98"))},
		{rule: RuleText, from: Server, raw: server(Frame{Opcode: OpText, Payload: Hex("\xc3")}, Frame{Opcode: OpContinuation, Payload: Hex("x")}, Frame{FIN: true, Opcode: OpContinuation, Payload: Hex("\xff")})},
		{rule: RuleText, from: Client, raw: client(masked(text(strings.Repeat("x", DefaultKeepPayload+600) + "\xff")))},
		{rule: RuleAfterClose, from: Server, raw: server(closing(1000, ""), Frame{FIN: true, Opcode: OpPong}, text("x"))},
		{rule: RuleCloseCode, from: Server, raw: server(closing(0, ""))},
		{rule: RuleCloseCode, from: Server, raw: server(closing(999, ""))},
		{rule: RuleCloseCode, from: Server, raw: server(closing(1004, ""))},
		{rule: RuleCloseCode, from: Server, raw: server(closing(1005, ""))},
		{rule: RuleCloseCode, from: Server, raw: server(closing(1006, ""))},
		{rule: RuleCloseCode, from: Server, raw: server(closing(1015, ""))},
		{rule: RuleCloseCode, from: Server, raw: server(closing(1016, ""))},
		{rule: RuleCloseCode, from: Server, raw: server(closing(2999, ""))},
		{rule: RuleCloseCode, from: Server, raw: server(closing(5000, ""))},
	}
}

type breach struct {
	rule      string
	from      Endpoint
	raw       string
	also      []string
	malformed bool // the decoder reads no further
	waits     bool // the client is never told of an answer
}

func TestEachBrokenRuleIsNamed(t *testing.T) {
	for _, b := range breaches() {
		name := b.raw[max(0, len(b.raw)-30):]
		t.Run(b.rule+" "+strconv.Quote(name), func(t *testing.T) {
			d := NewDecoder(b.from, Options{})
			var events []Event
			raw := b.raw
			if after, ok := strings.CutPrefix(raw, upgradeRequest); ok && !b.waits {
				events = append(d.Feed([]byte(upgradeRequest)), d.Upgraded()...)
				raw = after
			}
			events = append(events, d.Feed([]byte(raw))...)
			var got []string
			for _, e := range append(events, d.End()...) {
				checkBits(t, &e)
				for _, v := range e.Violations {
					got = append(got, v.Rule)
					if v.Text == "" || v.Ref == "" {
						t.Errorf("%+v lacks a sentence or a section", v)
					}
				}
			}
			want := append([]string{b.rule}, b.also...)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("broken rules %q, want %q", got, want)
			}
			stopped := slices.ContainsFunc(events, func(e Event) bool { return e.Kind == KindMalformed })
			if stopped != b.malformed {
				t.Errorf("malformed: %t, want %t", stopped, b.malformed)
			}
		})
	}
}

func TestWhatIsAllowedBreaksNoRule(t *testing.T) {
	for _, raw := range []string{
		upgradeResponse + frames(
			Frame{Opcode: OpText, Payload: Hex("\xe2")},
			Frame{FIN: true, Opcode: OpPing, Payload: make(Hex, 125)},
			Frame{Opcode: OpContinuation, Payload: Hex("\x99")},
			Frame{FIN: true, Opcode: OpContinuation, Payload: Hex("\xa5")},
			Frame{Opcode: OpBinary, Payload: Hex("\xff")},
			Frame{FIN: true, Opcode: OpContinuation, Payload: Hex("\xff")},
			Frame{FIN: true, Opcode: OpBinary, Payload: make(Hex, 126)},
			Frame{FIN: true, Opcode: OpBinary, Payload: make(Hex, 65536)},
			Frame{FIN: true, Opcode: OpClose, Payload: closePayload(4999, "done ✓")},
			Frame{FIN: true, Opcode: OpPong}),
		upgradeResponse + frames(Frame{FIN: true, Opcode: OpClose}),
		"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\nX:\t y \t\r\nEmpty:\r\n\r\nhi",
		"HTTP/1.1 200 \r\nTransfer-Encoding: gzip, Chunked\r\n\r\n1 ;a=\"b\"\r\nx\r\n000\r\nX: y\r\n\r\n",
		chunkedHead + chunks("data: x\n\n") + "0\r\n\r\n",
	} {
		for _, e := range decode(Server, Options{}, []byte(raw)) {
			if len(e.Violations) > 0 || e.Kind == KindUnfinished || e.Kind == KindMalformed {
				t.Errorf("%s %.40q breaks %v", e.Kind, e.Bytes, e.Violations)
			}
		}
	}
	for _, code := range []uint16{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999} {
		if !CloseCodeAllowed(int(code)) {
			t.Errorf("close code %d is said not to be allowed", code)
		}
	}
}

// A rule added without a test, or tested and never declared, fails here.
func TestEveryRuleHasABreach(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "violation.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	tested := map[string]bool{}
	for _, b := range breaches() {
		tested[b.rule] = true
	}
	declared := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for i, name := range spec.Names {
			if !strings.HasPrefix(name.Name, "Rule") {
				continue
			}
			if value, err := strconv.Unquote(spec.Values[i].(*ast.BasicLit).Value); err == nil {
				declared++
				if !tested[value] {
					t.Errorf("%s has no breach", name.Name)
				}
			}
		}
		return true
	})
	if declared != len(tested) {
		t.Errorf("%d rules declared, %d tested", declared, len(tested))
	}
}
