package e2e

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// again presses what runs all positions of a lab's page, counts what came of it,
// and presses again a while after all have run, as somebody does who looks at it.
const again = `
	globalThis.results = 0;
	addEventListener("result", () => (results += 1), true);
	const button = document.querySelector("[data-run-page]") ?? document.querySelector("[data-run-all]");
	let idle = 0;
	setInterval(() => {
		idle = button.disabled || button.textContent.includes("Stop") ? 0 : idle + 1;
		if (idle && idle % 10 === 0) button.click();
	}, 200);`

// All labs run at once, in ten browsers, while two hundred students walk a lesson
// on the same server: no step of theirs fails, every lab goes on, and the program
// ends as it always does, with nothing left open.
func TestAllLabsWhileAClassWalks(t *testing.T) {
	thorough(t)
	load := filepath.Join(t.TempDir(), "load")
	build := exec.Command("go", "build", "-o", load, "./app/load")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build ./app/load: %v\n%s", err, out)
	}
	own, err := startProgram(wirewalk.binary)
	if err != nil {
		t.Fatal(err)
	}
	ended := false
	t.Cleanup(func() {
		if !ended {
			own.kill()
		}
	})
	pages := map[string]*page{}
	for _, slug := range labSlugs() {
		l := laptop()
		l.port = own.port
		p := visit(t, l)
		p.expectRefusals()
		p.net.expect(`/live/|/parcels/|/runs/|/stream|/socket|/jam/`) // what is cut when the labs are
		p.open(pathOf(slug) + spare[readLesson(t, slug).Experiments[0].Bench])
		p.wait("what runs all", "document.querySelector('[data-run-all]')")
		pages[slug] = p
	}
	for _, p := range pages {
		p.script(again)
	}
	walk := exec.Command(load, "--url", own.url("127.0.0.1"), "--students", "200", "--think", "1s")
	said, err := walk.CombinedOutput()
	if err != nil {
		t.Errorf("two hundred students beside the labs: %v\n%s", err, said)
	}
	t.Logf("%s", said)
	during := map[string]int{}
	for slug, p := range pages {
		during[slug] = read[int](p, "results")
	}
	for slug, p := range pages {
		p.waitFor(slug+" to go on", outcomeWait, func() (bool, error) {
			n, err := tryRead[int](p, "results")
			return n > during[slug], err
		})
		t.Logf("%s: %d positions while they walked", slug, during[slug])
		p.open("/privacy") // leaves whatever was under way
	}

	ended = true
	began := time.Now()
	if err := own.stop(); err != nil {
		t.Error(err)
	}
	t.Logf("it ended within %v", time.Since(began).Round(time.Millisecond))
}
