package web

import (
	"bufio"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/netcut"
)

// twoSites are two instances that share a store and a Redis, the second of them
// over a network of the test's own.
func twoSites(t *testing.T) (one, two *site, network *netcut.Proxy) {
	t.Helper()
	address := os.Getenv("WIREWALK_TEST_REDIS")
	if address == "" {
		t.Skip("WIREWALK_TEST_REDIS is not set: redis://127.0.0.1:6379/15, say, a Redis that tests may use")
	}
	of, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if network, err = netcut.Start(of.Host); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(network.Close)
	of.Host = network.Addr()
	kept := openStore(t, time.Now)
	instance := func(name, address string) *site {
		over, err := bus.OpenRedis(t.Context(), address, name+rand.Text(), bus.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = over.Close() })
		return teachSite(t, func(o *Options) {
			o.Store, o.Bus, o.Peers, o.Runs.Owner = kept, over, over, name
		})
	}
	return instance("one", address), instance("two", of.String()), network
}

// at is the same browser, as the balancer leads it to another instance.
func (b *browser) at(s *site) *browser {
	b.t.Helper()
	there := s.browser()
	for _, name := range []string{visitorCookie, memberCookie, instructorCookie} {
		if value := b.cookie(name); value != "" {
			there.has(name, value)
		}
	}
	return there
}

func here(n int) func(classState) bool { return func(c classState) bool { return c.Here == n } }

// Who is connected is counted over all instances, and each hears at once what is
// decided on another; who comes back elsewhere counts once.
func TestAClassOverTwoInstances(t *testing.T) {
	t.Parallel()
	one, two, network := twoSites(t)
	teacher := one.teacher()
	code := teacher.makes("Networks", nil)
	cockpit := teacher.at(two).tape(cockpitPath(code) + "/stream")
	ada, bob := one.joins(code, "Ada"), two.joins(code, "Bob")
	first, second := ada.tape("/class/stream"), bob.tape("/class/stream")
	for _, tp := range []*tape{first, second, cockpit} {
		tp.state("two people", here(2))
	}
	again := ada.at(two).tape("/class/stream")
	again.state("two people", here(2))
	teacher.leads(code, "/pace", "do", "together", "lesson", "frames").must(t, http.StatusNoContent)
	second.state("where the class is", func(c classState) bool { return c.Pacing != nil && c.Pacing.Lesson == "frames" })

	// A vote on the one is counted on the other.
	teacher.at(two).leads(code, "/pace", "do", "free").must(t, http.StatusNoContent)
	teacher.leads(code, "/ask", "lesson", "frames", "question", "frames-quiz-3").must(t, http.StatusNoContent)
	second.state("the question", func(c classState) bool { return c.Asking != nil && c.Asking.State == "open" })
	bob.votes(1, 1, "01").must(t, http.StatusNoContent)
	first.state("the vote", func(c classState) bool { return c.Asking != nil && c.Asking.Answered == 1 })

	// In a cut each instance goes on with what it has, and is right again after it.
	network.Cut()
	teacher.leads(code, "/close").must(t, http.StatusNoContent)
	first.state("it is closed", func(c classState) bool { return c.Asking != nil && c.Asking.State == "closed" })
	time.Sleep(500 * time.Millisecond)
	if all, _ := second.now(); len(all) > 0 && strings.Contains(all[len(all)-1].data, `"closed"`) {
		t.Error("the network was not cut")
	}
	if got := two.get("/readyz"); got.StatusCode != http.StatusOK || !strings.Contains(got.body, "Redis does not answer") {
		t.Errorf("/readyz without Redis: %s, %s", got.Status, got.body)
	}
	network.Heal()
	second.state("it is closed", func(c classState) bool { return c.Asking != nil && c.Asking.State == "closed" })

	again.stop()
	bob.post("/class/leave", nil)
	first.state("who is left", here(1))
	cockpit.state("who is left", here(1))
}

