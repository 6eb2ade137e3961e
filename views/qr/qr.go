// Package qr makes QR codes (ISO/IEC 18004), for whoever draws them: a page, a
// terminal.
package qr

import (
	"fmt"
	"image/color"

	"github.com/boombuler/barcode/qr"
)

// Code is a square of dark and light modules.
type Code struct {
	size int
	dark []bool // row by row
}

// New returns the code that reads as text. It fails where text is longer than
// 2,331 bytes, which no address is. A seventh of the code may be hidden, by a
// reflection or a head, and it can still be read.
func New(text string) (*Code, error) {
	made, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("qr: %w", err)
	}
	c := &Code{size: made.Bounds().Dx()}
	for y := range c.size {
		for x := range c.size {
			c.dark = append(c.dark, made.At(x, y) == color.Black)
		}
	}
	return c, nil
}

// Size is how many modules stand on each side, without the quiet zone: the light
// margin that a reader needs, of four modules on paper.
func (c *Code) Size() int { return c.size }

// Dark reports whether the module in column x of row y is dark. Both count from
// 0; what lies outside is light.
func (c *Code) Dark(x, y int) bool {
	return x >= 0 && y >= 0 && x < c.size && y < c.size && c.dark[y*c.size+x]
}
