package lessons

import (
	"fmt"
	"time"

	"wirewalk/lessons/wire"
)

func closeSeen(rec *wire.Recording) string {
	last := lastSeen(rec, "close")
	switch {
	case len(rec.Seen) == 0:
		return ""
	case last == nil:
		return "none"
	case last.WasClean != nil && *last.WasClean:
		return fmt.Sprintf("%d clean", last.Code)
	}
	return fmt.Sprintf("%d unclean", last.Code)
}

// together is how far apart two things may be that come of one another: less
// than any wait of a script that is to be told from none.
const together = 250 * time.Millisecond

// closingSeen compares times since close() was called, by the page's clock and by
// this server's, which have nothing else in common.
func closingSeen(rec *wire.Recording) string {
	shut, shutting := lastSeen(rec, "close"), firstClosing(rec)
	switch {
	case len(rec.Seen) == 0:
		return ""
	case shut == nil:
		return "none"
	case shutting == nil:
		return ""
	}
	event := time.Duration((shut.At - shutting.At) * float64(time.Millisecond))
	var bye, answer, end *wire.Event
	for i := range rec.Events {
		ev := &rec.Events[i]
		switch isBye := ev.Frame != nil && ev.Frame.Opcode == wire.OpClose; {
		case isBye && ev.From == wire.Client && bye == nil:
			bye = ev
		case isBye && ev.From == wire.Server && answer == nil:
			answer = ev
		case (ev.Kind == wire.KindEnd || ev.Kind == wire.KindReset) && end == nil:
			end = ev
		}
	}
	switch {
	case bye == nil || end == nil:
		return ""
	case answer == nil:
		return "patience"
	case event+together < end.At-bye.At:
		return "answer"
	case end.From == wire.Server:
		return "end"
	case event < answer.At-bye.At+together:
		return "answer" // the browser has ended TCP as soon
	}
	return "patience"
}

func lastSeen(rec *wire.Recording, kind string) *wire.Seen {
	for i := len(rec.Seen) - 1; i >= 0; i-- {
		if rec.Seen[i].Type == kind {
			return &rec.Seen[i]
		}
	}
	return nil
}

// firstClosing is when the page first had CLOSING as readyState.
func firstClosing(rec *wire.Recording) *wire.Seen {
	for i := range rec.Seen {
		if rec.Seen[i].ReadyState == 2 {
			return &rec.Seen[i]
		}
	}
	return nil
}