// The plug is pulled on every instance at one moment, and the lamps are everyone's.
func TestThePlugOverTwoInstances(t *testing.T) {
	t.Parallel()
	one, two, _ := twoSites(t)
	teacher := one.teacher()
	code := teacher.makes("Networks", nil)
	ada, bob := one.joins(code, "Ada"), two.joins(code, "Bob")
	screen := teacher.tape(cockpitPath(code) + "/stream?screen")
	teacher.leads(code, "/plug", "do", "in").must(t, http.StatusNoContent)
	socket, stream := ada.plugs()
	other, otherStream := bob.plugs() // without any other stream of the class
	hearsOn(t, socket, bufio.NewReader(stream.Body))
	hearsOn(t, other, bufio.NewReader(otherStream.Body))
	screen.region("stage", "Everyone has a WebSocket and an event stream open.")

	teacher.leads(code, "/plug", "do", "pull").must(t, http.StatusNoContent)
	began := time.Now()
	for _, of := range []*websocket.Conn{socket, other} {
		if err := closes(t, of); !websocket.IsCloseError(err, websocket.CloseAbnormalClosure) {
			t.Errorf("the WebSocket ends with %v", err)
		}
	}
	for _, of := range []*http.Response{stream, otherStream} {
		if _, err := io.ReadAll(of.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("the stream ends with %v", err)
		}
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("the cut took %v on both", took)
	}
	// A stream may come back to another instance, and gets what it missed.
	time.Sleep(1500 * time.Millisecond)
	back := bufio.NewReader(bob.at(one).plugStream("1").Body)
	var resumed strings.Builder
	for !strings.Contains(resumed.String(), `"to":`) {
		line, err := back.ReadString('\n')
		if err != nil {
			t.Fatalf("it comes back with %q, %v", resumed.String(), err)
		}
		resumed.WriteString(line)
	}
	if !strings.Contains(resumed.String(), `{"lastEventId":1,"from":2,`) {
		t.Errorf("it comes back with %s", resumed.String())
	}
	eventually(t, "the lamps on both", func() bool {
		for _, of := range []*site{one, two} {
			page := teacher.at(of).get(cockpitPath(code) + "/screen").body
			if !strings.Contains(page, "WebSockets open: 0 of 2.") || !strings.Contains(page, "Event streams open: 1 of 2") {
				return false
			}
		}
		return true
	})
	teacher.at(two).leads(code, "/plug", "do", "away").must(t, http.StatusNoContent)
	if _, err := io.ReadAll(back); err != nil {
		t.Errorf("put away, the stream ends with %v", err)
	}
}

// Who leaves, moves, is deleted or signs out on one instance is out on the other,
// even where that is told after a cut.
func TestOutOverTwoInstances(t *testing.T) {
	for what, out := range map[string]func(b *browser){
		"left":    func(b *browser) { b.post("/class/leave", nil) },
		"deleted": func(b *browser) { b.post("/class/delete", url.Values{"sure": {"yes"}}) },
		"moved": func(b *browser) {
			p := b.person()
			b.site.browser().post("/class/move", url.Values{"code": {p.Class}, "personal": {p.MoveCode}}).must(b.t, http.StatusOK)
		},
	} {
		for _, cut := range []bool{false, true} {
			name := what
			if cut {
				name += " in a cut"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				one, two, network := twoSites(t)
				teacher := one.teacher()
				code := teacher.makes("Networks", nil)
				ada, stays := one.joins(code, "Ada"), two.joins(code, "Stays")
				there := ada.at(two)
				stream, other := there.tape("/class/stream"), stays.tape("/class/stream")
				teacher.leads(code, "/plug", "do", "in").must(t, http.StatusNoContent)
				other.state("the plug", func(c classState) bool { return c.Plug != nil })
				socket, _ := there.plugs()
				desk := teacher.at(two).tape(cockpitPath(code) + "/stream")
				desk.state("the class", func(classState) bool { return true })
				if cut {
					network.Cut()
				}
				out(ada)
				teacher.post("/teach/sign-out", nil)
				if cut {
					time.Sleep(300 * time.Millisecond)
					stream.goes("the network is cut")
					network.Heal()
				}
				stream.ends("they are out")
				desk.ends("they have signed out")
				if err := closes(t, socket); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
					t.Errorf("the WebSocket at the plug ends with %v", err)
				}
				other.goes("they are in")
			})
		}
	}
}

// Who teaches opens the run of a student that goes on at another instance.
func TestReplayOfARunElsewhere(t *testing.T) {
	t.Parallel()
	one, two, _ := twoSites(t)
	teacher := one.teacher()
	code := teacher.makes("Networks", nil)
	bob := two.joins(code, "Bob")
	walk := bob.walks("websocket-protocol")
	defer walk.upTo(6).Close()
	if got := teacher.get(walk.run.Page).must(t, http.StatusOK); !strings.Contains(got.body, "Hello") {
		t.Error("the page does not have what was recorded so far")
	}
	if got := one.browser().get(walk.run.Page); got.StatusCode != http.StatusForbidden {
		t.Errorf("a stranger is answered %s", got.Status)
	}
	if got := one.joins(code, "Ada").get(walk.run.Page); got.StatusCode != http.StatusForbidden {
		t.Errorf("another student is answered %s", got.Status)
	}
}

// An instance that ends takes who was connected to it with it.
func TestAnInstanceGoes(t *testing.T) {
	t.Parallel()
	one, two, _ := twoSites(t)
	code := one.teacher().makes("Networks", nil)
	first := one.joins(code, "Ada").tape("/class/stream")
	two.joins(code, "Bob").tape("/class/stream")
	first.state("two people", here(2))
	two.close()
	first.state("who is left", here(1))
}
