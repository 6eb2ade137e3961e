package wire

import (
	"encoding/hex"
	"errors"
	"strconv"
)

// Frame is one WebSocket frame, RFC 6455 §5.2. The decoder fills all of it;
// AppendFrame says which members it reads.
type Frame struct {
	FIN           bool       `json:"fin"` // the last frame of its message
	RSV1          bool       `json:"rsv1"`
	RSV2          bool       `json:"rsv2"`
	RSV3          bool       `json:"rsv3"`
	Opcode        Opcode     `json:"opcode"`
	Masked        bool       `json:"masked"`
	MaskingKey    MaskingKey `json:"maskingKey"`    // zero unless Masked
	PayloadLength uint64     `json:"payloadLength"` // bytes, as the frame declares it
	LengthForm    LengthForm `json:"lengthForm"`
	HeaderLen     int        `json:"headerLen"`             // bytes before the payload, the masking key included
	Payload       Hex        `json:"payload"`               // unmasked; shorter than PayloadLength where not all was kept
	CloseCode     int        `json:"closeCode,omitempty"`   // of a Close frame that carries one
	CloseReason   string     `json:"closeReason,omitempty"` // of a Close frame that carries one
}

// Opcode says what a frame is, RFC 6455 §5.2. It has four bits.
type Opcode byte

// The opcodes of RFC 6455 §11.8. The others are reserved.
const (
	OpContinuation Opcode = 0x0
	OpText         Opcode = 0x1
	OpBinary       Opcode = 0x2
	OpClose        Opcode = 0x8
	OpPing         Opcode = 0x9
	OpPong         Opcode = 0xA
)

// String returns "continuation", "text", "binary", "close", "ping", "pong", or
// "reserved 0x3" and the like.
func (o Opcode) String() string {
	switch o {
	case OpContinuation:
		return "continuation"
	case OpText:
		return "text"
	case OpBinary:
		return "binary"
	case OpClose:
		return "close"
	case OpPing:
		return "ping"
	case OpPong:
		return "pong"
	}
	return reservedName + strconv.FormatUint(uint64(o), 16)
}

const reservedName = "reserved 0x"

// Control reports whether the opcode is of a control frame, RFC 6455 §5.5.
func (o Opcode) Control() bool { return o&0x8 != 0 }

// Reserved reports whether RFC 6455 gives the opcode no meaning.
func (o Opcode) Reserved() bool { return o > OpBinary && o < OpClose || o > OpPong }

// MarshalText writes the opcode's name.
func (o Opcode) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (o *Opcode) UnmarshalText(b []byte) error {
	for n := Opcode(0); n < 16; n++ {
		if n.String() == string(b) {
			*o = n
			return nil
		}
	}
	return errors.New("wire: no opcode is called " + strconv.Quote(string(b)))
}

// LengthForm is the number of bits that carry a frame's payload length: 7, 16
// or 64, RFC 6455 §5.2.
type LengthForm int

// The three length forms. Length7 carries up to 125.
const (
	Length7  LengthForm = 7
	Length16 LengthForm = 16
	Length64 LengthForm = 64
)

// shortestForm is the only form that RFC 6455 §5.2 allows for n bytes.
func shortestForm(n uint64) LengthForm {
	switch {
	case n <= 125:
		return Length7
	case n <= 0xFFFF:
		return Length16
	}
	return Length64
}

// MaskingKey is the key of a masked frame, RFC 6455 §5.3.
type MaskingKey [4]byte

// MarshalText writes eight hexadecimal digits.
func (k MaskingKey) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(k[:])), nil }

// UnmarshalText reads what MarshalText writes.
func (k *MaskingKey) UnmarshalText(b []byte) error {
	raw, err := hex.DecodeString(string(b))
	if err != nil {
		return err
	}
	if len(raw) != len(k) {
		return errors.New("wire: a masking key has four bytes")
	}
	copy(k[:], raw)
	return nil
}
