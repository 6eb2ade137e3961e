package e2e

import (
	"strings"
	"testing"
)

// One button runs a mistake beside its mending, each in a frame without an
// origin, and stops both.
func TestRunAndStop(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"laptop": laptop(), "phone": {width: 320, height: 640, dark: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := visit(t, l)
			p.open(lessonPath)
			const button = `document.querySelector("#one-name [data-run-code]")`
			const frames = `document.querySelectorAll("iframe")`
			p.net.expect(`ws\.on is not a function`)
			p.script(button + `.scrollIntoView({ block: "center" }); ` + button + `.focus()`)
			p.press("\r")
			p.wait("the echo", `document.querySelector("#listens [data-lines]").textContent.includes("Hello")`)
			p.wait("the error", `document.querySelector("#on-in-the-browser .failed")?.textContent.includes("TypeError: ws.on is not a function")`)
			p.picture("runs")
			if got := read[string](p, `[`+frames+`.length, `+frames+`[0].getAttribute("sandbox"), `+button+`.textContent.trim(), document.activeElement === `+button+`].join()`); got != "2,allow-scripts,Stop ■,true" {
				t.Errorf("while both run: %s", got)
			}
			if read[bool](p, `document.documentElement.scrollWidth > innerWidth`) {
				t.Error("the page scrolls sideways")
			}
			p.press("\r")
			p.wait("that both have stopped", frames+`.length === 0`)
			p.wait("what the voice says", `document.getElementById("status").textContent ===
				"Stopped. The source’s three lines, in the browser printed 1 line, the last: TypeError: ws.on is not a function. What works in all three printed 1 line, the last: Hello."`)

			// Nobody stops it: it stops by itself.
			p.script(`const plainly = setTimeout; globalThis.setTimeout = (act, ms, ...rest) => plainly(act, ms === 30000 ? 700 : ms, ...rest)`)
			p.press("\r")
			p.wait("the frames", frames+`.length === 2`)
			p.wait("their end", frames+`.length === 0 && `+button+`.textContent.trim() === "Run both ▶"`)
			if got := read[string](p, `document.querySelector("#one-name [data-aside]").textContent`); got != "It ran for 30 s, and was stopped." {
				t.Errorf("it says %q", got)
			}
		})
	}
}

// A browser opens one WebSocket at a time to a server, and the walkthrough may be
// holding its own. A frame without an origin counts as somebody else.
func TestRunWhileAHandshakeIsHeld(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.net.expect(`ws\.on is not a function`)
	w := p.lesson(lessonPath)
	w.live()
	w.to(2)
	p.script(`document.querySelector("#one-name [data-run-code]").click()`)
	p.wait("the echo", `document.querySelector("#listens [data-lines]").textContent.includes("Hello")`)
	w.to(10)
}

// What a frame may not do: read this origin's storage or cookies, reach pages
// that are not for any origin, run what is not its own, or navigate the page.
func TestFramesAreShut(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.net.expect(`.`) // it tries what it may not
	p.open(lessonPath)
	p.script(`
		globalThis.heard = [];
		const frame = document.createElement("iframe");
		frame.src = "` + lessonPath + `/snippets/listens";
		frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-top-navigation");
		addEventListener("message", ({ source, data, origin }) => source === frame.contentWindow && heard.push([origin, data.text].join(" ")));
		document.body.append(frame);`)
	p.wait("its line", `heard.length > 0`)
	// Its own header shuts it, whatever the element around it would allow.
	if got := read[string](p, `heard[0]`); got != "null Hello" {
		t.Errorf("heard %q", got)
	}
	if read[bool](p, `(() => { try { return !!frame.contentDocument } catch { return false } })()`) {
		t.Error("the frame has this page's origin")
	}
	// Opened by itself, it has no origin either.
	p.open(lessonPath + "/snippets/listens")
	got := read[string](p, `(async () => {
		const attempt = async (act) => { try { return String(await act()); } catch (e) { return e.name; } };
		const script = document.createElement("script");
		script.textContent = "globalThis.ran = true";
		document.head.append(script);
		return [
			self.origin,
			await attempt(() => document.cookie),
			await attempt(() => localStorage.length),
			await attempt(() => fetch("/lessons")),
			await attempt(() => fetch("http://127.0.0.1:1/")),
			await attempt(() => fetch("/live/board?room=`+strings.Repeat("x", 12)+`", { method: "POST", body: "x" }).then((r) => r.status)),
			await attempt(() => eval("1")),
			globalThis.ran,
		].join(", ");
	})()`)
	if want := "null, SecurityError, SecurityError, TypeError, TypeError, 404, EvalError, "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
