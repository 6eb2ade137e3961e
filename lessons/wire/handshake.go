package wire

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
)

// HandshakeGUID is the string that RFC 6455 §1.3 has a server append to the key.
const HandshakeGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// AcceptKey returns the Sec-WebSocket-Accept that answers a Sec-WebSocket-Key,
// RFC 6455 §4.2.2.
func AcceptKey(key string) string { return AcceptSteps(key).Base64 }

// Accept is the working-out of a Sec-WebSocket-Accept, RFC 6455 §4.2.2.
type Accept struct {
	Key    string `json:"key"`    // what the client sent
	GUID   string `json:"guid"`   // HandshakeGUID
	Joined string `json:"joined"` // Key followed by GUID
	SHA1   string `json:"sha1"`   // the hash of Joined, 40 lower-case hexadecimal digits
	Base64 string `json:"base64"` // the hash's 20 bytes in Base64: the value of Sec-WebSocket-Accept
}

// AcceptSteps works out the answer to key, step by step.
func AcceptSteps(key string) Accept {
	joined := key + HandshakeGUID
	sum := sha1.Sum([]byte(joined))
	return Accept{
		Key: key, GUID: HandshakeGUID, Joined: joined,
		SHA1:   hex.EncodeToString(sum[:]),
		Base64: base64.StdEncoding.EncodeToString(sum[:]),
	}
}

// Check is one thing that a server looks at before it accepts an upgrade, or a
// client before it takes the answer.
type Check struct {
	Name  string `json:"name"`  // "Sec-WebSocket-Key"
	Value string `json:"value"` // what the request has there; empty where it has nothing
	OK    bool   `json:"ok"`
	Text  string `json:"text"` // what was looked for, no full stop
	Ref   string `json:"ref"`  // "RFC 6455 §4.2.1"
}

// CheckUpgrade does the checks of RFC 6455 §4.2.1 on a client's head: its
// request-line and header-field events, in order; others are passed over. All
// checks are always returned, in the order of the standard's list.
func CheckUpgrade(head []Event) []Check {
	var line RequestLine
	for i := range head {
		if e := &head[i]; e.Kind == KindRequestLine && e.Request != nil {
			line = *e.Request
		}
	}
	values := fieldValues(head)
	value := values.joined

	const section = "RFC 6455 §4.2.1"
	key := value("Sec-WebSocket-Key")
	decoded, err := base64.StdEncoding.DecodeString(key)
	origin := value("Origin")
	return []Check{
		{"Method", line.Method, line.Method == "GET", "the method is GET", section},
		{"HTTP-version", line.Version, atLeastHTTP11(line.Version), "HTTP/1.1 or later", section},
		{"Host", value("Host"), len(values["host"]) == 1 && value("Host") != "", "one Host field that names this server", section},
		{"Upgrade", value("Upgrade"), hasToken(value("Upgrade"), "websocket"), "the list has websocket, in any case", section},
		{"Connection", value("Connection"), hasToken(value("Connection"), "upgrade"), "the list has Upgrade, in any case", section},
		{"Sec-WebSocket-Key", key, err == nil && len(decoded) == 16, "16 bytes in Base64", section},
		{"Sec-WebSocket-Version", value("Sec-WebSocket-Version"), value("Sec-WebSocket-Version") == "13", "the version is 13", section},
		{"Origin", origin, sameOrigin(origin, value("Host")), "the page comes from this server; only a browser has to send it", "RFC 6455 §10.2"},
	}
}

// fields are the values of a head's header fields by their names in lower case.
type fields map[string][]string

func fieldValues(head []Event) fields {
	values := fields{}
	for i := range head {
		if e := &head[i]; e.Kind == KindHeaderField && e.Header != nil {
			name := strings.ToLower(e.Header.Name)
			values[name] = append(values[name], e.Header.Value)
		}
	}
	return values
}

// joined is what a field of several lines says as one, RFC 9110 §5.3.
func (f fields) joined(name string) string { return strings.Join(f[strings.ToLower(name)], ", ") }

func atLeastHTTP11(version string) bool {
	return isHTTPVersion([]byte(version)) && version >= "HTTP/1.1"
}

// hasToken reports whether a comma-separated list has the token, in any case.
func hasToken(list, token string) bool {
	for part := range strings.SplitSeq(list, ",") {
		if strings.EqualFold(strings.Trim(part, " \t"), token) {
			return true
		}
	}
	return false
}

// sameOrigin passes a missing Origin: RFC 6455 §4.2.1 makes it optional for a
// client that is not a browser.
func sameOrigin(origin, host string) bool {
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, host)
}
