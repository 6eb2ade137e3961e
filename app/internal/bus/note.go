// Package bus tells the instances of this program which class has changed.
//
// A note says that something changed and never what it is now: whoever hears it
// reads the store. It is published after the change was committed.
//
// The contract, which any bus keeps, one that loses messages in a cut of its
// network too:
//
//   - A subscriber hears the notes of its class that are published after
//     Subscribe has returned, on any instance, also its own. It reads the state
//     first after that, so that no change falls between the two.
//   - Notes are heard one at a time, by one goroutine of each subscription. A
//     note that waits is heard once, however often it was published meanwhile;
//     one that is published while it is being heard is heard again. A note may be
//     heard late, or twice.
//   - No note is lost without a word: where some may have been, because a
//     subscriber fell behind or a connection was cut, the subscriber hears a note
//     of the kind Everything, and reads everything again.
//   - Publish does not wait for who hears. Where it returns an error, other
//     instances may not have been told yet: the bus owes their subscribers an
//     Everything of that class, and says it as soon as it can. The change stands,
//     and whoever published it need not try again.
package bus

// Note is that something of a class has changed.
type Note struct {
	Class string `json:"class"` // its code
	Kind  string `json:"kind"`  // what changed, as whoever publishes and hears call it, or Everything
	ID    string `json:"id"`    // of which one; "" where there is one of the kind, or all are meant
}

// Everything is the kind of a note that leaves open what changed: a bus says it
// after a gap, and whoever deletes a class.
const Everything = "everything"

// Others is the kind of a note that says that another instance's share of a class
// is another, or gone: see Redis.Others.
const Others = "others"
