package e2e

import (
	"net"
	"os"
	"slices"
	"strings"
	"testing"

	"wirewalk/app/internal/pgtest"
)

// The balancer leads a page to another instance than the one that has its run. The
// page loses the run with a sentence, and Next plays another up to there.
func TestStrayRun(t *testing.T) {
	t.Parallel()
	redis := os.Getenv("WIREWALK_TEST_REDIS")
	if redis == "" {
		t.Skip("WIREWALK_TEST_REDIS is not set: redis://127.0.0.1:6379/15, say, a Redis that tests may use")
	}
	database := pgtest.Schema(t, os.Getenv("WIREWALK_TEST_POSTGRES"))
	x := startProxy(t)
	var ports []string
	for range 2 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_, port, _ := net.SplitHostPort(l.Addr().String())
		ports = append(ports, port)
		_ = l.Close()
		one, err := startProgram(wirewalk.binary, "--addr", "127.0.0.1:"+port, "--public-url", "http://127.0.0.1:"+x.port(),
			"--instructor-token", instructorToken, "--database-url", database, "--redis-url", redis)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := one.stop(); err != nil {
				t.Error(err)
			}
		})
	}
	x.lead(ports[0])
	l := laptop()
	l.host, l.port = "127.0.0.1", x.port()
	p := visit(t, l)
	p.net.expect(`was answered 410|status of 410|net::ERR_|WebSocket connection to .* failed`)
	w := p.lesson(lessonPath)
	w.live()
	before := w.to(6)
	x.lead(ports[1])
	x.cut("") // each of the browser's connections
	lost := w.until("a word about the lost run", func(s state) bool {
		return s.readyState() == 3 && strings.Contains(s.Say+s.Aside, "connection 2")
	})
	if !slices.Equal(lost.Now, []int{6}) {
		t.Errorf("after it strayed it shows %s", lost)
	}
	s := w.next(7)
	if s.readyState() != 1 || len(s.Connections) != 2 || !slices.Equal(s.Happened, upTo(7)) || s.runID() == before.runID() {
		t.Errorf("Next after that shows %s", s)
	}
	owner, _, named := strings.Cut(before.runID(), "-")
	if !named || strings.HasPrefix(s.runID(), owner) {
		t.Errorf("the runs are %s and %s", before.runID(), s.runID())
	}
	if s := w.to(10); s.readyState() != 3 || !slices.Equal(s.Happened, upTo(10)) {
		t.Errorf("connection 2 ends with %s", s)
	}
}
