package wire

import (
	"bytes"
	"strings"
)

// Redact returns e with the value of a header field that can carry a secret
// masked by asterisks, one for each byte, in Bytes, Fields and Header alike:
// Cookie, Set-Cookie, Authorization, Proxy-Authorization, X-Auth-*, and what
// proxies add to say whom they speak for, Forwarded, X-Forwarded-* and X-Real-IP
// with its like (*-IP), in any case. It also masks what a broken or unfinished
// head may hold of them. Other events come back as they are; e itself is never
// changed.
func Redact(e Event) Event {
	switch e.Kind {
	case KindHeaderField, KindMalformed, KindUnfinished:
	default:
		return e
	}
	named := namedField(&e)
	r := redaction{e: &e}
	for i := range e.Fields {
		switch f := &e.Fields[i]; f.Name {
		case "field-value":
			// A value without its name can only be the rest of a fold: it is
			// masked unless the event tells whose it is.
			if secret(named) || named == "" {
				r.mask(i)
			}
		case "field-line", "unread":
			if mentionsSecret(e.Bytes[f.Bit/8 : (f.Bit+f.Bits)/8]) {
				r.mask(i)
			}
		}
	}
	if r.done && e.Header != nil {
		e.Header = &HeaderField{Name: e.Header.Name, Value: stars(len(e.Header.Value))}
	}
	return e
}

// namedField is the name of the field that a header line's event is about.
func namedField(e *Event) string {
	if e.Header != nil {
		return e.Header.Name
	}
	for _, f := range e.Fields {
		if f.Name == "field-name" {
			return f.Value
		}
	}
	return ""
}

type redaction struct {
	e    *Event
	done bool // e has its own Bytes and Fields, with something masked
}

func (r *redaction) mask(i int) {
	if !r.done {
		r.e.Bytes = bytes.Clone(r.e.Bytes)
		r.e.Fields = append([]Field(nil), r.e.Fields...)
		r.done = true
	}
	f := &r.e.Fields[i]
	part := r.e.Bytes[f.Bit/8 : (f.Bit+f.Bits)/8]
	for j := range part {
		part[j] = '*'
	}
	f.Value = text(part)
	f.Meaning = "masked here, because it is private"
}

func stars(n int) string { return strings.Repeat("*", n) }

func secret(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "cookie", "set-cookie", "authorization", "proxy-authorization", "forwarded":
		return true
	}
	return strings.HasPrefix(name, "x-forwarded-") || strings.HasPrefix(name, "x-auth-") || strings.HasSuffix(name, "-ip")
}

// mentionsSecret reports whether text that is no header field has the name of a
// secret one in it.
func mentionsSecret(b []byte) bool {
	b = bytes.ToLower(b)
	for _, name := range []string{"cookie", "authorization", "forwarded", "x-auth-", "-ip"} {
		if bytes.Contains(b, []byte(name)) {
			return true
		}
	}
	return false
}
