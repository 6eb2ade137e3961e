package live_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// connectOnly is the shortest script: its one step is the browser's.
func connectOnly() *lessons.Script {
	return &lessons.Script{ID: "connect-only", Protocol: lessons.WebSocket, Steps: []lessons.Step{{
		N: 1, Actor: lessons.Browser, Action: lessons.Connect,
		Done: []lessons.Pattern{{From: wire.Client, Kind: wire.KindHeadEnd}},
	}}}
}

func TestAScriptMayEndWithItsRequest(t *testing.T) {
	for _, pace := range []live.Pace{live.FullPace, live.StepPace} {
		t.Run(string(pace), func(t *testing.T) {
			b := newBench(t)
			run, err := b.runs.New("a visitor", "test", connectOnly(), pace)
			if err != nil {
				t.Fatal(err)
			}
			b.dial().handshake(run)
			if pace == live.StepPace {
				for len(run.Recording().Events) == 0 { // the request comes before its row is released
					time.Sleep(time.Millisecond)
				}
				step(t, run, 1)
			}
			if o := over(t, run); o.Reason != live.Finished {
				t.Errorf("over: %+v", o)
			}
		})
	}
}

func TestAHeadOfTooManyLinesEndsItsRun(t *testing.T) {
	b := newBench(t)
	run := b.run(tenRows(), live.StepPace)
	c := b.dial()
	c.write("GET /runs/" + run.ID + "/ws HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("a:\r\n", live.MaxRecordingEvents) + "\r\n")
	if o := over(t, run); o.Reason != live.Closed || !strings.Contains(o.Text, "more than a run can keep") {
		t.Errorf("over: %+v", o)
	}
	if n := len(run.Recording().Events); n > live.MaxRecordingEvents+2 { // and its ends
		t.Errorf("%d events are kept", n)
	}
}

func TestWhatThePageSawIsBounded(t *testing.T) {
	runs := live.NewRuns(time.Now)
	defer runs.Shutdown(t.Context())
	run, err := runs.New("a visitor", "test", connectOnly(), live.StepPace)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("ü", live.MaxSeenData)
	for range live.MaxSeen + 1 {
		run.Saw([]wire.Seen{{Type: long, Data: "x" + long, ID: long, Reason: long}})
	}
	seen := run.Recording().Seen
	if most := live.MaxSeenBytes / (4 * live.MaxSeenData); len(seen) < most || len(seen) > most+1 {
		t.Errorf("%d entries of long texts are kept", len(seen))
	}
	for range live.MaxSeen + 1 {
		run.Saw([]wire.Seen{{Step: 1}})
	}
	if n := len(run.Recording().Seen); n != live.MaxSeen {
		t.Errorf("%d entries are kept", n)
	}
	for _, text := range []string{seen[0].Type, seen[0].Data, seen[0].ID, seen[0].Reason} {
		if len(text) > live.MaxSeenData || !utf8.ValidString(text) {
			t.Errorf("%d bytes of a text are kept, valid: %v", len(text), utf8.ValidString(text))
		}
	}
}

func TestARecordingIsForgottenThoughNobodyComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := live.NewRuns(time.Now)
		defer runs.Shutdown(t.Context())
		for i := range 3 {
			run, err := runs.New("visitor "+strconv.Itoa(i), "test", connectOnly(), live.StepPace)
			if err != nil {
				t.Fatal(err)
			}
			run.End(live.Closed, "")
			time.Sleep(live.KeepLifetime - time.Second)
			if _, err := runs.Get(run.ID); err != nil {
				t.Errorf("run %d is forgotten too early: %v", i, err)
			}
			time.Sleep(time.Minute)
			if _, err := runs.Get(run.ID); err == nil {
				t.Errorf("run %d is still kept", i)
			}
		}
	})
}

func TestFollowersAreBounded(t *testing.T) {
	runs := live.NewRuns(time.Now)
	defer runs.Shutdown(t.Context())
	run, err := runs.New("a visitor", "test", sixRows(), live.StepPace)
	if err != nil {
		t.Fatal(err)
	}
	var leave func()
	for range live.MaxFollowers {
		if leave, err = run.Follow(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := run.Follow(); !errors.Is(err, live.ErrTooManyFollowers) {
		t.Errorf("one too many: %v", err)
	}
	leave()
	if _, err := run.Follow(); err != nil {
		t.Errorf("after one left: %v", err)
	}
}
