package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/class"
)

// aClass is made now, and kept.
func aClass(t *testing.T, p *program, title string) *class.Class {
	t.Helper()
	course := []string{"frames"}
	c, err := class.New(title, course, course, class.RealNames, class.NoIdentifier, p.now())
	if err != nil {
		t.Fatal(err)
	}
	if err := p.store.CreateClass(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return c
}

func titles(t *testing.T, p *program) string {
	t.Helper()
	all, err := p.store.Classes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range all {
		b.WriteString(c.Title + " ")
	}
	return b.String()
}

func TestOldClassesAreDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		p := keeping(t, t.TempDir())
		p.log, p.config.retention = slog.New(slog.NewTextHandler(&log, nil)), 3*time.Hour
		gone := make(chan bus.Note, 1)
		old := aClass(t, p, "old")
		defer p.bus.Subscribe(old.Code, func(n bus.Note) { gone <- n })()
		time.Sleep(2 * time.Hour)
		aClass(t, p, "young")
		time.Sleep(61 * time.Minute)

		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			p.expire(ctx)
		}()
		if n := <-gone; n.Class != old.Code || n.Kind != bus.Everything {
			t.Errorf("heard %v", n)
		}
		if got := titles(t, p); got != "young " {
			t.Errorf("at the start there are %q", got)
		}
		time.Sleep(time.Hour) // the first tick: young is two hours old
		aClass(t, p, "new")
		time.Sleep(expireEvery + time.Minute)
		if got := titles(t, p); got != "new " {
			t.Errorf("two hours later there are %q", got)
		}
		stop()
		<-ended
		if strings.Contains(log.String(), old.Code) || strings.Count(log.String(), "classes=1") != 2 {
			t.Errorf("the log is %s", log.String())
		}
	})
}

func TestClassesAreKeptForEver(t *testing.T) {
	t.Parallel()
	p := &program{} // it has no store to delete from
	p.expire(t.Context())
}

// A database that fails for an hour does not end it.
func TestDeletingIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		p := keeping(t, t.TempDir())
		p.log, p.config.retention = slog.New(slog.NewTextHandler(&log, nil)), time.Hour
		if err := p.store.Close(); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(t.Context(), 2*expireEvery+time.Minute)
		defer stop()
		p.expire(ctx)
		if got := strings.Count(log.String(), "level=ERROR"); got != 3 {
			t.Errorf("%d tries were told:\n%s", got, log.String())
		}
	})
}
