package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/class"
)

// Without cookies nobody is refused, whoever it is, but guessing takes its time,
// and joining does not.
func TestGuessingFromOneAddressIsSlow(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, s *site) {
		code := s.teacher().makes("Networks", nil)
		began := time.Now()
		for range addressWrongBurst {
			s.browser().get("/join/"+class.NewCode()).must(t, http.StatusNotFound)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("as many as a lecture hall mistypes take %v", took)
		}
		var last time.Duration
		for range 20 {
			before := time.Now()
			s.browser().get("/join/"+class.NewCode()).must(t, http.StatusNotFound)
			if last = time.Since(before); last > wrongDelay {
				t.Fatalf("one takes %v", last)
			}
		}
		if last == 0 {
			t.Error("they go on at once")
		}
		// Many at a time do not get on any faster.
		before := time.Now()
		const many = 20
		done := make(chan time.Duration, many)
		for range many {
			b := s.browser()
			go func() {
				resp, err := b.http.Get(s.URL + "/join/" + class.NewCode())
				if err == nil {
					resp.Body.Close()
				}
				done <- time.Since(before)
			}()
		}
		slow := 0
		for range many {
			if took := <-done; took == wrongDelay {
				slow++
			}
		}
		if slow < many/2 {
			t.Errorf("of %d at a time %d wait for %v", many, slow, wrongDelay)
		}
		before = time.Now()
		s.joins(code, "Ada")
		if took := time.Since(before); took != 0 {
			t.Errorf("who has the code waits for %v", took)
		}
	})
}

// A browser that keeps on guessing is refused, and its neighbours are not.
func TestAGuesserIsRefused(t *testing.T) {
	clock := newHandClock()
	s := teachSite(t, func(o *Options) { o.Now = clock.now })
	code := s.teacher().makes("Networks", nil)
	guesses := []func(b *browser) answered{
		func(b *browser) answered { return b.get("/join/" + class.NewCode()) },
		func(b *browser) answered { return b.get("/join/no-code") },
		func(b *browser) answered { return b.post("/join/"+class.NewCode(), url.Values{"name": {"Eve"}}) },
		func(b *browser) answered {
			return b.post("/class/move", url.Values{"code": {class.NewCode()}, "personal": {class.NewMoveCode()}})
		},
		func(b *browser) answered {
			return b.post("/class/move", url.Values{"code": {code}, "personal": {class.NewMoveCode()}})
		},
	}
	for i, guess := range guesses {
		eve := s.browser()
		for try := range wrongBurst {
			if got := guess(eve); got.StatusCode != http.StatusNotFound {
				t.Fatalf("guess %d, try %d: %s", i, try+1, got.Status)
			}
		}
		for name, got := range map[string]answered{
			"the next": guess(eve), "the right one": eve.get("/join/" + code), "joining": eve.post("/join/"+code, url.Values{"name": {"Eve"}}),
			"moving": eve.post("/class/move", url.Values{"code": {code}, "personal": {class.NewMoveCode()}}),
		} {
			wait, _ := strconv.Atoi(got.Header.Get("Retry-After"))
			if got.StatusCode != http.StatusTooManyRequests || wait < 1 || wait > 60 || !strings.Contains(got.body, "look at the code again") {
				t.Errorf("guess %d: %s is answered %s, Retry-After %d", i, name, got.Status, wait)
			}
		}
		s.browser().get("/join/"+code).must(t, http.StatusOK)
		clock.pass(11 * time.Second)
		eve.get("/join/"+code).must(t, http.StatusOK)
		clock.pass(time.Hour) // the address and the class have forgotten
	}
	if people, err := s.web.store.People(t.Context(), code); err != nil || len(people) != 0 {
		t.Errorf("in the class are %v, %v", people, err)
	}
}

// The personal codes of one class are guessed no faster by many browsers; those
// who have theirs go on, however many they are.
func TestPersonalCodesAreNotGuessed(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, s *site) {
		teacher := s.teacher()
		code, other := teacher.makes("Networks", nil), teacher.makes("Protocols", nil)
		move := func(code, personal string) answered {
			return s.browser().post("/class/move", url.Values{"code": {code}, "personal": {personal}})
		}
		bob := s.joins(other, "Bob").person()
		var all []class.Person
		for i := range 2 * moveBurst {
			all = append(all, s.joins(code, fmt.Sprint("Student ", i)).person())
		}
		for _, p := range all { // the network has changed, and nobody's cookie is any good
			move(code, p.MoveCode).must(t, http.StatusOK)
		}
		tried := 0
		for tried < 2*moveBurst {
			got := move(code, class.NewMoveCode())
			if got.StatusCode == http.StatusTooManyRequests {
				break
			}
			got.must(t, http.StatusNotFound)
			tried++
		}
		if tried != moveBurst {
			t.Errorf("%d codes could be tried in a row, want %d", tried, moveBurst)
		}
		move(code, all[0].MoveCode).must(t, http.StatusTooManyRequests)
		move(other, bob.MoveCode).must(t, http.StatusOK)
		// Who is in stays in, and who joins does.
		s.joins(code, "Late")
		time.Sleep(time.Second * 2)
		move(code, all[0].MoveCode).must(t, http.StatusOK)
	})
}

// A code is understood as people type it, and nothing else is taken for one.
func TestCodesAreReadAsTheyAreTyped(t *testing.T) {
	s, _, code := classSite(t)
	lower := strings.ToLower(code)
	wide := strings.Map(func(r rune) rune { return r - '!' + '！' }, code)
	for _, typed := range []string{
		code, lower, code[:4] + "-" + code[4:], lower[:4] + " " + lower[4:], " " + code + " ", code[:4] + "–" + code[4:], code[:4] + "." + code[4:],
		strings.Join(strings.Split(code, ""), " "), wide, "\u200b" + code, code + "\u00a0", code[:4] + "\u2011" + code[4:], code[:4] + "_" + code[4:],
		strings.NewReplacer("D", "0", "G", "6", "V", "U").Replace(code), strings.NewReplacer("D", "o", "G", "6", "V", "u").Replace(code),
	} {
		b := s.browser()
		got := b.get("/join?"+url.Values{"code": {typed}}.Encode()).must(t, http.StatusOK)
		if got.Request.URL.Path != "/join/"+code || !strings.Contains(got.body, "Networks") {
			t.Errorf("%q leads to %s", typed, got.Request.URL)
		}
		b.get("/join/"+url.PathEscape(typed)).must(t, http.StatusOK)
	}
	for _, typed := range []string{"x", code[:7], code + "C", "AEIOUBSZ", code[:7] + "é", strings.Repeat(code, 100), "<script>", "../teach", "\x00"} {
		got := s.browser().get("/join?"+url.Values{"code": {typed}}.Encode()).must(t, http.StatusNotFound)
		if !strings.Contains(got.body, "A code has eight letters and digits") || strings.Contains(got.body, "<script>alert") {
			t.Errorf("%q: %.300s", typed, got.body)
		}
	}
	if got := s.browser().get("/join").must(t, http.StatusOK); strings.Contains(got.body, "alert") {
		t.Error("before anything is typed something is refused")
	}
	// A right form of a code that is nobody's.
	if got := s.browser().get("/join?code=" + class.NewCode()); got.StatusCode != http.StatusNotFound || !strings.Contains(got.body, "There is no such class") {
		t.Errorf("nobody's code: %s", got.Status)
	}
}
