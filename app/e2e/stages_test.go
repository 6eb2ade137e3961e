package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const stagesPath = "/lessons/two-stages"

// crossing is one message of a stage's list.
type crossing struct {
	From  string // "client", "server"; "" for what is no message
	Text  string // the message
	Facts string // what stands beside it
}

// stage is one of the two, as a visitor sees it.
type stage struct {
	Lamp, Said string
	Lines      []crossing // the newest first
	Marks      int
}

func (p *page) stage(name string) stage {
	p.t.Helper()
	return read[stage](p, `(() => {
		const root = document.querySelector("[data-demo=`+name+`]");
		const line = (li) => ({
			From: /from-(client|server)/.exec(li.className)?.[1] ?? "",
			Text: li.querySelector("code")?.textContent ?? li.textContent,
			Facts: li.querySelector("span")?.textContent ?? "",
		});
		return {
			Lamp: root.querySelector("[data-lamp-word]").textContent,
			Said: root.querySelector("[data-aside]").textContent,
			Lines: [...root.querySelectorAll("[data-messages] li")].map(line),
			Marks: root.querySelectorAll("[data-track] b").length,
		};
	})()`)
}

// listed waits for a message in the list of a stage, and returns it.
func (p *page) listed(name, what string, is func(crossing) bool) (found crossing) {
	p.t.Helper()
	p.waitFor(what, eventWait, func() (bool, error) {
		for _, l := range p.stage(name).Lines {
			if is(l) {
				found = l
				return true, nil
			}
		}
		return false, fmt.Errorf("the stage shows %+v", p.stage(name))
	})
	return found
}

// heard is how many sounds the page could have made: it counts AudioContexts,
// and the tones that were begun.
const heard = `(() => {
	const kept = (window.__heard = { contexts: 0, tones: 0 });
	const { start } = OscillatorNode.prototype;
	OscillatorNode.prototype.start = function (...at) { kept.tones += 1; return start.apply(this, at); };
	window.AudioContext = class extends AudioContext { constructor(...given) { super(...given); kept.contexts += 1; } };
})()`

// A pad is a message of the browser's, the band answers it in text, and plays
// what nobody asked for.
func TestJam(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open(stagesPath)
	p.click("[data-demo=jam] [data-start]")
	p.wait("the connection", `document.querySelector("[data-demo=jam] [data-lamp-word]").textContent === "OPEN (1)"`)
	unasked := p.listed("jam", "a note that nobody asked for", func(l crossing) bool { return l.From == "server" })
	if !strings.HasPrefix(unasked.Text, `{"play":"C3","beat":1,"late":`) || !strings.Contains(unasked.Facts, "unasked") {
		t.Errorf("the band began with %+v", unasked)
	}
	p.click(`[data-pad=D4]`)
	sent := p.listed("jam", "the pad", func(l crossing) bool { return l.From == "client" })
	if sent.Text != `{"play":"D4"}` || sent.Facts != "13 bytes" {
		t.Errorf("the pad is listed as %+v", sent)
	}
	answer := p.listed("jam", "the answer", func(l crossing) bool { return strings.Contains(l.Text, `"answers":"D4"`) })
	if !strings.Contains(answer.Facts, "after your D4") || !strings.Contains(answer.Facts, "ms after its beat") || strings.Contains(answer.Facts, "NaN") {
		t.Errorf("the answer is listed as %+v", answer)
	}
	p.wait("the sentence", `document.querySelector("[data-demo=jam] [data-aside]").textContent.includes("the band answered with")`)
	p.picture("jam")
	type message struct{ Type, Data string }
	if got := read[[]message](p, `__e2e.seen.filter((e) => e.type === "message").map((e) => ({ Type: e.type, Data: e.data }))`); len(got) < 2 || got[0].Data != unasked.Text {
		t.Errorf("the socket got %+v", got)
	}
	p.click("[data-demo=jam] [data-start]")
	p.wait("a clean end", `__e2e.seen.some((e) => e.type === "close" && e.code === 1000)`)
	if s := p.stage("jam"); s.Lamp != "CLOSED (3)" || !strings.Contains(s.Said, "You left") || s.Lines[0].From != "" {
		t.Errorf("after leaving: %+v", s)
	}
	if n := read[int](p, "__e2e.sockets.length"); n != 1 {
		t.Errorf("the jam took %d connections", n)
	}
}

