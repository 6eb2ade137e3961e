package e2e

import (
	"strings"
	"testing"
)

// A sample's button runs it in a frame without an origin and stops it again; one
// that is started elsewhere stops the first.
func TestRunAndStop(t *testing.T) {
	for name, l := range map[string]look{"laptop": laptop(), "phone": {width: 320, height: 640, dark: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := visit(t, l)
			p.open(lessonPath)
			button := func(id string) string {
				return `document.querySelector('[data-snippet$="/` + id + `"]').closest("[data-snippets]").querySelector("[data-run]")`
			}
			lines := `document.querySelector('[data-snippet$="/listens"] [data-lines]')`
			const frames = `document.querySelectorAll("iframe")`
			p.script(button("listens") + `.scrollIntoView({ block: "center" }); ` + button("listens") + `.focus()`)
			p.press("\r")
			p.wait("the echo", lines+`.textContent.includes("Hello")`)
			p.picture("runs")
			if got := read[string](p, `[`+frames+`.length, `+frames+`[0].getAttribute("sandbox"), `+button("listens")+`.textContent.trim(), document.activeElement === `+button("listens")+`].join()`); got != "1,allow-scripts,Stop ■,true" {
				t.Errorf("while it runs: %s", got)
			}
			if read[bool](p, `document.documentElement.scrollWidth > innerWidth`) {
				t.Error("the page scrolls sideways")
			}

			p.net.expect(`ws\.on is not a function`)
			p.script(button("on-in-the-browser") + `.click()`)
			p.wait("the other's error", `document.querySelector('[data-snippet$="/on-in-the-browser"] .failed')?.textContent.includes("TypeError: ws.on is not a function")`)
			if got := read[string](p, `[`+frames+`.length, `+button("listens")+`.textContent.trim()].join()`); got != "1,Run it ▶" {
				t.Errorf("when another was started: %s", got)
			}
			p.picture("failed")
			p.script(button("on-in-the-browser") + `.click()`)
			p.wait("that it has stopped", frames+`.length === 0`)
			p.wait("what the voice says", `document.getElementById("status").textContent.startsWith("Stopped. It printed 1 line, the last: TypeError")`)
		})
	}
}

// What a frame may not do: read this origin's storage or cookies, reach pages
// that are not for any origin, run what is not its own, or navigate the page.
func TestFramesAreShut(t *testing.T) {
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
			await attempt(() => fetch("/live/board?room=` + strings.Repeat("x", 12) + `", { method: "POST", body: "x" }).then((r) => r.status)),
			await attempt(() => eval("1")),
			globalThis.ran,
		].join(", ");
	})()`)
	if want := "null, SecurityError, SecurityError, TypeError, TypeError, 404, EvalError, "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
