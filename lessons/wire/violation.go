package wire

// The rules that a sender can break: the values of Violation.Rule.
const (
	// Heads, RFC 9112.
	RuleBareLF             = "bare-lf"
	RuleBareCR             = "bare-cr"
	RuleRequestLine        = "malformed-request-line"
	RuleRequestTarget      = "bad-request-target"
	RuleStatusLine         = "malformed-status-line"
	RuleStatusLineSpace    = "missing-space-after-status-code"
	RuleStatusCode         = "status-code-out-of-range"
	RuleReasonPhrase       = "bad-reason-phrase"
	RuleHeaderColon        = "header-without-colon"
	RuleHeaderName         = "bad-field-name"
	RuleHeaderNameSpace    = "space-before-colon"
	RuleHeaderValue        = "bad-field-value"
	RuleHeaderFold         = "obs-fold"
	RuleSpaceBeforeHeaders = "space-before-first-field"
	RuleLineTooLong        = "line-too-long"
	RuleHeadTooLong        = "head-too-long"
	RuleContentLength      = "bad-content-length"
	RuleContentLengthTwice = "content-lengths-differ"
	RuleLengthAndChunked   = "length-and-transfer-encoding"
	RuleTransferEncoding   = "chunked-not-last"
	RuleUnknownBodyLength  = "unknown-body-length"
	RuleChunkSize          = "malformed-chunk-size"
	RuleChunkEnd           = "chunk-data-without-crlf"
	RuleTalkedBeforeAnswer = "too-much-before-answer"

	// Frames, RFC 6455.
	RuleUnmaskedClientFrame = "unmasked-client-frame"
	RuleMaskedServerFrame   = "masked-server-frame"
	RuleReservedBit         = "reserved-bit"
	RuleReservedOpcode      = "reserved-opcode"
	RuleFragmentedControl   = "fragmented-control-frame"
	RuleLongControl         = "long-control-frame"
	RuleNonMinimalLength    = "non-minimal-length"
	RuleLengthTopBit        = "length-top-bit"
	RuleStrayContinuation   = "continuation-without-message"
	RuleInterruptedMessage  = "message-inside-message"
	RuleOneByteClose        = "one-byte-close"
	RuleCloseCode           = "close-code-not-allowed"
	RuleCloseReason         = "close-reason-not-utf8"
	RuleText                = "text-not-utf8"
	RuleAfterClose          = "data-after-close"

	// Event streams, HTML §9.2.
	RuleStreamText       = "event-stream-not-utf8"
	RuleStreamUnfinished = "unfinished-event"
)

// violate returns the rule with its sentence and section.
func violate(rule string) Violation {
	text, ref := ruleText(rule)
	return Violation{Rule: rule, Text: text, Ref: ref}
}

func ruleText(rule string) (text, ref string) {
	if text, ref = headRuleText(rule); text != "" {
		return text, ref
	}
	return frameRuleText(rule)
}

