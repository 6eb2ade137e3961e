package main

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"time"
)

// over is l with TLS; l itself, where there is no certificate.
//
// It speaks HTTP/1.1 alone. What a lesson executes is HTTP/1.1: an upgrade, a
// stream on a connection of its own, six connections to a host. Over HTTP/2 a
// browser would put streams and pages on one connection, of which the tap above
// this could show no line.
func (c *certificate) over(l net.Listener) net.Listener {
	if c == nil {
		return l
	}
	return securing{l, &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.shown.Load(), nil },
	}}
}

type securing struct {
	net.Listener
	config *tls.Config
}

func (l securing) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &secured{tls.Server(conn, l.config)}, nil
}

// secured is a TLS connection that tells who speaks plain http to it what to type.
// Its handshake is made by the first Read, within the server's ReadHeaderTimeout.
type secured struct{ *tls.Conn }

// speaksHTTPS is for a browser, which shows the text.
const speaksHTTPS = "HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n" +
	"This address speaks https. Begin it with https:// instead of http://.\n"

func (s *secured) Read(b []byte) (int, error) {
	n, err := s.Conn.Read(b)
	var no tls.RecordHeaderError
	if errors.As(err, &no) && no.Conn != nil && asksPlainly(no.RecordHeader) {
		_ = no.Conn.SetWriteDeadline(time.Now().Add(answerWait))
		_, _ = io.WriteString(no.Conn, speaksHTTPS)
	}
	return n, err
}

// asksPlainly reports whether the first bytes are those of an HTTP request.
func asksPlainly(head [5]byte) bool {
	switch string(head[:]) {
	case "GET /", "HEAD ", "POST ", "PUT /", "OPTIO":
		return true
	}
	return false
}