// Who presses a pad before joining joins, and the note is sent when it can be:
// by keyboard alone, on a page whose script has not come yet.
func TestJamByKeyboard(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop())
	p.open(stagesPath)
	p.tabTo("a pad", `document.activeElement.matches("[data-pad=C4]")`)
	p.press(kb.Enter)
	p.listed("jam", "the answer to Enter", func(l crossing) bool { return strings.Contains(l.Text, `"answers":"C4"`) })
	p.press("5")
	p.listed("jam", "the answer to 5", func(l crossing) bool { return strings.Contains(l.Text, `"answers":"G4"`) })
	if !read[bool](p, `document.activeElement.matches("[data-pad=C4]")`) {
		t.Error("the focus moved")
	}
	p.tabBackTo("Stop", `document.activeElement.matches("[data-demo=jam] [data-start]")`)
	p.press(kb.Enter)
	p.wait("the end", `document.querySelector("[data-demo=jam] [data-lamp-word]").textContent === "CLOSED (3)"`)
	p.script(`document.querySelector("h1").focus()`)
	before := len(p.stage("jam").Lines)
	p.tabTo("a part of the page that is no stage", `document.activeElement.matches("[data-why-start]")`)
	p.press("5")
	if now := len(p.stage("jam").Lines); now != before {
		t.Errorf("a key outside the stage played: %d lines, before %d", now, before)
	}
}

// The solo goes on with the next note after it was cut, by itself, on a request
// of its own; none is lost, and none is played twice.
func TestSoloComesBack(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.net.expect(`net::ERR_|Failed to load resource|/live/solo`)
	p.open(stagesPath)
	p.click("[data-demo=solo] [data-start]")
	p.listed("solo", "the third note", func(l crossing) bool { return strings.HasSuffix(l.Facts, "id 3") })
	p.click("[data-demo=solo] [data-cut]")
	p.listed("solo", "the cut", func(l crossing) bool { return strings.Contains(l.Text, "Nobody has to press anything") })
	if s := p.stage("solo"); s.Lamp != "CONNECTING (0)" {
		t.Errorf("after the cut the lamp says %s", s.Lamp)
	}
	p.picture("cut")
	back := p.listed("solo", "the return", func(l crossing) bool { return strings.Contains(l.Text, "Back by itself") })
	if !strings.Contains(back.Text, "None is missing") {
		t.Errorf("it says: %s", back.Text)
	}
	last := read[int](p, `Number(__e2e.seen.filter((e) => e.type === "message").at(-1).id)`)
	p.listed("solo", "two more notes", func(l crossing) bool { return strings.HasSuffix(l.Facts, "id "+strconv.Itoa(last+2)) })
	p.picture("back")
	ids := read[[]string](p, `__e2e.seen.filter((e) => e.type === "message").map((e) => e.id)`)
	for i, id := range ids {
		if id != strconv.Itoa(i+1) {
			t.Fatalf("the notes came as %v", ids)
		}
	}
	p.click("[data-demo=solo] [data-start]")
	if s := p.stage("solo"); s.Lamp != "CLOSED (2)" {
		t.Errorf("after Stop the lamp says %s", s.Lamp)
	}
	if n := read[int](p, "__e2e.streams.length"); n != 1 {
		t.Errorf("the page made %d EventSources", n)
	}
}

// Nothing is heard before it was asked for, and what is asked for on one stage
// is not heard on the other.
func TestStagesAreSilent(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open(stagesPath)
	p.script(heard)
	type sounds struct{ Contexts, Tones int }
	made := func() sounds {
		return read[sounds](p, "({ Contexts: __heard.contexts, Tones: __heard.tones })")
	}
	p.click("[data-pad=C4]")
	p.listed("jam", "the answer", func(l crossing) bool { return strings.Contains(l.Text, `"answers":"C4"`) })
	p.click("[data-demo=solo] [data-start]")
	p.listed("solo", "the second note", func(l crossing) bool { return strings.HasSuffix(l.Facts, "id 2") })
	if got := made(); got != (sounds{}) {
		t.Fatalf("nobody asked for sound, and there was %+v", got)
	}
	p.click("[data-demo=solo] [data-sound]")
	p.wait("the button to be pressed", `document.querySelector("[data-demo=solo] [data-sound]").getAttribute("aria-pressed") === "true"`)
	p.wait("a tone", "__heard.contexts === 1 && __heard.tones >= 1")
	if read[string](p, `document.querySelector("[data-demo=jam] [data-sound]").getAttribute("aria-pressed")`) != "false" {
		t.Error("the other stage is heard as well")
	}
	p.click("[data-demo=solo] [data-sound]")
	quiet := made()
	last := read[int](p, `Number(__e2e.seen.filter((e) => e.type === "message" && e.id).at(-1).id)`)
	p.listed("solo", "the next note", func(l crossing) bool { return strings.HasSuffix(l.Facts, "id "+strconv.Itoa(last+1)) })
	if got := made(); got != quiet {
		t.Errorf("it goes on after it was switched off: %+v, before %+v", got, quiet)
	}
}

