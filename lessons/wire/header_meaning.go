package wire

import "strings"

// headerMeaning says in a few words what a header field's value is for.
func headerMeaning(name string) (meaning, ref string) {
	if meaning, ref = handshakeMeaning(strings.ToLower(name)); meaning != "" {
		return meaning, ref
	}
	switch strings.ToLower(name) {
	case "host":
		return "the host and port that your browser asked for", "RFC 9110 §7.2"
	case "user-agent":
		return "the name your browser gives itself", "RFC 9110 §10.1.5"
	case "accept":
		return "the kinds of answer your browser takes", "RFC 9110 §12.5.1"
	case "accept-encoding":
		return "the compressions your browser can undo", "RFC 9110 §12.5.3"
	case "accept-language":
		return "the languages you prefer", "RFC 9110 §12.5.4"
	case "cookie":
		return "what this site had your browser keep", "RFC 6265 §4.2"
	case "set-cookie":
		return "what your browser is to keep and send back", "RFC 6265 §4.1"
	case "authorization":
		return "proof of who is asking", "RFC 9110 §11.6.2"
	case "proxy-authorization":
		return "proof of who is asking, for a proxy", "RFC 9110 §11.7.2"
	case "referer":
		return "the page that the request comes from", "RFC 9110 §10.1.3"
	case "pragma":
		return "an old way to ask for a fresh answer", "RFC 9111 §5.4"
	case "cache-control":
		return "whether stored copies may be kept and used", "RFC 9111 §5.2"
	case "date":
		return "when the answer was made", "RFC 9110 §6.6.1"
	case "server":
		return "the name the server gives itself", "RFC 9110 §10.2.4"
	case "location":
		return "where to look instead", "RFC 9110 §10.2.2"
	case "retry-after":
		return "how long to wait before asking again", "RFC 9110 §10.2.3"
	case "content-type":
		return "what kind of body follows", "RFC 9110 §8.3"
	case "content-length":
		return "how many bytes the body has", "RFC 9110 §8.6"
	case "transfer-encoding":
		return "how the body is packed on the wire; chunked means in pieces", "RFC 9112 §6.1"
	case "last-event-id":
		return "the id of the last event your browser got, so that the server can go on after it", "HTML §9.2.4"
	case "x-accel-buffering":
		return "asks a proxy to pass every byte on at once", ""
	}
	if strings.HasPrefix(strings.ToLower(name), "sec-fetch-") {
		return "your browser tells what the request is for", "Fetch Metadata §2"
	}
	return "the field’s value", "RFC 9110 §5.5"
}

// handshakeMeaning knows the fields of the opening handshake.
func handshakeMeaning(name string) (meaning, ref string) {
	switch name {
	case "upgrade":
		return "the protocol to change to", "RFC 9110 §7.8"
	case "connection":
		return "what counts for this one hop only, and is not passed on", "RFC 9110 §7.6.1"
	case "origin":
		return "the site whose page asks; its scripts cannot forge this", "RFC 6455 §10.2"
	case "sec-websocket-key":
		return "16 random bytes in Base64, new for every connection", "RFC 6455 §11.3.1"
	case "sec-websocket-version":
		return "the version of the WebSocket protocol; 13 is the one in use", "RFC 6455 §11.3.5"
	case "sec-websocket-accept":
		return "made from the key: proof that the server understood the request", "RFC 6455 §11.3.3"
	case "sec-websocket-extensions":
		return "extensions of the protocol, offered or agreed on", "RFC 6455 §11.3.2"
	case "sec-websocket-protocol":
		return "the language of the messages (subprotocol), offered or agreed on", "RFC 6455 §11.3.4"
	}
	return "", ""
}
