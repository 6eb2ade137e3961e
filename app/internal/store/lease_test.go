package store

import (
	"bufio"
	"errors"
	"slices"
	"testing"
	"time"
)

func leases(t *testing.T, s *Store, in Instance) (release func(), err error) {
	t.Helper()
	release, err = s.Lease(t.Context(), in, func(err error) { t.Error(err) })
	if err == nil {
		t.Cleanup(release)
	}
	return release, err
}

// One instance serves from a SQLite database. Commands beside it open it all the
// same, and the next may come when it has gone.
func TestSQLiteLease(t *testing.T) {
	t.Parallel()
	o := Options{Dir: t.TempDir(), Now: time.Now}
	release, err := leases(t, open(t, o), Instance{ID: "one"})
	if err != nil {
		t.Fatal(err)
	}
	another := open(t, o)
	if _, err := leases(t, another, Instance{ID: "two", Shared: true}); !errors.Is(err, ErrInUse) {
		t.Errorf("a second one: %v", err)
	}
	time.AfterFunc(time.Second, release) // it is waited for
	if _, err := leases(t, another, Instance{ID: "two"}); err != nil {
		t.Errorf("after it has gone: %v", err)
	}
}

// A process that is killed holds nobody up.
func TestSQLiteLeaseOfTheKilled(t *testing.T) {
	t.Parallel()
	o := Options{Dir: t.TempDir(), Now: time.Now}
	first := childCommand(t, "lease", o.Dir)
	out, err := first.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("the first one says %q, %v", line, err)
	}
	s := open(t, o)
	if _, err := leases(t, s, Instance{ID: "two"}); !errors.Is(err, ErrInUse) {
		t.Errorf("beside another process: %v", err)
	}
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	began := time.Now()
	if _, err := leases(t, s, Instance{ID: "two"}); err != nil || time.Since(began) > time.Second {
		t.Errorf("after it was killed: %v, %v", err, time.Since(began))
	}
}

// Several serve from a PostgreSQL database where they hear each other, and only
// then.
func TestPostgreSQLLease(t *testing.T) {
	t.Parallel()
	s := open(t, Options{URL: schema(t), Now: time.Now})
	release, err := leases(t, s, Instance{ID: "one", Shared: true})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	releaseTwo, err := leases(t, s, Instance{ID: "two", Shared: true})
	if err != nil || time.Since(began) > time.Second {
		t.Fatalf("a second one that hears the first: %v, %v", err, time.Since(began))
	}
	if _, err := leases(t, s, Instance{ID: "deaf"}); !errors.Is(err, ErrInUse) {
		t.Errorf("one that hears nobody: %v", err)
	}
	release()
	releaseTwo()
	release, err = leases(t, s, Instance{ID: "deaf"})
	if err != nil {
		t.Fatalf("by itself: %v", err)
	}
	for _, in := range []Instance{{ID: "hears", Shared: true}, {ID: "deaf, too"}} {
		if _, err := leases(t, s, in); !errors.Is(err, ErrInUse) {
			t.Errorf("%v beside one that hears nobody: %v", in, err)
		}
	}
	release()
	if n, err := get(t.Context(), s, value[int], `SELECT COUNT(*) FROM instances`); err != nil || n != 0 {
		t.Errorf("%d leases are left, %v", n, err)
	}
}

// An instance that vanished is waited for until its lease has run out.
func TestPostgreSQLLeaseOfTheKilled(t *testing.T) {
	t.Parallel()
	s := open(t, Options{URL: schema(t), Now: time.Now})
	if err := s.register(t.Context(), Instance{ID: "vanishes"}); err != nil { // and is never renewed
		t.Fatal(err)
	}
	began := time.Now()
	_, err := leases(t, s, Instance{ID: "comes after"})
	if took := time.Since(began); err != nil || took < leaseLasts || took > leaseLasts+3*time.Second {
		t.Errorf("%v after %v", err, took)
	}
	// Where it was not dead, it hears that it is in the way.
	if err := s.renew(t.Context(), Instance{ID: "vanishes"}); !errors.Is(err, ErrInUse) {
		t.Errorf("it goes on with %v", err)
	}
}

// Who came while another waited is watched for as long as who was there before.
func TestWatch(t *testing.T) {
	dead, alive := lease{"dead", 7}, lease{"alive", 1}
	renewed := lease{"alive", 2}
	type look struct {
		after time.Duration
		inWay []lease
		gone  []lease
		err   error
	}
	for name, looks := range map[string][]look{
		"one that is dead": {
			{0, []lease{dead}, nil, nil},
			{leaseLasts - 1, []lease{dead}, nil, nil},
			{leaseLasts, []lease{dead}, []lease{dead}, nil},
		},
		"one that lives": {
			{0, []lease{alive}, nil, nil},
			{renewEvery, []lease{renewed}, nil, ErrInUse},
		},
		"one that took the place of the dead": {
			{0, []lease{dead}, nil, nil},
			{leaseLasts, []lease{alive}, nil, nil},
			{leaseLasts + lookEvery, []lease{alive}, nil, nil},
			{leaseLasts + renewEvery, []lease{renewed}, nil, ErrInUse},
		},
		"one that died after that": {
			{0, []lease{dead}, nil, nil},
			{leaseLasts, []lease{dead, alive}, []lease{dead}, nil},
			{2*leaseLasts - 1, []lease{alive}, nil, nil},
			{2 * leaseLasts, []lease{alive}, []lease{alive}, nil},
		},
	} {
		w := watch{}
		for i, l := range looks {
			if gone, err := w.gone(l.inWay, start.Add(l.after)); !slices.Equal(gone, l.gone) || !errors.Is(err, l.err) {
				t.Errorf("%s, look %d: %v, %v; want %v, %v", name, i+1, gone, err, l.gone, l.err)
			}
		}
	}
}
