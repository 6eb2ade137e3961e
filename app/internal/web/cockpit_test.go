package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"wirewalk/app/internal/class"
)

// However much happens, a page of the instructor changes four times a second, and
// what it shows at last is all of it.
func TestACockpitChangesFourTimesASecond(t *testing.T) {
	const people, lasts = 12, 3 * time.Second
	inBubble(t, nil, func(t *testing.T, s *site) {
		teacher := s.teacher()
		code := teacher.makes("Networks", nil)
		at := cockpitPath(code)
		pages := map[string]*tape{
			"the cockpit": teacher.tape(at + "/stream"), "the screen": teacher.tape(at + "/stream?screen"), "the gradebook": teacher.tape(at + "/stream?gradebook"),
		}
		var all []*browser
		for i := range people {
			all = append(all, s.joins(code, fmt.Sprint("Student ", i)))
		}
		teacher.leads(code, "/ask", "question", "websocket-protocol/P003-quiz-1").must(t, http.StatusNoContent)
		end := time.Now().Add(lasts)
		var work sync.WaitGroup
		for i, b := range all {
			work.Go(func() {
				for n := 0; time.Now().Before(end); n++ {
					form := url.Values{"question": {"frames-quiz-8"}, "answer": {"ABCD"[n%4 : n%4+1]}, "key": {fmt.Sprint(n)}}
					path := "/lessons/frames/answers"
					if n%2 == 0 {
						path, form = "/class/answers", url.Values{"asking": {"1"}, "round": {"1"}, "answer": {"ABCD"[n/2%4 : n/2%4+1]}}
					}
					if resp, err := b.http.PostForm(s.URL+path, form); err == nil {
						resp.Body.Close()
					}
					time.Sleep(time.Duration(70+10*i) * time.Millisecond)
				}
			})
		}
		work.Wait()
		time.Sleep(time.Second)
		least := map[string]int{"the cockpit": 8, "the gradebook": 1, "the screen": 1}
		for name, tp := range pages {
			var last time.Time
			n := 0
			tp.mu.Lock()
			for i, e := range tp.all {
				if e.name != "fresh" {
					continue
				}
				if n++; tp.at[i].Sub(last) < countsEvery {
					t.Errorf("%s changes %v after it has changed", name, tp.at[i].Sub(last))
				}
				last = tp.at[i]
			}
			tp.mu.Unlock()
			if most := 4*int(lasts/time.Second+2) + 1; n > most || n < least[name] {
				t.Errorf("%s changes %d times in %v", name, n, lasts)
			}
		}
		// Nothing is left behind: the pages are what they would be if made anew.
		shown, items := pages["the cockpit"].shown()
		page := teacher.get(at).must(t, http.StatusOK).body
		if len(items) != people {
			t.Errorf("it shows %d people", len(items))
		}
		for name, region := range shown {
			if !strings.Contains(page, region) {
				t.Errorf("region %s shows %.300s, which the page does not", name, region)
			}
		}
	})
}

// What has not changed is not sent again.
func TestACockpitIsSentWhatHasChanged(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *site) {
		teacher := s.teacher()
		code := teacher.makes("Networks", nil)
		at := cockpitPath(code)
		ada, bob := s.joins(code, "Ada"), s.joins(code, "Bob")
		ada.tape("/class/stream")
		bob.tape("/class/stream")
		cockpit, grades := teacher.tape(at+"/stream"), teacher.tape(at+"/stream?gradebook")
		screen := teacher.tape(at + "/stream?screen")
		cockpit.region("crowd", "2 here of 2")
		grades.region("grades", "Bob")
		screen.region("stage", "2 people")
		time.Sleep(time.Second)
		pages := map[string]*tape{"the cockpit": cockpit, "the gradebook": grades, "the screen": screen}
		had := map[string]int{}
		for name, tp := range pages {
			had[name] = tp.count("fresh")
		}
		time.Sleep(10 * time.Minute) // nobody does anything, and nobody has begun
		for name, tp := range pages {
			if n := tp.count("fresh") - had[name]; n != 0 {
				events, _ := tp.now()
				t.Errorf("%s has changed %d times while nothing did: %.300v", name, n, events[len(events)-1])
			}
		}
		before := cockpit.count("fresh")
		ada.answers("frames", "frames-quiz-8", "one", "A").must(t, http.StatusOK)
		tile := "tile-" + ada.person().ID
		cockpit.region(tile, "of 1 right")
		events, _ := cockpit.now()
		for _, c := range cockpit.changes(events)[before:] {
			for name := range c.Set {
				if name != tile && name != "rows" && name != "crowd" {
					t.Errorf("an answer of Ada's changes %s", name)
				}
			}
		}
	})
}

