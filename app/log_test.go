package main

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// shared is what the log's timer and the test both use.
type shared struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *shared) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(b)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

// full is a disk that has no room at first.
type full struct {
	shared
	refusals int
}

func (f *full) Write(b []byte) (int, error) {
	if f.refusals > 0 {
		f.refusals--
		return 0, errors.New("no space left on device")
	}
	return f.shared.Write(b)
}

func TestLogGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	out := full{refusals: 1}
	log, flush := newLog(&out, "text")
	defer flush()
	log.Error("lost")
	log.Error("written")
	if got := out.String(); strings.Contains(got, "lost") || !strings.Contains(got, "written") {
		t.Errorf("the log is %q", got)
	}
}

func TestLogIsWrittenEachSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out shared
		log, flush := newLog(&out, "text")
		log.Info("first")
		if out.String() != "" {
			t.Error("a line of information did not wait")
		}
		time.Sleep(logFlush + time.Millisecond)
		synctest.Wait()
		if !strings.Contains(out.String(), "first") {
			t.Error("a line waited for longer than a second")
		}
		log.Info("second")
		log.Warn("third")
		if !strings.Contains(out.String(), "second") || !strings.Contains(out.String(), "third") {
			t.Errorf("a warning waited: %s", out.String())
		}
		log.Info("last")
		flush()
		if !strings.HasSuffix(strings.TrimSpace(out.String()), "msg=last") {
			t.Errorf("the last line was lost: %s", out.String())
		}
	})
}
