package main

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

const (
	fin          = 0x80
	continuation = 0x0
	text         = 0x1
	closing      = 0x8
	ping         = 0x9
)

func main() {
	log.Fatal(http.ListenAndServe("localhost:8080", http.HandlerFunc(talk)))
}

func talk(w http.ResponseWriter, r *http.Request) {
	conn, in, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	fmt.Fprintf(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Accept: %s\r\n\r\n", base64.StdEncoding.EncodeToString(sum[:]))
	for {
		opcode, payload, err := read(in.Reader)
		switch {
		case err != nil:
			return
		case opcode == closing:
			write(conn, fin|closing, payload)
			return
		case opcode == text && payload == "Hello":
			write(conn, fin|text, "Hello")
		case opcode == text && payload == "":
			for _, n := range []int{125, 126, 65535, 65536} {
				write(conn, fin|text, strings.Repeat("x", n))
			}
			write(conn, text, "Hel")
			write(conn, fin|ping, "still there?")
			write(conn, continuation, "lo, ")
			write(conn, fin|continuation, "world")
			write(conn, text, "\xc3")
			write(conn, fin|continuation, "\xa9")
		}
	}
}

func write(to io.Writer, first byte, payload string) {
	head := []byte{first}
	switch n := len(payload); {
	case n <= 125:
		head = append(head, byte(n))
	case n <= 65535:
		head = binary.BigEndian.AppendUint16(append(head, 126), uint16(n))
	default:
		head = binary.BigEndian.AppendUint64(append(head, 127), uint64(n))
	}
	to.Write(append(head, payload...))
}

func read(from *bufio.Reader) (opcode byte, payload string, err error) {
	var head [6]byte
	if _, err = io.ReadFull(from, head[:]); err != nil {
		return 0, "", err
	}
	if head[1]&0x80 == 0 || head[1]&0x7f > 125 {
		return 0, "", errors.New("not masked, or too long for this server")
	}
	data := make([]byte, head[1]&0x7f)
	_, err = io.ReadFull(from, data)
	for i := range data {
		data[i] ^= head[2+i%4]
	}
	return head[0] & 0x0f, string(data), err
}
