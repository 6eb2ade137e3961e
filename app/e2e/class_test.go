package e2e

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
)

// A class as it is held: an instructor, a screen in front of the room, and five
// students, each in a browser of their own on an address that is no secure
// context. They join by code and by link, walk a lesson together, are asked,
// vote again, lose both connections at once; one reloads, one loses the network;
// the gradebook is exported, and the class deleted.
func TestClass(t *testing.T) {
	t.Parallel()
	desk := teacher(t, laptop()).newClass("Networks")
	screen := desk.beside(look{width: 1920, height: 1080})
	screen.open(desk.path("/screen"))
	screen.shows("stage", "0 people")
	if size := read[float64](screen, "document.querySelector('.stage-now svg').getBoundingClientRect().height"); size < 400 {
		t.Errorf("the QR code on the screen is %.0f px high", size)
	}

	network := startProxy(t)
	var class []*student
	for i, name := range []string{"Ada", "Grace", "Edsger", "Barbara", "Donald"} {
		l := laptop().moves()
		if i == 1 {
			l = look{width: 390, height: 780}
		}
		if i == 4 {
			l.port = network.port() // whose network fails later
		}
		class = append(class, join(t, l, desk.code, name, i%2 == 0))
	}
	ada, grace, donald := class[0], class[1], class[4]
	screen.shows("stage", "5 people")
	desk.shows("crowd", "5 here of 5")
	desk.picture("joined")

	// Together: the instructor's step moves everyone's own connection.
	for _, s := range class {
		s.goes(lessonPath)
	}
	desk.script("document.querySelector('#lead-lesson').value = 'websocket-protocol'")
	desk.pressed("lead", "Together")
	for _, s := range class {
		s.bar("Your instructor leads: the beginning.")
	}
	for n := 1; n <= 3; n++ {
		desk.pressed("lead", "Next for everyone")
		for _, s := range class {
			s.bar(fmt.Sprintf("row %d of 10", n))
			s.walk.lit(n)
		}
		desk.shows("rows", fmt.Sprintf("%d 5 ", n))
	}
	lines := map[string]bool{}
	for _, s := range class {
		state := s.walk.see()
		if len(state.Connections) != 1 || state.Connections[0].State != 0 || state.Mode != "live" {
			t.Errorf("%s has %v, %s", s.name, state.Connections, state.Mode)
			continue
		}
		lines[state.Connections[0].Path] = true
	}
	if len(lines) != 5 {
		t.Errorf("five students walk on %d connections", len(lines))
	}
	checkScreenRow(t, screen)

	// A prediction: committed, counted, released.
	desk.pressed("lead", "Next for everyone")
	for i, s := range class[:4] {
		s.walk.until(s.name+" is asked", func(st state) bool { return st.Predict == 4 && st.Next == "Commit" })
		s.script(fmt.Sprintf("document.querySelectorAll('#walkthrough [data-predict=\"4\"] [name=answer]')[%d].checked = true", i%2))
		s.click("#walkthrough [data-next]")
		s.wait("that it is committed", "/^Committed/.test(document.querySelector('#walkthrough [data-aside]').textContent) || document.querySelector('#walkthrough [data-aside]').textContent.includes('committed')")
	}
	desk.shows("lead", "4 of 5 committed")
	screen.shows("stage", "4 of 5 committed")
	desk.pressed("lead", "Release row 4")
	for _, s := range class {
		if s.walk.lit(4).LampWord != "OPEN" {
			t.Errorf("%s: the row was released and the connection is not open", s.name)
		}
	}
	ada.walk.until("what Ada said is held against what happened", func(s state) bool { return s.Outcome != "" })

	// One steps out, walks alone, and back in.
	grace.click("[data-apart]")
	grace.bar("You walk by yourself.")
	grace.walk.until("Next is hers", func(s state) bool { return !s.NextOff })
	grace.walk.press("data-next")
	if grace.walk.see().Predict == 5 {
		grace.click("#walkthrough [data-skip]")
	}
	grace.walk.lit(5)
	if donald.walk.see().Now[0] != 4 {
		t.Error("Grace took Donald along")
	}
	grace.click("[data-join-in]")
	grace.walk.shown(4)

	// One reloads, and is where the class is.
	ada.reload()
	ada.walk = ada.walkthrough("#walkthrough")
	ada.bar("row 4 of 10")
	ada.walk.lit(4)

	// A question: answered, revealed, voted on again.
	desk.script(`document.querySelector("form[data-act] [value='websocket-protocol/P003-quiz-1']").form.requestSubmit()`)
	for i, s := range class {
		s.wait("the question", "document.querySelector('[data-class-panel] form[data-vote]')?.checkVisibility()")
		s.vote(t, []string{"A", "B", "B", "C", "B"}[i])
	}
	desk.shows("asking", "5 of 5 answered")
	screen.shows("stage", "5 of 5 answered")
	screen.picture("asked")
	if told := read[bool](screen, "document.body.textContent.includes('% ')"); told {
		t.Error("the screen tells results before they are revealed")
	}
	desk.pressed("asking", "Close")
	desk.pressed("asking", "Reveal")
	screen.shows("stage", "1 of 5 right (20 %)")
	screen.picture("revealed")
	ada.wait("the results", "document.querySelector('[data-class-panel] .results')?.textContent.includes('1 of 5 right')")
	ada.picture("revealed")
	desk.pressed("asking", "Vote again")
	for _, s := range class {
		s.wait("the question, again", "document.querySelector('[data-class-panel] [data-round=\"2\"] form[data-vote]')")
		s.vote(t, "A")
	}
	desk.shows("asking", "5 of 5 answered, vote 2")
	desk.pressed("asking", "Reveal")
	screen.shows("stage", "5 of 5 right (100 %)")
	screen.shows("stage", "4 went from wrong to right")
	desk.pressed("asking", "Put away")
	for _, s := range class {
		s.wait("the panel to go", "document.querySelector('[data-class-panel]').hidden")
	}

	// One loses the network, and returns to where the class has gone.
	thaw := network.freeze()
	desk.pressed("lead", "Next for everyone")
	desk.pressed("lead", "Release row 5")
	desk.shows("lead", "row 5 of 10")
	ada.walk.lit(5)
	network.reset("/")
	thaw()
	donald.net.expect(`ERR_|net::|Failed to load`)
	donald.bar("row 5 of 10")
	donald.walk.lit(5)

	// A mark, which the gradebook has.
	ada.script(`{
		const form = document.querySelector("form[data-question='P003-quiz-2']");
		form.querySelector("[value=A]").click();
		form.requestSubmit();
	}`)
	ada.wait("a verdict", "document.querySelector(\"form[data-question='P003-quiz-2'] .verdict\")")

	pullThePlug(t, desk, screen, class)

	// The gradebook, while the class goes on.
	book := desk.beside(laptop())
	book.open(desk.path("/gradebook"))
	book.wait("the gradebook", "document.querySelectorAll('.grades tbody tr').length === 5")
	book.picture("gradebook")
	text := read[string](book, "fetch(document.querySelector(\"a[href*='format=table']\").href).then((r) => r.text())")
	lines5, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil || len(lines5) != 6 {
		t.Fatalf("the export has %d lines: %v\n%s", len(lines5), err, text)
	}
	names := map[string]bool{}
	for _, line := range lines5[1:] {
		names[line[0]] = true
	}
	for _, s := range class {
		if !names[s.name] {
			t.Errorf("%s is missing in the export: %v", s.name, names)
		}
	}
	if read[string](screen, "document.documentElement.innerHTML.match(/Ada|Grace|Edsger|Barbara|Donald/)?.[0] ?? ''") != "" {
		t.Error("the screen names somebody")
	}

	// Deleted: everybody is told, nothing is left.
	desk.script(`{
		const form = document.querySelector("form[action$='/delete']");
		form.elements.sure.checked = true;
		form.requestSubmit();
	}`)
	desk.wait("the list of classes", "location.pathname === '/teach'")
	for _, s := range class {
		s.bar("no more")
	}
	screen.wait("the screen to be told", "!document.querySelector('[data-lost]').hidden")
	desk.net.expect("404")
	desk.open(desk.path(""))
	desk.wait("that it is gone", "document.title.includes('no such class')")
}

