package parts

import (
	"fmt"
	"strings"

	"wirewalk/views/qr"
)

// qrQuiet is the width of the light margin, in modules (ISO/IEC 18004 §6.3.8).
const qrQuiet = 4

// qrBox is the square that a code and its margin take, a unit a module.
func qrBox(c *qr.Code) string {
	side := c.Size() + 2*qrQuiet
	return fmt.Sprintf("0 0 %d %d", side, side)
}

// qrPath goes around each run of dark modules in a row.
func qrPath(c *qr.Code) string {
	var b strings.Builder
	for y := range c.Size() {
		for x := 0; x < c.Size(); x++ {
			run := 0
			for c.Dark(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+qrQuiet, y+qrQuiet, run, run)
				x += run
			}
		}
	}
	return b.String()
}