func headRuleText(rule string) (text, ref string) {
	switch rule {
	case RuleBareLF:
		return "A line must end with CR LF; this one ends with LF alone.", "RFC 9112 §2.2"
	case RuleBareCR:
		return "A CR may only stand right before an LF; here one stands inside the line.", "RFC 9112 §2.2"
	case RuleRequestLine:
		return "A request must begin with method, one space, target, one space and version; this line does not.", "RFC 9112 §3"
	case RuleRequestTarget:
		return "A request target holds visible ASCII characters only; anything else has to be percent-encoded.", "RFC 9112 §3.2"
	case RuleStatusLine:
		return "A response must begin with version, one space and a code of three digits; this line does not.", "RFC 9112 §4"
	case RuleStatusLineSpace:
		return "A space must follow the status code, even when no reason follows it.", "RFC 9112 §4"
	case RuleStatusCode:
		return "Status codes run from 100 to 599; this one lies outside.", "RFC 9110 §15"
	case RuleReasonPhrase:
		return "The reason after a status code must not hold control characters.", "RFC 9112 §4"
	case RuleHeaderColon:
		return "A header field is a name, a colon and a value; this line has no colon.", "RFC 9112 §5"
	case RuleHeaderName:
		return "The name of a header field must be a token: letters, digits and a few marks, at least one.", "RFC 9110 §5.1"
	case RuleHeaderNameSpace:
		return "No space is allowed between a field’s name and its colon.", "RFC 9112 §5.1"
	case RuleHeaderValue:
		return "A field’s value must not hold control characters.", "RFC 9110 §5.5"
	case RuleHeaderFold:
		return "A header field must not go on over a second line; folding was given up.", "RFC 9112 §5.2"
	case RuleSpaceBeforeHeaders:
		return "No line that begins with white space may stand between the first line and the first header field.", "RFC 9112 §2.2"
	case RuleLineTooLong:
		return "This line is longer than what is read here, so nothing after it can be told apart.", "RFC 9112 §3"
	case RuleHeadTooLong:
		return "This head is longer than what is read here, so nothing after it can be told apart.", "RFC 9110 §5.4"
	case RuleContentLength:
		return "Content-Length must be a count of bytes in decimal digits; this is none, or too large to count.", "RFC 9110 §8.6"
	case RuleContentLengthTwice:
		return "Two Content-Length values contradict each other.", "RFC 9112 §6.3"
	case RuleLengthAndChunked:
		return "A message must not carry both Content-Length and Transfer-Encoding.", "RFC 9112 §6.2"
	case RuleTransferEncoding:
		return "In a request, chunked must be the last transfer coding, or nobody knows where the body ends.", "RFC 9112 §6.3"
	case RuleUnknownBodyLength:
		return "Nobody can tell where this body ends, so nothing after this head is read.", "RFC 9112 §6.3"
	case RuleChunkSize:
		return "A chunk must begin with its size in hexadecimal digits; this line does not.", "RFC 9112 §7.1"
	case RuleChunkEnd:
		return "CR LF must follow the data of a chunk; here something else does.", "RFC 9112 §7.1"
	case RuleTalkedBeforeAnswer:
		return "After asking for an upgrade a client must wait for the answer; this one went on sending.", "RFC 6455 §4.1"
	case RuleStreamText:
		return "An event stream must be UTF-8; this line is not.", "HTML §9.2.5"
	case RuleStreamUnfinished:
		return "The stream ended before a blank line, so what was pending is dropped.", "HTML §9.2.6"
	}
	return "", ""
}

func frameRuleText(rule string) (text, ref string) {
	switch rule {
	case RuleUnmaskedClientFrame:
		return "A client must mask every frame that it sends; this one is not masked.", "RFC 6455 §5.1"
	case RuleMaskedServerFrame:
		return "A server must not mask its frames; this one is masked.", "RFC 6455 §5.1"
	case RuleReservedBit:
		return "RSV1, RSV2 and RSV3 must be 0 unless an extension was agreed on.", "RFC 6455 §5.2"
	case RuleReservedOpcode:
		return "This opcode is reserved; whoever gets it must fail the connection.", "RFC 6455 §5.2"
	case RuleFragmentedControl:
		return "A control frame must not be fragmented; FIN has to be 1.", "RFC 6455 §5.5"
	case RuleLongControl:
		return "A control frame carries at most 125 bytes.", "RFC 6455 §5.5"
	case RuleNonMinimalLength:
		return "The length must be written in the shortest form that can hold it; this one is longer.", "RFC 6455 §5.2"
	case RuleLengthTopBit:
		return "The first bit of a 64-bit length must be 0; nobody can wait for a frame this long.", "RFC 6455 §5.2"
	case RuleStrayContinuation:
		return "A continuation frame needs an unfinished message to continue; there is none.", "RFC 6455 §5.4"
	case RuleInterruptedMessage:
		return "A new message must not begin before the last fragment of the one before.", "RFC 6455 §5.4"
	case RuleOneByteClose:
		return "The payload of a Close is empty or begins with a code of two bytes; one byte is neither.", "RFC 6455 §5.5.1"
	case RuleCloseCode:
		return "This close code must not be sent: it is reserved, or outside 1000 to 4999.", "RFC 6455 §7.4"
	case RuleCloseReason:
		return "The reason of a Close must be UTF-8; this one is not.", "RFC 6455 §5.5.1"
	case RuleText:
		return "A text message must be UTF-8; this one is not.", "RFC 6455 §8.1"
	case RuleAfterClose:
		return "Nothing but control frames may follow a Close from the same side.", "RFC 6455 §5.5.1"
	}
	return "", ""
}

func violateAll(rules []string) []Violation {
	var all []Violation
	for _, rule := range rules {
		all = append(all, violate(rule))
	}
	return all
}
