package e2e

import (
	"strings"
	"testing"
)

// Where a network lets no WebSocket through, a student is told so when they join,
// gets recordings with a sentence, follows the class all the same, and the
// cockpit shows it.
func TestClassWithoutWebSocket(t *testing.T) {
	thorough(t)
	t.Parallel()
	network := startProxy(t)
	network.refuse("Upgrade: websocket")
	desk := teacher(t, laptop()).newClass("Networks")
	l := laptop()
	l.port = network.port()
	p := visit(t, l)
	p.net.expect("WebSocket|/live/echo")
	p.open("/join/" + desk.code)
	p.script("document.querySelector('#name').value = 'Ada'")
	p.click("[data-module=join] .btn.primary")
	p.wait("what the network lets through", "document.querySelector('[data-checks-said]')?.textContent.includes('no WebSocket through')")
	desk.shows("crowd", "1 without WebSocket")
	ada := &student{page: p, name: "Ada"}
	ada.goes(lessonPath)
	desk.script("document.querySelector('#lead-lesson').value = 'websocket-protocol'")
	desk.pressed("lead", "Together")
	desk.pressed("lead", "Next for everyone")
	ada.bar("row 1 of 10")
	shown := ada.walk.shown(1)
	if shown.Mode != "replay" || len(shown.Connections) > 0 {
		t.Errorf("row 1 is shown as %s, with %v", shown.Mode, shown.Connections)
	}
	ada.script("document.querySelector('#walkthrough [data-mode-set=live]').click()")
	told := ada.walk.until("why it is the recording", func(s state) bool { return s.Aside != "" })
	if !strings.Contains(told.Aside, "no WebSocket through") {
		t.Errorf("Live is refused with %q", told.Aside)
	}
}
