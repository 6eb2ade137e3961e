package class

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A spreadsheet takes a cell for a formula by its first character, quoted in the
// file or not, and a formula can fetch an address or run a program (OWASP, "CSV
// Injection"). What people type about themselves therefore goes through textCell;
// an apostrophe is what spreadsheets themselves put before text.

// formulas are the characters that begin one, also in their full width, which
// spreadsheets of East Asia take for the same.
const formulas = "=+-@\t\r\n＝＋－＠"

// before are characters that spreadsheets pass over before a formula.
const before = " \u00a0'\"\u200c\u200d"

// separators split a line where a spreadsheet's own is another than the file's:
// most of Europe's is the semicolon.
const separators = ",;\t|"

// textCell is text as it stands in a cell: cleaned, and with an apostrophe
// before each formula character that begins the cell, or would where one of
// separators begins another; spaces and quotation marks may be between.
func textCell(text string) string {
	var b strings.Builder
	begins := true
	for _, r := range Clean(text) {
		switch {
		case strings.ContainsRune(separators, r):
			begins = true
		case begins && strings.ContainsRune(formulas, r):
			b.WriteByte('\'')
			begins = false
		case begins && !strings.ContainsRune(before, r):
			begins = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// identifierCell leaves an identifier as it is, since an apostrophe would make it
// another's: also an e-mail address that begins with + or -, as long as nothing
// can come of it. Letters, digits and dots call nothing, and the @ between them is
// an error in whatever formula a spreadsheet tries to read.
func identifierCell(identifier string) string {
	if harmless.MatchString(identifier) {
		return identifier
	}
	return textCell(identifier)
}

var harmless = regexp.MustCompile(`^([0-9A-Za-z._][0-9A-Za-z._/+@-]*|[+-][0-9A-Za-z._+-]*@[0-9A-Za-z.-]+)$`)

func numberCell(n int) string { return strconv.Itoa(n) }

func timeCell(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
