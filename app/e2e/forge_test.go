package e2e

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// built is what the forge shows.
type built struct {
	Hex, Problem, Count, Address, Variant, Focus, Labels string
	Bits                                                 string // of all fields but payloads, as they can be read
	Wire, Seen                                           string
	Broken                                               int
}

func (p *page) built() built {
	p.t.Helper()
	return read[built](p, `((root) => ({
		Hex: root.querySelector("[data-written]").value,
		Problem: root.querySelector("[data-problem]").checkVisibility() ? root.querySelector("[data-problem]").innerText : "",
		Count: root.querySelector("[data-count]").textContent,
		Address: location.search,
		Variant: root.querySelector("[name=variant]:checked").value,
		Focus: document.activeElement.dataset?.bit ?? "",
		Labels: root.querySelector("[data-forged]").innerText,
		Bits: [...root.querySelectorAll(".forged-field > .forged-bits [data-bit]")].map((b) => b.lastChild.data).join(""),
		Wire: root.querySelector("[data-wire-live]").innerText,
		Seen: root.querySelector("[data-seen-live]").innerText,
		Broken: root.querySelectorAll("[data-wire-live] .broken").length,
	}))(document.querySelector("[data-experiment=forge]"))`)
}

// writes replaces what is written in a field, as typing does.
func (p *page) writes(hook, text string) {
	p.t.Helper()
	p.script(fmt.Sprintf(`const area = document.querySelector("[data-%s]"); area.focus(); area.value = %s; area.dispatchEvent(new Event("input", { bubbles: true }));`, hook, quote(text)))
}

func (p *page) labelled(text string) {
	p.t.Helper()
	p.wait("the label "+text, "document.querySelector('[data-forged]').innerText.includes("+quote(text)+")")
}

// A frame comes with the address, is changed bit by bit with the keyboard, and
// what crosses stands beside what JavaScript gets.
func TestForge(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.expectRefusals()
	p.open("/labs/forge?frame=810548656c6c6f")
	x := p.experiment("forge")
	p.wait("the forge", "document.querySelector('[data-forged] [data-bit][tabindex=\"-1\"]')")
	p.labelled("Frame 1: text frame")
	if b := p.built(); b.Variant != "hello" || b.Bits != "1000000100000101" || b.Problem != "" || b.Count != "7 bytes" {
		t.Errorf("a link to Hello shows %+v", b)
	}
	for _, name := range []string{"FIN 1", "RSV1 0", "RSV2 0", "RSV3 0", "opcode 0x1", "MASK 0", "Payload len 5", "Payload data Hello"} {
		p.labelled(name)
	}
	p.script("document.querySelector('[data-written]').focus()")
	p.tabTo("the first bit", "document.activeElement.matches('[data-bit]')")
	p.press(kb.ArrowRight)
	p.press(" ")
	p.wait("the frame of one's own", "document.querySelector('[name=variant]:checked').value === 'own' && location.search === '?frame=c10548656c6c6f'")
	p.labelled("RSV1 1")
	if b := p.built(); b.Focus != "1" || b.Hex != "c1 05 48 65 6c 6c 6f" {
		t.Errorf("after a bit was turned over: %+v", b)
	}
	p.wait("the voice to say which", "document.querySelector('[role=status]').textContent.startsWith('RSV1 1')")
	if o := x.run("B"); o.Observed != "error close" {
		t.Errorf("with RSV1 set: %+v", o)
	}
	b := p.built()
	if !strings.Contains(b.Wire, "RSV1, RSV2 and RSV3 must be 0") || !strings.Contains(b.Wire, "1002") || b.Broken != 1 || !strings.Contains(b.Seen, "code 1006, not clean") {
		t.Errorf("what crossed: %q; what JavaScript saw: %q", b.Wire, b.Seen)
	}
	for _, size := range [][2]int64{{320, 640}, {1366, 657}, {1920, 1080}} {
		for _, dark := range []bool{false, true} {
			p.size(size[0], size[1])
			p.media("", look{dark: dark})
			checkWidth(t, p, "the forge", size[0])
			p.script("document.querySelector('.forge').scrollIntoView({ behavior: 'instant' })")
			p.picture(fmt.Sprintf("bits-%d-%s", size[0], theme(dark)))
			p.script("document.querySelector('[data-wire-live]').parentNode.scrollIntoView({ behavior: 'instant' })")
			p.picture(fmt.Sprintf("sides-%d-%s", size[0], theme(dark)))
		}
	}
	p.size(1366, 657)

	// The next one: what was predicted of the last is forgotten.
	p.writes("written", "89 02 68 69")
	p.labelled("Ping frame")
	if read[bool](p, "!!document.querySelector('[name=answer]:checked')") {
		t.Error("another frame has the prediction of the last")
	}
	if o := x.run("D"); o.Observed != "none" {
		t.Errorf("a Ping: %+v", o)
	}
	if b := p.built(); !strings.Contains(b.Wire, "Pong frame") || strings.Contains(b.Seen, "message") {
		t.Errorf("a Ping: %q; JavaScript saw %q", b.Wire, b.Seen)
	}
}

