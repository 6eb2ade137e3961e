package e2e

import (
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// contest is what the race of the labs shows.
type contest struct {
	Caption, Did, Observed string
	Rows                   [][]string
	Bars                   int
	Busy                   bool
}

func (p *page) contest() contest {
	return read[contest](p, `((root) => ({
		Caption: root.querySelector("[data-caption]").textContent,
		Did: root.querySelector("[data-results] td:last-child")?.textContent ?? "",
		Observed: root.querySelector(".outcome")?.dataset.observed ?? "",
		Rows: [...root.querySelectorAll("[data-raced] tbody tr")].map((tr) => [...tr.cells].map((c) => c.textContent)),
		Bars: root.querySelectorAll("[data-chart] svg").length,
		Busy: root.querySelector("[data-next-label]").textContent === "Stop",
	}))(document.querySelector("[data-experiment=race]"))`)
}

// each is how many ms a row says that each message took.
func each(t *testing.T, row []string) float64 {
	t.Helper()
	ms, err := strconv.ParseFloat(strings.TrimSuffix(row[4], " ms"), 64)
	if err != nil {
		t.Fatalf("the row %q has no time for each message", row)
	}
	return ms
}

var bytesEach = regexp.MustCompile(`^([0-9.]+) \(([0-9.]+) up, ([0-9.]+) down\)$`)

// A race is sent with all its knobs, its bytes are the server's, and what the page
// says of who was first agrees with what it measured.
func TestContest(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop())
	p.open("/labs/race?race=calls&messages=100&rounds=3")
	x := p.experiment("race")
	p.wait("the knobs", "['calls', '100', '3'].every((value) => document.querySelector(`[data-experiment=race] input[value='${value}']:checked`))")
	x.run("A")
	c := p.contest()
	if c.Caption != "Call and answer, 100 messages, 3 rounds, in your browser now" || len(c.Rows) != 3 || c.Bars != 3 {
		t.Fatalf("%+v", c)
	}
	ways := []string{"WebSocket", "Event stream and POST", "fetch"}
	heavy := map[string]float64{}
	best := slices.MinFunc(c.Rows, func(a, b []string) int { return int(1000 * (each(t, a) - each(t, b))) })
	for i, row := range c.Rows {
		weight := bytesEach.FindStringSubmatch(row[5])
		if row[0] != ways[i] || row[1] != "100" || weight == nil || !strings.HasPrefix(row[6], "within ") && row[6] != "beyond 10 s" {
			t.Errorf("row %q", row)
			continue
		}
		heavy[row[0]], _ = strconv.ParseFloat(weight[1], 64)
	}
	// A call and its answer are 10 bytes in frames at most, and a request is more with
	// its headers alone; the opening handshake is spread over a hundred messages.
	if ws := heavy["WebSocket"]; ws < 8 || ws > 30 || heavy["fetch"] < 10*ws || heavy["Event stream and POST"] < 10*ws {
		t.Errorf("bytes for each message: %v", heavy)
	}
	if !strings.Contains(c.Did, best[0]) || c.Observed != "websocket" {
		t.Errorf("the least time for each message is %s’s, the page observed %q and says %q", best[0], c.Observed, c.Did)
	}
	p.script(`URL.createObjectURL = (blob) => (blob.text().then((text) => (globalThis.saved = text)), "#");`)
	p.click("[data-laps]")
	p.wait("the file", "globalThis.saved")
	r := csv.NewReader(strings.NewReader(read[string](p, "saved")))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 4+3*3 {
		t.Errorf("%d lines, %v: %q", len(rows), err, rows)
	}
	p.script("document.querySelector('[data-raced]').scrollIntoView()")
	p.picture("calls")
	for _, width := range []int64{320, 1366, 1920} {
		p.size(width, 900)
		checkWidth(t, p, "the race", width)
		p.picture(fmt.Sprint("calls-", width))
	}
}

// Ten thousand messages leave the page awake, and a press stops them: nothing is
// counted, nothing stays open, and the knobs are free again.
func TestContestStops(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop())
	p.net.expect(`/live/`)
	p.open("/labs/race")
	p.experiment("race")
	p.click("[data-contest] label:has(input[name=messages][value='10000'])")
	p.wait("the address", "location.search === '?messages=10000'")
	root := "[data-experiment=race]"
	p.click(root + " label:has(input[name=answer][value=B])")
	p.script(`
		globalThis.naps = 0;
		setInterval(() => (naps += 1), 20);`)
	p.click(root + " [data-next]")
	p.wait("the second contestant", "__e2e.sockets.length + __e2e.streams.length >= 2")
	p.click(root + " [data-next]")
	p.waitFor("it to stop", eventWait, func() (bool, error) { return !p.contest().Busy, nil })
	p.wait("all to be closed", "[...__e2e.sockets].every((s) => s.readyState >= 2) && [...__e2e.streams].every((s) => s.readyState === 2)")
	if c := p.contest(); len(c.Rows) != 0 || c.Observed != "" {
		t.Errorf("after Stop the page says %+v", c)
	}
	if free := read[bool](p, "[...document.querySelectorAll('[data-contest] input')].every((i) => !i.disabled) && document.querySelector('[data-running]').hidden"); !free {
		t.Error("after Stop the race’s knobs are not free")
	}
	if awake := read[int](p, "naps"); awake < 5 {
		t.Errorf("while ten thousand messages came, the page woke %d times", awake)
	}
}