// Where movement is not wanted, marks appear in place; elsewhere they move.
func TestStagesHoldStill(t *testing.T) {
	thorough(t)
	t.Parallel()
	for name, still := range map[string]bool{"moving": false, "still": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := laptop()
			l.moving = !still
			p := visit(t, l)
			p.open(stagesPath)
			p.click("[data-pad=C4]")
			p.listed("jam", "the answer", func(l crossing) bool { return strings.Contains(l.Text, `"answers":"C4"`) })
			if s := p.stage("jam"); s.Marks < 2 {
				t.Errorf("%d marks", s.Marks)
			}
			moving := read[int](p, `document.querySelector("[data-demo=jam]").getAnimations({ subtree: true }).length`)
			if (moving == 0) != still {
				t.Errorf("%d movements", moving)
			}
			p.press("1234")
			p.listed("jam", "four answers", func(l crossing) bool { return strings.Contains(l.Text, `"answers":"F4"`) })
			if out := read[int](p, `[...document.querySelectorAll("[data-track] b")].filter((b) => {
				const [mark, track] = [b, b.closest("[data-track]")].map((e) => e.getBoundingClientRect());
				return mark.right <= track.left || mark.right > track.right || mark.top < track.top || mark.bottom > track.bottom;
			}).length`); out > 0 {
				t.Errorf("%d marks are off their track", out)
			}
			p.picture(name)
		})
	}
}

// Whoever leaves takes the connections along.
func TestStagesEndWithThePage(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open(stagesPath)
	p.click("[data-pad=C4]")
	p.listed("jam", "a note", func(l crossing) bool { return l.From == "server" })
	p.click("[data-demo=solo] [data-start]")
	p.listed("solo", "a note", func(l crossing) bool { return l.From == "server" })
	p.script(`dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }))`)
	p.wait("both to end", "[...__e2e.sockets, ...__e2e.streams].length === 2 && __e2e.sockets[0].readyState === 3 && __e2e.streams[0].readyState === 2")
}

// Whoever looks elsewhere for long is played to no more, and is told so.
func TestStagesEndUnseen(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open(stagesPath)
	p.click("[data-pad=C4]")
	p.listed("jam", "a note", func(l crossing) bool { return l.From == "server" })
	p.click("[data-demo=solo] [data-start]")
	p.listed("solo", "a note", func(l crossing) bool { return l.From == "server" })
	// Half a minute passes at once; shorter waits take their time.
	p.script(`const wait = setTimeout;
		window.setTimeout = (act, ms, ...given) => wait(act, ms >= 30000 ? 50 : ms, ...given);
		Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
		document.dispatchEvent(new Event("visibilitychange"))`)
	p.wait("both to end", "__e2e.sockets[0].readyState === 3 && __e2e.streams[0].readyState === 2")
	for _, name := range []string{"jam", "solo"} {
		if s := p.stage(name); !strings.Contains(s.Said, "nobody was looking") {
			t.Errorf("the %s says: %s", name, s.Said)
		}
	}
}

// On a phone the pads are as large as a finger, and nothing scrolls sideways.
func TestStagesFitEveryWindow(t *testing.T) {
	thorough(t)
	t.Parallel()
	for _, l := range []look{{width: 320, height: 640}, {width: 320, height: 640, dark: true}, laptop(), {width: 1366, height: 657, dark: true}, {width: 1920, height: 1080}, {width: 1920, height: 1080, dark: true}} {
		t.Run(fmt.Sprint(l.width, l.dark), func(t *testing.T) {
			t.Parallel()
			p := visit(t, l)
			p.open(stagesPath)
			for _, pad := range []string{"C4", "E4", "G4"} {
				p.click("[data-pad=" + pad + "]")
			}
			p.listed("jam", "the answer", func(l crossing) bool { return strings.Contains(l.Text, `"answers":"G4"`) })
			checkWidth(t, p, "the jam", l.width)
			if least := read[float64](p, `Math.min(...[...document.querySelectorAll("button[data-pad]")].flatMap((b) => [b.offsetWidth, b.offsetHeight]))`); least < 44 {
				t.Errorf("a pad has %v px", least)
			}
			p.script(`document.querySelector("[data-demo=jam]").scrollIntoView({ behavior: "instant", block: "center" })`)
			p.still()
			p.picture("jam")
			p.click("[data-demo=solo] [data-start]")
			p.listed("solo", "the second note", func(l crossing) bool { return strings.HasSuffix(l.Facts, "id 2") })
			checkWidth(t, p, "the solo", l.width)
			p.still()
			p.picture("solo")
		})
	}
}
