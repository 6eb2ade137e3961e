package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// memberBuffer is what a member reads into: longer than the longest line or
// message that it is sent.
const memberBuffer = 4 << 10

// openStream asks for an event stream, with what stands in fields besides, lines
// that end in CRLF. It returns when the head of the answer is read; next are then
// the lines of the body, and those around its chunks.
func openStream(ctx context.Context, host, path, fields string) (*member, error) {
	conn, in, err := ask(ctx, host, path, "Accept: text/event-stream\r\n"+fields, "200")
	if err != nil {
		return nil, err
	}
	return &member{conn, func() ([]byte, error) { return in.ReadSlice('\n') }}, nil
}

// openSocket opens a WebSocket; next are then its messages. A Ping is answered.
func openSocket(ctx context.Context, host, path string) (*member, error) {
	// Whose key it is does not matter: it keeps no secret (RFC 6455 §1.3).
	conn, in, err := ask(ctx, host, path, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "101")
	if err != nil {
		return nil, err
	}
	return &member{conn, func() ([]byte, error) {
		for {
			opcode, payload, err := readFrame(in)
			switch {
			case err != nil:
				return nil, err
			case opcode == opText:
				return payload, nil
			case opcode == opPing:
				if _, err := conn.Write(maskedFrame(opPong, payload)); err != nil {
					return nil, err
				}
			default:
				return nil, fmt.Errorf("a frame with opcode %d", opcode)
			}
		}
	}}, nil
}

// ask sends a GET on a connection of its own, and reads the head of the answer,
// whose status must be the one that is given.
func ask(ctx context.Context, host, path, fields, status string) (net.Conn, *bufio.Reader, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, nil, err
	}
	_ = conn.SetDeadline(time.Now().Add(patience))
	in := bufio.NewReaderSize(conn, memberBuffer)
	if _, err = io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: "+host+"\r\nUser-Agent: "+userAgent+"\r\n"+fields+"\r\n"); err == nil {
		err = readHead(in, status)
	}
	if err != nil {
		_ = conn.Close()
		return nil, nil, err
	}
	_ = conn.SetDeadline(time.Time{})
	return conn, in, nil
}

// readHead reads the head of an answer.
func readHead(in *bufio.Reader, status string) error {
	first := ""
	for {
		line, err := in.ReadString('\n')
		switch {
		case err != nil:
			return err
		case first == "":
			first = strings.TrimSpace(line)
		case line == "\r\n":
			if _, rest, _ := strings.Cut(first, " "); !strings.HasPrefix(rest, status) {
				return errors.New("it was answered with " + first)
			}
			return nil
		}
	}
}

// The opcodes that are met here (RFC 6455 §5.2).
const (
	opText = 0x1
	opPing = 0x9
	opPong = 0xa
)

// readFrame reads a whole frame of a server, which must not fragment and send none
// that is longer than memberBuffer. The payload is good until the next read.
func readFrame(in *bufio.Reader) (opcode byte, payload []byte, err error) {
	size := 2
	head, err := in.Peek(size)
	if err != nil {
		return 0, nil, err
	}
	if head[0]&0xf0 != 0x80 || head[1] > 126 {
		return 0, nil, fmt.Errorf("a frame that begins with % x", head)
	}
	length := int(head[1])
	if length == 126 {
		size = 4
		if head, err = in.Peek(size); err != nil {
			return 0, nil, err
		}
		length = int(binary.BigEndian.Uint16(head[2:]))
	}
	frame, err := in.Peek(size + length)
	if err != nil {
		return 0, nil, err
	}
	_, err = in.Discard(len(frame))
	return frame[0] & 0x0f, frame[size:], err
}

// maskedFrame is a frame of a client with at most 125 bytes. Its mask is zero, so
// that the payload stands as it is.
func maskedFrame(opcode byte, payload []byte) []byte {
	return append([]byte{0x80 | opcode, 0x80 | byte(len(payload)), 0, 0, 0, 0}, payload...)
}