// Each form of a length, the key and what is not whole have their labels.
func TestForgeLabels(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open("/labs/forge")
	p.labelled("Hello")
	for hex, labels := range map[string][]string{
		"81 7e 00 05 48656c6c6f":             {"Payload len 126", "Extended payload length 5", "the length follows in the next two bytes"},
		"82 7f 0000000000000001 aa":          {"Payload len 127", "Extended payload length 1", "binary"},
		"81 85 37 fa 21 3d 7f 9f 4d 51 58":   {"MASK 1", "Masking-key 37 fa 21 3d", "Payload data Hello"},
		"01 03 48 65 6c 80 02 6c 6f":         {"Frame 1: first fragment of a text message", "Frame 2: last fragment of a message", "bytes 5–8"},
		"81 05 48":                           {"unfinished", "Its length says 5, and 1 byte of payload are here"},
		"81":                                 {"unfinished", "Its head is not whole"},
		"82 ff ffffffffffffffff 00000000 aa": {"no frame can begin like this", "1 byte without labels"},
		"88 02 03 e8":                        {"Status code 1000"},
		"":                                   {"No byte is here yet"},
	} {
		p.writes("written", hex)
		for _, label := range labels {
			p.labelled(label)
		}
	}
}

// What cannot be read is told, and stays as it was typed; and nothing that is
// typed, pasted or linked becomes markup.
func TestForgeTakesTextAsText(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.expectRefusals()
	nasty := []string{
		`<img src=x onerror=window.pwned=1>`, `"><script>window.pwned=1</script>`, `javascript:window.pwned=1`, `81 0g`, `810`,
		"\u202e81", `</textarea><svg onload=window.pwned=1>`, `{{constructor.constructor('window.pwned=1')()}}`, strings.Repeat("00", 2049),
	}
	for _, text := range nasty {
		p.open("/labs/forge?frame=" + url.QueryEscape(text))
		p.experiment("forge")
		p.wait("to be told", "document.querySelector('[data-problem]').checkVisibility()")
		if b := p.built(); b.Hex != text && len(text) < 100 || b.Variant != "own" || b.Problem == "" {
			t.Errorf("%q: %+v", text, b)
		}
	}
	p.open("/labs/forge")
	x := p.experiment("forge")
	p.labelled("Hello")
	for _, text := range nasty[:3] {
		p.writes("written", fmt.Sprintf("81%02x%x", len(text), text))
		p.labelled("Payload data " + text)
		if o := x.run("A"); o.Observed != "message" || !strings.Contains(p.built().Seen, text) {
			t.Errorf("%q: %+v, %+v", text, o, p.built())
		}
	}
	if read[bool](p, "'pwned' in window || !!document.querySelector('[data-stage] :is(img, script, svg)')") {
		t.Error("what was written became markup")
	}
}
