package class

import "time"

// Answer is one try of one person at one question of a lesson, as this server
// graded it. A try that costs no mark (Free) is kept, and counts for nothing.
type Answer struct {
	ID       string // random
	Person   string
	Lesson   string // slug
	Question string
	Key      string // who sent it chose it: the same answer sent again has the same
	Try      int    // from 1, among the person's tries at the question
	Answers  []string
	Right    bool
	Free     bool // wrong here, but it costs no mark
	Hints    int  // how many hints were open
	// Run is the run that decided it, whose recording is kept with it; "" where
	// the question's key did.
	Run string
	// Adopted: it was given before its person joined, and this browser had kept
	// it. Try is then what the browser says.
	Adopted bool
	At      time.Time
}

// Progress is how far a person has come in a lesson.
type Progress struct {
	Person string
	Lesson string    // slug
	Step   int       // the furthest row that happened on a connection of theirs
	At     int       // the row of their latest run
	Run    string    // their latest run
	Held   bool      // its handshake is being held by the script: waiting is no trouble
	Moved  time.Time // when a row last happened
}