// Who needs help first comes first, and it is said why.
func TestTilesAreSortedByNeed(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *site) {
		teacher := s.teacher()
		code := teacher.makes("Networks", nil)
		people, streams := map[string]*browser{}, map[string]*tape{}
		for _, name := range []string{"Fine", "Gone", "Held", "Stuck", "Wrong"} {
			people[name] = s.joins(code, name)
			streams[name] = people[name].tape("/class/stream")
		}
		cockpit := teacher.tape(cockpitPath(code) + "/stream")
		cockpit.region("crowd", "5 here of 5")
		tile := func(name string) string { return "tile-" + people[name].person().ID }
		shows := func(name, says string) {
			t.Helper()
			cockpit.region(tile(name), says)
		}
		order := func(want ...string) {
			t.Helper()
			var ids []string
			for _, name := range want {
				ids = append(ids, tile(name))
			}
			cockpit.until(strings.Join(want, ", "), func(all []event) bool {
				_, items := cockpit.shown()
				return strings.Join(items, " ") == strings.Join(ids, " ")
			})
		}
		order("Fine", "Gone", "Held", "Stuck", "Wrong") // by name, as nobody has done anything

		wrong, key := wrongOption(t, s.web.course.Lesson("frames"), "frames-quiz-8")
		held := people["Held"].walks("websocket-protocol")
		handshake := held.connect()
		defer held.over(handshake)
		for row := 1; row <= 3; row++ {
			held.done(row) // the fourth is what the script holds back
		}
		people["Stuck"].answers("frames", "frames-quiz-8", "one", key).must(t, http.StatusOK)
		for try := range class.WrongTries {
			people["Wrong"].answers("frames", "frames-quiz-8", fmt.Sprint(try), wrong).must(t, http.StatusOK)
		}
		shows("Wrong", fmt.Sprintf("wrong %d times at", class.WrongTries))
		streams["Gone"].stop()
		time.Sleep(class.GoneAfter + 11*time.Second)
		shows("Gone", "gone for ")
		shows("Gone", `data-trouble="gone"`)
		order("Wrong", "Gone", "Fine", "Stuck", "Held")
		cockpit.region("crowd", "4 here of 5 · 2 need help")

		time.Sleep(class.StuckAfter)
		shows("Stuck", "stuck for 3 minutes")
		order("Wrong", "Stuck", "Gone", "Fine", "Held")
		if of, _ := cockpit.shown(); strings.Contains(of[tile("Held")], "stuck") || strings.Contains(of[tile("Fine")], "stuck") {
			t.Error("who waits for a held handshake, or has not begun, is stuck")
		}

		// While all are asked, nobody is stuck; neither are they just after.
		teacher.leads(code, "/ask", "question", "frames/frames-quiz-9").must(t, http.StatusNoContent)
		order("Wrong", "Gone", "Fine", "Stuck", "Held")
		time.Sleep(2 * class.StuckAfter)
		order("Wrong", "Gone", "Fine", "Stuck", "Held")
		teacher.leads(code, "/away").must(t, http.StatusNoContent)
		time.Sleep(class.StuckAfter - 10*time.Second)
		order("Wrong", "Gone", "Fine", "Stuck", "Held")
		time.Sleep(20 * time.Second)
		order("Wrong", "Stuck", "Gone", "Fine", "Held")

		// What helps is seen.
		people["Wrong"].answers("frames", "frames-quiz-8", "right", key).must(t, http.StatusOK)
		people["Stuck"].answers("frames", "frames-quiz-9", "two", "A").must(t, http.StatusOK)
		people["Gone"].tape("/class/stream")
		cockpit.region("crowd", "5 here of 5")
		cockpit.until("nobody to need help", func(all []event) bool {
			of, _ := cockpit.shown()
			return !strings.Contains(of["crowd"], "need")
		})

		// Paced together, who does not come along is behind, and not before their page
		// could.
		teacher.leads(code, "/pace", "do", "together", "lesson", "websocket-protocol").must(t, http.StatusNoContent)
		teacher.leads(code, "/pace", "do", "goto", "step", "3").must(t, http.StatusNoContent)
		time.Sleep(class.BehindAfter + 10*time.Second)
		cockpit.region("lead", "row 3 of 10")
		shows("Fine", "behind the class")
		if of, _ := cockpit.shown(); strings.Contains(of[tile("Held")], "behind") {
			t.Error("who is at the class's row is behind")
		}
		teacher.leads(code, "/end").must(t, http.StatusNoContent)
		cockpit.until("nobody to need help in an ended class", func(all []event) bool {
			of, _ := cockpit.shown()
			return !strings.Contains(of["crowd"], "need")
		})
	})
}

// One click shows a student's newest run; what their network does not let through
// is said.
func TestATileOpensTheNewestRun(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	at := cockpitPath(code)
	ada := s.joins(code, "Ada")
	id := ada.person().ID
	cockpit := teacher.tape(at + "/stream")
	cockpit.region("tile-"+id, "has not begun")
	var last string
	for range 2 {
		walk := ada.walks("websocket-protocol")
		conn := walk.connect()
		walk.done(1)
		last = walk.run.ID
		cockpit.region("tile-"+id, `href="/runs/`+last+`"`)
		teacher.get("/runs/"+last).must(t, http.StatusOK) // while it goes on
		walk.over(conn)
	}
	for path, told := range map[string]string{`{"webSocket":false,"eventStream":true}`: "no WebSocket: Replay", `{"webSocket":true,"eventStream":true}`: ""} {
		got := ada.site.ask(http.MethodPost, "/class/checks", path, "Cookie", ada.cookies(), "Content-Type", "application/json")
		if got.StatusCode != http.StatusNoContent {
			t.Fatalf("%s: %s", path, got.Status)
		}
		cockpit.until("what the network does", func(all []event) bool {
			of, _ := cockpit.shown()
			return strings.Contains(of["tile-"+id], "no WebSocket") == (told != "") && strings.Contains(of["crowd"], "without WebSocket") == (told != "")
		})
	}
	for _, odd := range []string{"", "[]", "x", `{"webSocket":"no"}`} {
		if got := ada.site.ask(http.MethodPost, "/class/checks", odd, "Cookie", ada.cookies()); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%q: %s", odd, got.Status)
		}
	}
	// The page that is loaded anew says the same.
	page := teacher.get(at).must(t, http.StatusOK).body
	for _, says := range []string{`href="/runs/` + last + `"`, "row 1 of 10", class.ShowCode(ada.person().MoveCode), class.ShowCode(code)} {
		if !strings.Contains(page, says) {
			t.Errorf("the cockpit does not say %q", says)
		}
	}
}
