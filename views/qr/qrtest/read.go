// Package qrtest reads QR codes, for tests of whatever draws one.
package qrtest

import (
	"image"
	"image/color"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// pixels is how wide a module is in the image that is read.
const pixels = 4

// Read returns the text of a code that was drawn on a field of modules, its
// margin with it. It fails the test where there is none, or where the margin is
// less than two modules wide.
func Read(t testing.TB, width, height int, dark func(x, y int) bool) string {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, width*pixels, height*pixels))
	for y := range height {
		for x := range width {
			if dark(x, y) && (x < 2 || y < 2 || x >= width-2 || y >= height-2) {
				t.Errorf("a module in the margin is dark: column %d, row %d of %d × %d", x, y, width, height)
			}
		}
	}
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if !dark(x/pixels, y/pixels) {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatalf("no code can be read: %v", err)
	}
	return read.GetText()
}
