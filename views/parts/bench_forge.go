package parts

import "encoding/hex"

// forgePresets are the frames of the forge's positions.
func forgePresets() []benchPreset {
	return []benchPreset{
		{"hello", "text Hello", "810548656c6c6f"},
		{"masked", "masked Hello", "818537fa213d7f9f4d5158"},
		{"ping", "Ping", "89026869"},
		{"close", "Close 1000", "880203e8"},
		{"opcode-3", "opcode 3", "830548656c6c6f"},
		{"rsv1", "RSV1", "c10548656c6c6f"},
		{"fragment", "a fragment alone", "010348656c"},
		{"bad-utf8", "bad UTF-8", "8104f0288cbc"},
		{"length-126", "Hello, its length in 16 bits", "817e000548656c6c6f"},
	}
}

// frames are the bytes of a preset of the forge.
func (p benchPreset) frames() []byte {
	b, err := hex.DecodeString(p.Text)
	if err != nil {
		panic(err) // it is one of ours
	}
	return b
}