// vote answers the question that the panel asks.
func (s *student) vote(t *testing.T, option string) {
	t.Helper()
	s.script(fmt.Sprintf("document.querySelector('[data-class-panel] form[data-vote] [value=%s]').checked = true", option))
	s.script("document.querySelector('[data-class-panel] form[data-vote]').requestSubmit()")
	s.wait("that it is stored", "/^Stored/.test(document.querySelector('[data-class-panel] [data-vote-saved]').textContent)")
}

// checkScreenRow wants the lit row, its arrow and its bytes to be legible from
// the back of a room, and nothing to be scrolled to.
func checkScreenRow(t *testing.T, screen *page) {
	t.Helper()
	screen.wait("row 3 on the screen", "document.querySelector('tr.now')?.dataset.step === '3'")
	screen.wait("its bytes", "document.querySelector('.screen .side [data-wire-live=\"3\"]')?.firstElementChild")
	screen.picture("row")
	small := read[[]string](screen, `[...document.querySelectorAll("tr.now *, .screen .side .hex *")]
		.filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && !e.closest(".vh"))
		.filter((e) => parseFloat(getComputedStyle(e).fontSize) < 28)
		.map((e) => e.outerHTML.slice(0, 80) + " " + getComputedStyle(e).fontSize)`)
	if len(small) > 0 {
		t.Errorf("on the screen these are smaller than 28 px: %q", small)
	}
	if over := read[float64](screen, "document.scrollingElement.scrollHeight - innerHeight"); over > 0 {
		t.Errorf("the screen has to be scrolled by %.0f px", over)
	}
}

// pullThePlug lets the class lose both connections at one moment: the event
// streams come back with what they missed, the WebSockets stay away.
func pullThePlug(t *testing.T, desk *cockpit, screen *page, class []*student) {
	t.Helper()
	desk.pressed("plug", "Plug in")
	for _, s := range class {
		s.net.expect(`/class/plug/`)
	}
	desk.shows("plug", "WebSockets open: 5 of 5")
	desk.shows("plug", "Event streams open: 5 of 5")
	desk.pressed("plug", "Vote: who comes back?")
	for _, s := range class {
		s.wait("the vote", "document.querySelector('[data-class-panel] form[data-vote]')")
		s.vote(t, "B")
	}
	screen.picture("plugged-in")
	desk.pressed("plug", "Pull the plug")
	screen.shows("stage", "WebSockets open: 0 of 5")
	screen.picture("pulled")
	screen.waitFor("the event streams to come back", 2*eventWait, func() (bool, error) {
		return tryRead[bool](screen, "document.querySelector('[data-region=stage]').textContent.includes('Event streams open: 5 of 5')")
	})
	screen.shows("stage", "WebSockets open: 0 of 5")
	screen.picture("back")
	class[0].picture("back")
	desk.pressed("plug", "Put away")
	desk.shows("plug", "Everyone’s page opens")
}
