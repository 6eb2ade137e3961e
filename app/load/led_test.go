package main

import (
	"context"
	"strings"
	"testing"
	"time"
)

func fakeLed(t *testing.T, fault string, students int) *led {
	l := newLed(startFakeClass(t, fault), fakeToken, scripts["websocket-protocol"], students, 0, time.Millisecond)
	l.patience = 2 * time.Second
	return l
}

func TestLed(t *testing.T) {
	l := fakeLed(t, "", 10)
	r := l.walk(t.Context())
	if !r.good() {
		t.Fatalf("got the failures %v, want none", r.failures)
	}
	// The one in ten who mistypes the code votes twice.
	if len(r.joins) != 10 || len(r.votes) != 4*11 || r.acked != 40 || r.counted != 40 {
		t.Errorf("got %d joins, %d answers to votes, %d votes acknowledged and %d counted, want 10, 44, 40 and 40", len(r.joins), len(r.votes), r.acked, r.counted)
	}
	// Four questions, the beginning and the end are no rows.
	if len(r.byRow) != 10 || len(r.news) != 60 || len(r.bare) != 160 {
		t.Errorf("got %d rows, %d times of other news, %d of the bare hub, want 10, 60 and 160", len(r.byRow), len(r.news), len(r.bare))
	}
	for step, of := range r.byRow {
		if len(of.page) != 10 || len(of.bare) != 10 || len(of.busy) != 10 || len(of.act) != 10 || len(of.whole) != 10 {
			t.Errorf("row %d has %d, %d, %d, %d and %d times, want 10 of each", step, len(of.page), len(of.bare), len(of.busy), len(of.act), len(of.whole))
		}
	}
	if l.conns.now.Load() != 0 {
		t.Errorf("%d connections are left", l.conns.now.Load())
	}
}

func TestFaultsOfAClassAreNoticed(t *testing.T) {
	tests := []struct {
		fault string
		step  int
		kind  string
		why   string
		many  int // how many times, of three students
	}{
		{"no instructor", 0, onLead, "signing in: 401 Unauthorized", 1},
		{"full", 0, onJoin, "503 Service Unavailable: This class is full.", 3},
		{"no event streams", 0, onJoin, "the checks: the event stream ended at once", 3},
		{"counts nobody", 0, onLead, "3 pages are open, the cockpit counts 0", 1},
		{"cuts the streams", 0, onClass, "it ended", 1},
		{"forgets a page", 2, onClass, "the page did not get the event of /pace next", 1},
		{"asks too much", 2, onVote, "the class is asked before a row that has no question", 3},
		{"stops at 3", 3, onLead, "409 Conflict: A question is open.", 1},
		{"takes no votes", 4, onVote, "409 Conflict: That vote is closed.", 3},
		{"counts a vote twice", 4, onVote, "3 were acknowledged, 4 were counted", 1},
		{"loses a vote", 4, onVote, "3 were acknowledged, the cockpit counts 2", 1},
		{"deletes without a word", 10, onClass, "the page did not hear that the class is deleted", 1},
	}
	for _, test := range tests {
		t.Run(test.fault, func(t *testing.T) {
			t.Parallel()
			l := fakeLed(t, test.fault, 3)
			r := l.walk(t.Context())
			if r.good() {
				t.Fatal("nothing was noticed")
			}
			many := 0
			for f, n := range r.failures {
				if f.step == test.step && f.kind == test.kind && strings.Contains(f.why, test.why) {
					many += n
				}
			}
			if many != test.many {
				t.Errorf("got %v, want %d times row %d, %s: … %s", r.failures, test.many, test.step, test.kind, test.why)
			}
			if l.conns.now.Load() != 0 {
				t.Errorf("%d connections are left", l.conns.now.Load())
			}
			if test.kind != onLead != l.deleted && l.all.left() > 0 {
				t.Errorf("deleted by its own end: %t", l.deleted)
			}
		})
	}
}

// One in ten students types a wrong code before; who is refused for that is
// noticed.
func TestWhoMistypesIsNotRefused(t *testing.T) {
	r := fakeLed(t, "refuses who mistypes", 10).walk(t.Context())
	want := failure{0, onJoin, "a wrong code in the address: 429 Too Many Requests"}
	if r.failures[want] != 1 || len(r.joins) != 9 {
		t.Errorf("got %v and %d joins, want %v and 9", r.failures, len(r.joins), want)
	}
}

// Whenever it is stopped, nothing is left and nobody has failed.
func TestStoppingAClass(t *testing.T) {
	for _, after := range []time.Duration{0, 10, 20, 40, 60, 80, 100, 130} {
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(after*time.Millisecond, stop)
		l := fakeLed(t, "", 3)
		l.think = 10 * time.Millisecond
		began := time.Now()
		r := l.walk(ctx)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("stopping after %d ms took %s", after, took)
		}
		if len(r.failures) != 0 {
			t.Errorf("stopped after %d ms it has the failures %v, want none", after, r.failures)
		}
		if l.conns.now.Load() != 0 {
			t.Errorf("stopped after %d ms, %d connections are left", after, l.conns.now.Load())
		}
	}
}
