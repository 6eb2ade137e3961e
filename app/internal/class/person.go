package class

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Bounds of what people type about themselves.
const (
	MaxName       = 40 // characters
	MaxIdentifier = 80 // bytes
)

// Errors of what people type about themselves.
var (
	ErrNoName       = errors.New("class: a name is missing or too long")
	ErrNoIdentifier = errors.New("class: an e-mail address or student number is missing or none")
)

// Person is somebody in a class.
type Person struct {
	ID         string // random; in no address that another student sees
	Class      string // its code
	Name       string // cleaned; unique in the class
	Identifier string // as Class.Asks wants it; empty where it asks for none
	MoveCode   string // see NewMoveCode; unique in the class
	Simulated  bool   // of a rehearsal
	Joined     time.Time
	Seen       time.Time // when a page of theirs was last connected
	Moves      int       // how often they went on in another browser, or left one
	// What their browser or their network did not let through when they joined.
	NoWebSocket   bool
	NoEventStream bool
}

// Clean returns text without what is no part of it: control and format
// characters (which turn writing around or hide it), letters and symbols that
// show nothing, white space at its ends and more than one in a row. Joiners stay
// within a word. What is clean already comes back as it is.
func Clean(text string) string {
	kept := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == brailleBlank:
			return ' '
		case joins(r):
			return r
		case r == unicode.ReplacementChar, unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs,
			unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	words := strings.Fields(kept)
	for i, w := range words {
		words[i] = strings.TrimFunc(w, joins)
	}
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	return strings.Join(words, " ")
}

// brailleBlank is a symbol by its category, and a space to the eye.
const brailleBlank = '\u2800'

// joins reports whether r is the zero width joiner or non-joiner: names in some
// scripts, and some emoji, are not written without them.
func joins(r rune) bool { return r == '\u200d' || r == '\u200c' }

// CleanName returns a name as it is kept, or ErrNoName where nothing that can
// be read is left, or too much, or a pile of combining marks.
func CleanName(typed string) (string, error) {
	name := Clean(typed)
	readable, marks := false, 0
	for _, r := range name {
		if joins(r) {
			continue // a mark behind it still stands on what is before it
		}
		if unicode.IsMark(r) {
			if marks++; marks > maxMarks {
				return "", ErrNoName
			}
			continue
		}
		marks = 0
		readable = readable || unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r)
	}
	if !readable || len([]rune(name)) > MaxName {
		return "", ErrNoName
	}
	return name, nil
}

// maxMarks is how many combining marks may follow one another: no writing has
// more, and a pile of them covers what stands above.
const maxMarks = 4

// Unique returns name, or where somebody has it already, name with the first
// number behind it that is free, cut so that it stays within MaxName. Taken
// compares by SameName.
func Unique(name string, taken func(name string) bool) string {
	if !taken(name) {
		return name
	}
	for n := 2; ; n++ {
		tail := " " + strconv.Itoa(n)
		head := []rune(name)
		head = head[:min(len(head), MaxName-len(tail))]
		if numbered := Clean(string(head)) + tail; !taken(numbered) {
			return numbered
		}
	}
}

// SameName is the form in which two names are compared: they differ in more than
// case and joiners, since neither is seen for certain.
func SameName(name string) string { return strings.ToLower(strings.ToUpper(withoutJoiners(name))) }

func withoutJoiners(text string) string {
	return strings.Map(func(r rune) rune {
		if joins(r) {
			return -1
		}
		return r
	}, text)
}

var (
	email  = regexp.MustCompile(`^[^\s@"(),:;<>\[\]\\]+@[^\s@"(),:;<>\[\]\\]+\.[^\s@"(),:;<>\[\]\\.]+$`)
	number = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z./_-]*$`)
)

// CleanIdentifier returns what was typed where a class asks for it, as it is
// kept: an e-mail address in lower case, a number without spaces. It returns
// ErrNoIdentifier, or "" where the class asks for none.
func (i Identifier) CleanIdentifier(typed string) (string, error) {
	if i == NoIdentifier {
		return "", nil
	}
	kept := withoutJoiners(strings.ReplaceAll(Clean(typed), " ", ""))
	if i == Email {
		kept = strings.ToLower(kept)
	}
	switch {
	case len(kept) > MaxIdentifier:
	case i == Email && email.MatchString(kept), i == StudentNumber && number.MatchString(kept):
		return kept, nil
	}
	return "", ErrNoIdentifier
}

// Admit reports whether somebody may join a class that so many are in.
func (c *Class) Admit(people int) error {
	switch {
	case !c.Ended.IsZero():
		return ErrEnded
	case people >= MaxPeople:
		return ErrFull
	}
	return nil
}
