package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"wirewalk/app/internal/class"
)

// The screen in front of the room names nobody, whatever the class does; and
// neither is one student told of another.
func TestTheScreenNamesNobody(t *testing.T) { inBubble(t, nil, theScreenNamesNobody) }

func theScreenNamesNobody(t *testing.T, s *site) {
	teacher := s.teacher()
	code := teacher.makes("Networks", url.Values{"asks": {"email"}})
	at := cockpitPath(code)
	secrets := map[string]string{}
	var all []*browser
	for _, name := range []string{"Zebedee Quux", "Xanthippe Vroom", "Yoshimitsu Krell"} {
		b := s.browser()
		mail := strings.ToLower(strings.Fields(name)[1]) + "@private.test"
		b.post("/join/"+code, url.Values{"name": {name}, "identifier": {mail}}).must(t, http.StatusOK)
		p := b.person()
		for _, part := range append(strings.Fields(name), mail, p.ID, p.MoveCode, class.ShowCode(p.MoveCode)) {
			secrets[part] = name
		}
		all = append(all, b)
	}
	screen := teacher.tape(at + "/stream?screen")
	looker := s.browser()
	looker.post("/join/"+code, url.Values{"name": {"Looker On"}, "identifier": {"looker@on.test"}}).must(t, http.StatusOK)
	looks := looker.tape("/class/stream")
	streams := []*tape{}
	for _, b := range all {
		streams = append(streams, b.tape("/class/stream"))
	}
	state := func(what string, holds func(classState) bool) {
		t.Helper()
		for _, tp := range append(streams, screen, looks) {
			tp.state(what, holds)
		}
		screen.until("the screen to show it", func(all []event) bool { return len(screen.changes(all)) > 0 })
		for where, text := range map[string]string{
			"the screen": teacher.get(at+"/screen").must(t, http.StatusOK).body, "another's page": looker.get("/class").must(t, http.StatusOK).body,
			"another's question": looker.get("/class/question").body, "the join page": s.browser().get("/join/" + code).body,
		} {
			for secret, of := range secrets {
				if strings.Contains(text, secret) {
					t.Errorf("%s: %s has %q of %s", what, where, secret, of)
				}
			}
		}
	}

	state("joining", func(c classState) bool { return c.Here == 4 && !c.Started })
	teacher.leads(code, "/pace", "do", "start").must(t, http.StatusNoContent)
	state("everybody for themselves", func(c classState) bool { return c.Started })
	walk := all[0].walks("websocket-protocol")
	conn := walk.connect()
	walk.done(1)
	walk.over(conn)
	all[1].answers("frames", "frames-quiz-8", "one", "A").must(t, http.StatusOK)
	teacher.leads(code, "/pace", "do", "together", "lesson", "websocket-protocol").must(t, http.StatusNoContent)
	state("together", func(c classState) bool { return c.Pacing != nil })
	teacher.leads(code, "/pace", "do", "goto", "step", "3").must(t, http.StatusNoContent)
	teacher.leads(code, "/pace", "do", "next").must(t, http.StatusNoContent)
	all[0].votes(1, 1, "A").must(t, http.StatusNoContent)
	state("a prediction", func(c classState) bool { return c.Asking != nil && c.Asking.Answered == 1 })
	teacher.leads(code, "/pace", "do", "release").must(t, http.StatusNoContent)
	state("its row", func(c classState) bool { return c.Pacing != nil && c.Pacing.Step == 4 })
	for i, question := range []string{"frames/frames-quiz-8", "frames/frames-quiz-3", "websocket-protocol/protocol-quiz-3"} {
		n := i + 2
		teacher.leads(code, "/ask", "question", question).must(t, http.StatusNoContent)
		state("a question", func(c classState) bool { return c.Asking != nil && c.Asking.N == n && c.Asking.State == "open" })
		answers := []string{"A", "typed by hand", "1"}
		for _, b := range all {
			b.votes(n, 1, answers[i]).must(t, http.StatusNoContent)
		}
		state("the votes", func(c classState) bool { return c.Asking != nil && c.Asking.Answered == 3 })
		for _, act := range []string{"/close", "/reveal", "/again", "/close", "/reveal", "/away"} {
			teacher.leads(code, act).must(t, http.StatusNoContent)
			state(act, func(c classState) bool {
				return (c.Asking == nil) == (act == "/away")
			})
		}
	}
	for _, do := range []string{"in", "vote", "pull", "away"} {
		teacher.leads(code, "/plug", "do", do).must(t, http.StatusNoContent)
		state("the plug: "+do, func(c classState) bool { return (c.Plug == nil) == (do == "away") })
	}
	teacher.leads(code, "/pace", "do", "free").must(t, http.StatusNoContent)
	teacher.leads(code, "/end").must(t, http.StatusNoContent)
	state("the end", func(c classState) bool { return c.Ended })
	screen.region("stage", "The class has ended.")

	for where, tp := range map[string]*tape{"the screen's stream": screen, "another's stream": looks} {
		_, text := tp.now()
		for secret, of := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("%s has %q of %s", where, secret, of)
			}
		}
	}
	// It is not for want of showing them: the cockpit names everyone.
	for secret, of := range secrets {
		if cockpit := teacher.get(at).body; len(secret) < 20 && !strings.Contains(cockpit, secret) && strings.Contains(of, secret) {
			t.Errorf("the cockpit does not name %q", secret)
		}
	}
}

// The screen shows how to join until the class starts, and the address that the
// instructor has chosen.
func TestTheScreenShowsHowToJoin(t *testing.T) {
	t.Parallel()
	s := teachSite(t, func(o *Options) {
		o.PublicURL = &url.URL{Scheme: "https", Host: "wirewalk.example"}
	})
	name, value, _ := strings.Cut(s.signedIn(), "=") // its cookie is not sent over http
	teacher := s.browserOf(hostPrefix+name, value)
	code := teacher.makes("Networks", nil)
	page := teacher.get(cockpitPath(code)+"/screen").must(t, http.StatusOK).body
	for _, says := range []string{"QR code of https://wirewalk.example/join/" + code, class.ShowCode(code), "0 people"} {
		if !strings.Contains(page, says) {
			t.Errorf("it does not say %q", says)
		}
	}
	teacher.leads(code, "/pace", "do", "start").must(t, http.StatusNoContent)
	page = teacher.get(cockpitPath(code)+"/screen").must(t, http.StatusOK).body
	if strings.Contains(page, "QR code") || !strings.Contains(page, class.ShowCode(code)) {
		t.Error("after the start there is still the code to scan, or none to type")
	}
}
