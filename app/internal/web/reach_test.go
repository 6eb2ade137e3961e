package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// lights are the addresses of the page with what it says of each.
func lights(page string) (all []string) {
	item := regexp.MustCompile(`(?s)<button class="btn small" name="url" value="[^"]+" aria-pressed="(true|false)">([^<]+)</button>.*?<span class="light"( data-on)?>`)
	for _, m := range item.FindAllStringSubmatch(page, -1) {
		all = append(all, m[2]+map[bool]string{true: " chosen"}[m[1] == "true"]+map[bool]string{true: " reached"}[m[3] != ""])
	}
	return all
}

// The addresses of this machine stand there, the likeliest first; the chosen one
// makes every code, and a device that comes lights its lamp.
func TestAddressesForStudents(t *testing.T) {
	t.Parallel()
	inBubble(t, func(o *Options) {
		o.Addresses = func() []Address {
			return []Address{{netip.MustParseAddr("192.168.1.20"), "wlan0"}, {netip.MustParseAddr("10.8.0.2"), "tun0"}, {netip.MustParseAddr("fd00::20"), "wlan0"}}
		}
	}, func(t *testing.T, s *site) {
		cookie := s.signedIn()
		teach := func(query string) string { // at the machine itself
			t.Helper()
			got := s.get("/teach"+query, "Cookie", cookie, "Host", "localhost:8080")
			if got.StatusCode != http.StatusOK {
				t.Fatal(got.Status)
			}
			return got.body
		}
		shows := func(page string, want ...string) {
			t.Helper()
			if got := lights(page); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("the addresses are\n%q, want\n%q", got, want)
			}
		}
		page := teach("")
		shows(page, "http://192.168.1.20:8080 chosen", "http://10.8.0.2:8080", "http://[fd00::20]:8080")
		if !strings.Contains(page, "QR code of http://192.168.1.20:8080/join") || !strings.Contains(page, "tun0") || !strings.Contains(page, "Client isolation") {
			t.Error("the likeliest makes no code, or remedies are missing")
		}

		made := s.post("/teach", url.Values{"title": {"Networks"}, "lesson": {"frames"}}, "Cookie", cookie)
		at := made.Header.Get("Location")
		code := strings.TrimPrefix(at, "/teach/classes/")
		chooses := func(address string, want int) {
			t.Helper()
			if got := s.post("/teach/address", url.Values{"url": {address}}, "Cookie", cookie, "Host", "localhost:8080"); got.StatusCode != want {
				t.Errorf("choosing %s: %s", address, got.Status)
			}
		}
		chooses("http://10.8.0.2:8080", http.StatusSeeOther)
		shows(teach(""), "http://192.168.1.20:8080", "http://10.8.0.2:8080 chosen", "http://[fd00::20]:8080")
		for _, path := range []string{at, at + "/screen"} {
			if got := s.get(path, "Cookie", cookie, "Host", "localhost:8080"); !strings.Contains(got.body, "QR code of http://10.8.0.2:8080/join/"+code) {
				t.Errorf("%s has another code", path)
			}
		}
		for _, none := range []string{"", "http://evil.example", "http://10.8.0.2"} {
			chooses(none, http.StatusConflict)
		}
		for _, reading := range []string{"?address=0", "?url=http://192.168.1.20:8080"} {
			shows(teach(reading), "http://192.168.1.20:8080", "http://10.8.0.2:8080 chosen", "http://[fd00::20]:8080")
		}

		// A phone in the room comes by one of them; the page asks for the lights alone.
		s.get("/join/"+code, "Host", "10.8.0.2:8080")
		fragment := s.get("/teach/addresses", "Cookie", cookie, "Host", "localhost:8080")
		shows(fragment.body, "http://192.168.1.20:8080", "http://10.8.0.2:8080 chosen reached", "http://[fd00::20]:8080")
		if strings.Contains(fragment.body, "<html") || !strings.Contains(fragment.body, "reached from another device: not yet") {
			t.Errorf("the lights are %s", fragment.body)
		}
		// What a client makes up as Host is no address, and does not fill anything.
		for i := range 2 * reachedMost {
			s.get("/join", "Host", fmt.Sprintf("host-%d.test", i))
		}
		time.Sleep(time.Second)
		s.web.reach.mu.Lock()
		kept := len(s.web.reach.reached)
		s.web.reach.mu.Unlock()
		if kept > reachedMost {
			t.Errorf("%d hosts are kept", kept)
		}
		for _, host := range []string{"192.168.1.20:8080", "10.8.0.2:8080", "laptop.local:8080"} {
			s.get("/join/"+code, "Host", host)
		}
		shows(teach(""), "http://192.168.1.20:8080 reached", "http://10.8.0.2:8080 chosen reached", "http://[fd00::20]:8080")

		// Asked for by a name that this machine has, that name comes first.
		got := s.get("/teach", "Cookie", cookie, "Host", "laptop.local:8080")
		shows(got.body, "http://laptop.local:8080 reached", "http://192.168.1.20:8080 reached", "http://10.8.0.2:8080 chosen reached", "http://[fd00::20]:8080")
	})
}

// One's own machine is no other device, by whatever address it comes.
func TestOwnMachineIsNoOtherDevice(t *testing.T) {
	t.Parallel()
	s, teacher, _ := classSite(t)
	s.get("/join")
	if s.web.reach.isReached(strings.TrimPrefix(s.URL, "http://")) {
		t.Error("this machine has reached itself")
	}
	if page := teacher.get("/teach").body; !strings.Contains(page, "This machine is on no network that others could reach.") {
		t.Error("without an address nothing is said")
	}
}

// Behind a public address there is nothing to choose.
func TestAPublicAddress(t *testing.T) {
	t.Parallel()
	s := teachSite(t, func(o *Options) {
		o.PublicURL = &url.URL{Scheme: "https", Host: "wirewalk.example"}
		o.Addresses = func() []Address { return []Address{{netip.MustParseAddr("192.168.1.20"), "wlan0"}} }
	})
	got := s.get("/teach", "Cookie", hostPrefix+s.signedIn())
	if all := lights(got.body); len(all) != 1 || all[0] != "https://wirewalk.example chosen" {
		t.Errorf("the addresses are %q", all)
	}
}
