package store

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"slices"
	"time"

	"wirewalk/lessons/wire"
)

// recording is one that ships with a lesson: everything that one may have.
func recording(b *bench) *wire.Recording {
	b.Helper()
	text, err := os.ReadFile("../../../lessons/content/recordings/frames.json")
	b.must(err)
	r := new(wire.Recording)
	b.must(json.Unmarshal(text, r))
	return r
}

func recordingIsKept(b *bench) {
	p := b.person(b.class().Code, "Ann")
	r := recording(b)
	b.must(b.SaveRecording(b.Context(), p.ID, "run", r))
	if whose, found, err := b.Recording(b.Context(), "run"); err != nil || whose != p.ID || !reflect.DeepEqual(found, r) {
		b.Errorf("it came back as %s's, the same is %v, %v", whose, reflect.DeepEqual(found, r), err)
	}
	saved := b.clock.now().UTC().Truncate(time.Microsecond)
	b.clock.pass(time.Hour)
	r.Browser = "Another"
	b.must(b.SaveRecording(b.Context(), p.ID, "run", r))
	if _, found, err := b.Recording(b.Context(), "run"); err != nil || found.Browser != "Another" {
		b.Errorf("saved again it is %q's, %v", found.Browser, err)
	}
	if infos, err := b.PersonRecordings(b.Context(), p.ID); err != nil || !slices.Equal(infos, []RecordingInfo{{"run", r.Script, saved}}) {
		b.Errorf("listed: %+v, %v", infos, err)
	}
	if whose, found, err := b.Recording(b.Context(), "another"); !errors.Is(err, ErrNotFound) || whose != "" || found != nil {
		b.Errorf("of a run that there is not: %s, %v, %v", whose, found, err)
	}
}

func newestRecordingStays(b *bench) {
	c := b.class()
	ann, bob := b.person(c.Code, "Ann"), b.person(c.Code, "Bob")
	runs := func(person string) (of []string) {
		b.Helper()
		infos, err := b.PersonRecordings(b.Context(), person)
		b.must(err)
		for _, info := range infos {
			of = append(of, info.Run)
		}
		return of
	}
	save := func(person, run, script string, want ...string) {
		b.Helper()
		b.clock.pass(time.Second)
		b.must(b.SaveRecording(b.Context(), person, run, &wire.Recording{Script: script}))
		if got := runs(person); !slices.Equal(got, want) {
			b.Errorf("after %s there are %v, not %v", run, got, want)
		}
	}
	save(ann.ID, "1", "frames", "1")
	save(bob.ID, "bob's", "frames", "bob's")
	save(ann.ID, "2", "frames", "2")
	marked := answer(ann.ID, "k")
	marked.Run = "2"
	b.must(second(b.AddAnswer(b.Context(), marked)))
	save(ann.ID, "3", "frames", "3", "2")
	save(ann.ID, "4", "two-stages", "4", "3", "2")
	save(ann.ID, "5", "frames", "5", "4", "2")
	save(ann.ID, "2", "frames", "5", "4", "2") // again: it is no newer for that
	save(ann.ID, "5", "frames", "5", "4", "2")
	save(ann.ID, "6", "frames", "6", "4", "2")
	if got := runs(bob.ID); !slices.Equal(got, []string{"bob's"}) {
		b.Errorf("Bob has %v", got)
	}
	other := answer(bob.ID, "k") // what somebody else's answer names is theirs
	other.Run = "6"
	b.must(second(b.AddAnswer(b.Context(), other)))
	save(ann.ID, "7", "frames", "7", "4", "2")
}

func recordingOfSomebodyElse(b *bench) {
	c := b.class()
	ann, bob := b.person(c.Code, "Ann"), b.person(c.Code, "Bob")
	b.must(b.SaveRecording(b.Context(), ann.ID, "run", &wire.Recording{Script: "frames", Browser: "Ann's"}))
	if err := b.SaveRecording(b.Context(), bob.ID, "run", &wire.Recording{Script: "frames"}); !errors.Is(err, ErrExists) {
		b.Errorf("somebody else's run: %v", err)
	}
	if whose, r, err := b.Recording(b.Context(), "run"); err != nil || whose != ann.ID || r.Browser != "Ann's" {
		b.Errorf("it is now %s's: %+v, %v", whose, r, err)
	}
	if err := b.SaveRecording(b.Context(), "nobody", "other", &wire.Recording{}); !errors.Is(err, ErrNotFound) {
		b.Errorf("nobody's: %v", err)
	}
}
