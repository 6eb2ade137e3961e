package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wirewalk/app/internal/class"
)

// childVariable makes this test binary another process: what it does, and
// arguments, divided by spaces.
const childVariable = "WIREWALK_STORE_CHILD"

func child(of string) int {
	what := strings.Fields(of)
	var err error
	switch what[0] {
	case "open":
		err = childOpens(Options{URL: what[1], Now: time.Now})
	case "lease":
		err = childLeases(Options{Dir: what[1], Now: time.Now})
	case "answer":
		err = childAnswers(Options{Dir: what[1], Now: time.Now}, what[2])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// childLeases serves until it is killed.
func childLeases(o Options) error {
	s, err := Open(context.Background(), o)
	if err != nil {
		return err
	}
	if _, err := s.Lease(context.Background(), Instance{ID: "child"}, nil); err != nil {
		return err
	}
	fmt.Println("serving")
	select {}
}

func childOpens(o Options) error {
	s, err := Open(context.Background(), o)
	if err != nil {
		return err
	}
	return s.Close()
}

// childAnswers gives 500 answers of a person, from ten goroutines, and prints
// the key of each that was acknowledged.
func childAnswers(o Options, person string) error {
	s, err := Open(context.Background(), o)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	for i := range 10 {
		all.Go(func() {
			for j := range 50 {
				key := strconv.Itoa(i*50 + j)
				a := class.Answer{Person: person, Lesson: "frames", Question: key, Key: key}
				if _, err := s.AddAnswer(context.Background(), a); err != nil {
					fmt.Fprintln(os.Stderr, err)
					return
				}
				fmt.Println(key) // one write(2)
			}
		})
	}
	all.Wait()
	return s.Close()
}

func childCommand(t *testing.T, what ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childVariable+"="+strings.Join(what, " "))
	cmd.Stderr = os.Stderr
	return cmd
}

// kill -9 in the middle of 500 answers: each that was acknowledged is there,
// once.
func TestSQLiteKilled(t *testing.T) {
	for _, midway := range []int{1, 100, 250, 400} {
		t.Run(strconv.Itoa(midway), func(t *testing.T) { killedAfter(t, midway) })
	}
}

func killedAfter(t *testing.T, midway int) {
	o := Options{Dir: t.TempDir(), Now: time.Now}
	before := open(t, o)
	b := &bench{t, before, o, newClock(start)}
	p := b.person(b.class().Code, "Ann")
	b.must(before.Close())

	cmd := childCommand(t, "answer", o.Dir, p.ID)
	out, err := cmd.StdoutPipe()
	b.must(err)
	b.must(cmd.Start())
	var acknowledged []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		acknowledged = append(acknowledged, lines.Text())
		if len(acknowledged) == midway {
			b.must(cmd.Process.Kill()) // SIGKILL; what it had printed is still read
		}
	}
	if err := cmd.Wait(); err == nil || len(acknowledged) >= 500 {
		t.Fatalf("it was not killed midway: %v, after %d answers", err, len(acknowledged))
	}

	after := open(t, o)
	there := map[string]int{}
	all, err := after.PersonAnswers(t.Context(), p.ID)
	b.must(err)
	for _, a := range all {
		there[a.Key]++
	}
	for _, key := range acknowledged {
		if there[key] != 1 {
			t.Errorf("answer %s was acknowledged, and is there %d times", key, there[key])
		}
	}
	intact(t, after)
	t.Logf("%d acknowledged, %d there", len(acknowledged), len(all))
	b.must(second(after.AddAnswer(t.Context(), answer(p.ID, "after"))))
}

// intact lets SQLite check a whole database.
func intact(t *testing.T, s *Store) {
	t.Helper()
	for _, check := range []string{"PRAGMA integrity_check", "SELECT 'a reference to nothing in ' || \"table\" FROM pragma_foreign_key_check"} {
		said, err := list(t.Context(), s, value[string], check)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range said {
			if line != "ok" {
				t.Error(line)
			}
		}
	}
}
