package store

import (
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"wirewalk/app/internal/class"
)

// TestMain is also what a test starts again as another process, to be killed.
func TestMain(m *testing.M) {
	if of := os.Getenv(childVariable); of != "" {
		os.Exit(child(of))
	}
	goleak.VerifyTestMain(m)
}

// start is when the clock of the tests begins: not on a whole second, nor in UTC.
var start = time.Date(2026, 3, 4, 9, 0, 0, 123456789, time.FixedZone("", 3600))

// bench is one store to test, of its own database.
type bench struct {
	*testing.T
	*Store
	options Options
	clock   *clock
}

// suite is what holds on both databases. Each test has a database of its own.
var suite = []struct {
	name string
	test func(*bench)
}{
	{"class is kept", classIsKept},
	{"classes are listed", classesAreListed},
	{"rule decides about a class", ruleDecides},
	{"rule that panics", rulePanics},
	{"no change of a class is lost", noChangeIsLost},
	{"class is deleted with everything", classIsDeleted},
	{"classes expire", classesExpire},
	{"somebody joins", somebodyJoins},
	{"nobody joins", nobodyJoins},
	{"fifty of one name", fiftyOfOneName},
	{"places run out", placesRunOut},
	{"person is found", personIsFound},
	{"person moves", personMoves},
	{"person is deleted", personIsDeleted},
	{"people are seen", peopleAreSeen},
	{"progress only grows", progressGrows},
	{"progress of those who are gone", progressOfTheGone},
	{"answer is kept", answerIsKept},
	{"answer is tried again", answerIsTriedAgain},
	{"answer is sent ten times at once", answerTenTimesAtOnce},
	{"answers are in order", answersInOrder},
	{"answer of nobody", answerOfNobody},
	{"last vote counts", lastVoteCounts},
	{"vote is refused", voteIsRefused},
	{"votes race with closing", votesRaceWithClosing},
	{"trials are kept", trialsAreKept},
	{"recording is kept", recordingIsKept},
	{"newest recording stays", newestRecordingStays},
	{"recording of somebody else", recordingOfSomebodyElse},
	{"sign-in is used once", signInIsUsedOnce},
	{"two sign in at once", twoSignInAtOnce},
	{"session ends", sessionEnds},
	{"what no text is", whatNoTextIs},
	{"reads do not wait", readsDoNotWait},
	{"given up", givenUp},
	{"given up too late", givenUpTooLate},
	{"given up midway", givenUpMidway},
	{"closed", closed},
	{"clock is set", clockIsSet},
	{"clocks differ", clocksDiffer},
	{"opened again", openedAgain},
	{"of a newer version", newerVersion},
}

func conform(t *testing.T, database func(*testing.T) Options) {
	for _, of := range suite {
		t.Run(strings.ReplaceAll(of.name, " ", "-"), func(t *testing.T) {
			clock := newClock(start)
			o := database(t)
			o.Now = clock.now
			of.test(&bench{t, open(t, o), o, clock})
		})
	}
}

// open opens a store for as long as the test goes on.
func open(t *testing.T, o Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// class is a new one of two lessons.
func (b *bench) class() *class.Class {
	b.Helper()
	course := []string{"frames", "two-stages"}
	c, err := class.New("A class", course, course, class.RealNames, class.Email, b.clock.now())
	b.must(err)
	b.must(b.CreateClass(b.Context(), c))
	return c
}

// person is a new one in a class; the token is their name's.
func (b *bench) person(code, name string) class.Person {
	b.Helper()
	p, err := b.Join(b.Context(), class.Person{Class: code, Name: name}, code+name, true)
	b.must(err)
	return p
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// count is how many rows a table has.
func (b *bench) count(table string) int {
	b.Helper()
	n, err := get(b.Context(), b.Store, value[int], `SELECT COUNT(*) FROM `+table)
	b.must(err)
	return n
}
