package lessons

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"wirewalk/lessons/wire"
)

func eventsSeen(rec *wire.Recording) string {
	var types []string
	for _, s := range rec.Seen {
		if s.Type != "state" {
			types = append(types, s.Type)
		}
	}
	if len(types) == 0 && len(rec.Seen) > 0 {
		return "none"
	}
	return strings.Join(types, " ")
}

func endingSeen(rec *wire.Recording) string {
	var words []string
	for _, s := range rec.Seen {
		switch s.Type {
		case "state", "open":
		case "close":
			words = append(words, s.Type, strconv.Itoa(s.Code))
		default:
			words = append(words, s.Type)
		}
	}
	if len(words) == 0 && len(rec.Seen) > 0 {
		return "none"
	}
	return strings.Join(words, " ")
}

var wholeNumber = regexp.MustCompile(`[0-9]+`)

// missingNumbers counts without bounds: an id may be a time in milliseconds, or
// longer than any integer of the machine.
func missingNumbers(rec *wire.Recording) string {
	var least, greatest *big.Int
	distinct := map[string]bool{}
	for i := range rec.Events {
		m := rec.Events[i].Dispatch
		if m == nil || m.Type != "message" {
			continue
		}
		all := wholeNumber.FindAllString(m.Data, -1)
		if len(all) == 0 {
			continue
		}
		n, _ := new(big.Int).SetString(all[len(all)-1], 10)
		distinct[n.String()] = true
		if least == nil || n.Cmp(least) < 0 {
			least = n
		}
		if greatest == nil || n.Cmp(greatest) > 0 {
			greatest = n
		}
	}
	if least == nil {
		return ""
	}
	span := new(big.Int).Sub(greatest, least)
	return span.Sub(span, big.NewInt(int64(len(distinct)-1))).String()
}

// soonMS is how long after `open` a message still counts as having come with
// it: far more than two events of one piece are apart, in any browser.
const soonMS = 500

func openSeen(rec *wire.Recording) string {
	first := func(kind string) *wire.Seen {
		for i := range rec.Seen {
			if rec.Seen[i].Type == kind {
				return &rec.Seen[i]
			}
		}
		return nil
	}
	open, message := first("open"), first("message")
	switch {
	case len(rec.Seen) == 0:
		return ""
	case open == nil:
		return "never"
	case message == nil:
		return ""
	case message.At-open.At >= soonMS:
		return "before"
	}
	return "with"
}
