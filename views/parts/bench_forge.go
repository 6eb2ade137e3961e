package parts

// ForgePreset is what the forge holds at one position of its knob.
type ForgePreset struct {
	Variant string // its id
	Name    string
	Frame   string // in hexadecimal
}

// ForgePresets are those that are sent as links. At the last position, which has
// none, the frame is the reader's own.
func ForgePresets() []ForgePreset {
	return []ForgePreset{
		{"hello", "text Hello", "810548656c6c6f"},
		{"masked", "masked Hello", "818537fa213d7f9f4d5158"},
		{"ping", "Ping", "89026869"},
		{"close", "Close 1000", "880203e8"},
		{"opcode-3", "opcode 3", "830548656c6c6f"},
		{"rsv1", "RSV1", "c10548656c6c6f"},
		{"fragment", "a fragment alone", "010348656c"},
		{"bad-utf8", "bad UTF-8", "8104f0288cbc"},
		{"length-126", "Hello, its length in 16 bits", "817e000548656c6c6f"},
		{"own", "your own", ""},
	}
}
