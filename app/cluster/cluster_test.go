// Package cluster tests two instances of the real program behind nginx, with
// PostgreSQL and Redis, in front of a class of three hundred.
package cluster

import (
	"context"
	"flag"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

var students = flag.Int("students", 300, "how many students are in the class")

// An instructor leads a class through a lesson, row by row, each student on a
// connection of their own, with half of them on each instance.
func TestAClassWalks(t *testing.T) {
	s := newStand(t)
	load := filepath.Join(t.TempDir(), "load")
	if out, err := exec.Command("go", "build", "-o", load, "wirewalk/app/load").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	walk := exec.CommandContext(t.Context(), load, "--class", "--students", strconv.Itoa(*students), "--arrive", "15s", "--url", s.site.String(), "--instructor-token", token)
	out, err := walk.CombinedOutput()
	if err != nil {
		t.Errorf("%v", err)
	}
	t.Logf("%s", out)
}

// A class goes on, and no answer that was acknowledged is lost or doubled: while
// both instances are restarted one after the other, while Redis is cut off or
// silent, and while PostgreSQL is cut off.
func TestAClassSurvives(t *testing.T) {
	s := newStand(t)
	ctx, stop := context.WithCancel(t.Context())
	c := newClass(t, ctx, s, *students)
	defer func() {
		stop()
		c.busy.Wait()
	}()
	c.survives("nothing happens", func() { pause(ctx, 3*time.Second) })
	c.survives("Redis is cut off", func() {
		s.redis.Cut()
		pause(ctx, 3*time.Second)
		s.redis.Heal()
	})
	c.survives("Redis is silent", func() {
		s.redis.Silence()
		pause(ctx, 3*time.Second)
		s.redis.Heal()
	})
	c.survives("PostgreSQL is cut off", func() {
		pause(ctx, 250*time.Millisecond) // half of them are about to vote
		s.postgres.Cut()
		pause(ctx, 5*time.Second)
		s.postgres.Heal()
	})
	// Last, for it leaves everybody with the instance that was there in between.
	c.survives("both instances restart", func() {
		for i := range s.instances {
			if i > 0 {
				pause(ctx, 2*time.Second) // nginx looks for one that was away after fail_timeout
			}
			s.stop(i)
			s.start(i)
		}
	})
}
