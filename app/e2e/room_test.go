package e2e

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const roomPath = "/labs/jam"

// joinRoom waits until the page has a number in the room, and returns it.
func (p *page) joinRoom() (number string) {
	p.t.Helper()
	p.click("[data-demo=room] [data-start]")
	p.wait("a number in the room", `/You are player \d+/.test(document.querySelector("[data-demo=room] [data-aside]").textContent)`)
	return read[string](p, `/player (\d+)/.exec(document.querySelector("[data-demo=room] [data-aside]").textContent)[1]`)
}

// heardNote waits for a line of the list that says all of that.
func (p *page) heardNote(parts ...string) string {
	p.t.Helper()
	found := ""
	p.waitFor("a note: "+strings.Join(parts, ", "), eventWait, func() (bool, error) {
		lines, err := tryRead[[]string](p, `[...document.querySelectorAll("[data-demo=room] [data-messages] li")].map((li) => li.textContent)`)
		for _, line := range lines {
			all := true
			for _, part := range parts {
				all = all && strings.Contains(line, part)
			}
			if all {
				found = line
				return true, err
			}
		}
		return false, fmt.Errorf("the list has %q, %w", lines, err)
	})
	return found
}

// jamsOpen is how many connections of the page to a room are open.
const jamsOpen = `[...__e2e.streams, ...__e2e.sockets].filter((s) => s.url.includes("/jams/") && s.readyState < 2).length`

// Two of a class hear each other, each over both connections: on a laptop with the
// keyboard alone, and on a phone. Nothing stays open when they leave.
func TestTwoPlayInARoom(t *testing.T) {
	t.Parallel()
	desk := teacher(t, laptop()).newClass("Music") // whoever else plays here is in another room
	one := join(t, laptop().moves(), desk.code, "Ada", false).page
	two := join(t, look{width: 390, height: 800, dark: true}, desk.code, "Bob", false).page
	one.open(roomPath)
	two.open(roomPath)
	one.tabTo("Join the room", `document.activeElement.matches("[data-demo=room] [data-start]")`)
	one.press(kb.Enter)
	one.wait("a number", `/You are player \d+/.test(document.querySelector("[data-demo=room] [data-aside]").textContent)`)
	first := read[string](one, `/player (\d+)/.exec(document.querySelector("[data-demo=room] [data-aside]").textContent)[1]`)
	second := two.joinRoom()
	one.wait("the other in the room", `document.querySelector("[data-people]").textContent.includes(`+quote(second)+`)`)

	one.press("3")
	own := one.heardNote("Player "+first+" (you) played E4", "back after", "over the WebSocket", "over the event stream")
	if !regexp.MustCompile(`played E4, [\d.]+ ms (before|after) beat \d+; back after [\d.]+ ms over the \w+[ \w]*, [\d.]+ ms over the`).MatchString(own) {
		t.Errorf("its own note is told as %q", own)
	}
	heard := two.heardNote("Player "+first+" played E4", "first over the", "later over the")
	two.click(`[data-demo=room] button[data-pad=G4]`)
	two.heardNote("Player "+second+" (you) played G4", "back after")
	one.heardNote("Player "+second+" played G4", "first over")
	if strings.Contains(heard, "back after") {
		t.Errorf("another’s note is told as %q", heard)
	}
	for p, rows := range map[*page][]string{one: {"Player " + first + " (you)", "Player " + second}, two: {"Player " + first, "Player " + second + " (you)"}} {
		for _, row := range rows {
			p.wait("the row of "+row, `[...document.querySelectorAll("[data-scores] tbody th")].some((th) => th.textContent === `+quote(row)+`)`)
		}
		p.wait("how far the stream is behind", `document.querySelector("[data-behind]").textContent.includes("the event stream had each")`)
		p.click("[data-show-wire]")
		p.wait("the wire", `[...document.querySelectorAll("[data-demo=room] [data-wire]")].every((of) => of.textContent.includes('"play":"G4"'))`)
		p.script(`document.querySelector("[data-demo=room] [data-kind=frame] button").click()`)
		p.wait("the bits of a frame", `document.querySelector("[data-demo=room] .crossed-bits")?.textContent.includes("Payload len")`)
		p.pictures("room-"+theme(p.look.dark), "[data-demo=room]")
		p.pictures("sides-"+theme(p.look.dark), "[data-demo=room] .both-sides")
		if os.Getenv("WIREWALK_AXE") != "" {
			rules := axeRules(t)
			p.axe(rules, "the room, "+theme(p.look.dark))
		}
	}
	one.tabBackTo("Leave the room", `document.activeElement.matches("[data-demo=room] [data-start]")`)
	one.press(kb.Enter)
	one.wait("both to end", jamsOpen+" === 0")
	two.wait("to be alone", `document.querySelector("[data-people]").textContent === "You are alone in here."`)
	two.script(`dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }))`)
	two.wait("both to end", jamsOpen+" === 0")
}

// Whoever plays before joining joins; over an event stream alone nothing is sent,
// and a post beside it plays.
func TestPlayingOverAStream(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open(roomPath + "?jam=stream")
	p.experiment("jam").stands("stream")
	p.click(`[data-demo=room] button[data-pad=C4]`)
	p.wait("the TypeError", `document.querySelector("[data-demo=room] [data-aside]").textContent.startsWith("TypeError: ")`)
	if n := read[int](p, `__e2e.seen.filter((e) => e.type === "message" && /"play"/.test(e.data)).length`); n != 0 {
		t.Errorf("%d notes were heard", n)
	}
	p.click(`#experiment-jam label:has(input[name=variant][value=post])`)
	p.click(`[data-demo=room] button[data-pad=D4]`)
	p.heardNote("(you) played D4", "back after", "over the event stream")
}

// Nothing is heard before it was asked for, and the metronome only then.
func TestTheRoomIsSilent(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open(roomPath)
	p.script(heard)
	p.click(`[data-demo=room] button[data-pad=C4]`)
	p.heardNote("(you) played C4", "over the event stream")
	p.wait("the metronome", `!!document.querySelector("[data-metronome] [data-now]")`)
	if n := read[int](p, "__heard.contexts + __heard.tones"); n != 0 {
		t.Fatalf("nobody asked for sound, and there were %d", n)
	}
	p.click("[data-demo=room] [data-sound]")
	p.wait("a beat that is heard", "__heard.tones >= 2")
}
