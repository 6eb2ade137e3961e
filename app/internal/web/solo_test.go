package web

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirewalk/app/internal/music"
)

func TestSolo(t *testing.T) {
	o := ready(t)
	for name, c := range map[string]struct {
		target string
		last   string
		want   []string
		took   time.Duration
	}{
		"from the first": {"/live/solo", "", []string{
			`id: 1|data: {"note":"E4","beats":1}`, `id: 2|data: {"note":"E4","beats":1}`, `id: 3|data: {"note":"F4","beats":1}`,
		}, 1200 * time.Millisecond},
		"goes on": {"/live/solo", "12", []string{
			`id: 13|data: {"note":"E4","beats":1.5}`, `id: 14|data: {"note":"D4","beats":0.5}`, `id: 15|data: {"note":"D4","beats":2}`, `id: 16|data: {"note":"E4","beats":1}`,
		}, 2400 * time.Millisecond},
		"slower":           {"/live/solo?tempo=60", "", []string{`id: 1|data: {"note":"E4","beats":1}`, `id: 2|data: {"note":"E4","beats":1}`}, time.Second},
		"the melody again": {"/live/solo", fmt.Sprint(music.SoloLength()), []string{fmt.Sprintf(`id: %d|data: {"note":"E4","beats":1}`, music.SoloLength()+1)}, 0},
		"counts again":     {"/live/solo", "72000", []string{`id: 1|data: {"note":"E4","beats":1}`}, 0},
		"an unknown id":    {"/live/solo", "-3", []string{`id: 1|data: {"note":"E4","beats":1}`}, 0},
		"a huge id":        {"/live/solo", strings.Repeat("9", 100), []string{`id: 1|data: {"note":"E4","beats":1}`}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { streamBegins(t, o, c.target, c.last, c.want, c.took) })
		})
	}
}

func TestSoloEndsWithTheServer(t *testing.T) {
	o := ready(t)
	synctest.Test(t, func(t *testing.T) {
		runs, _, rest := reading(t, o, "/live/solo")
		events(t, rest, 2)
		if err := runs.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		for line := ""; line != "0\r\n"; { // the last chunk
			var err error
			if line, err = rest.ReadString('\n'); err != nil {
				t.Fatalf("the stream ends with %q, %v", line, err)
			}
		}
	})
}

// A cut ends the connection in the middle, for that seat alone.
func TestSoloIsCut(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	listen := func(seat string) *http.Response {
		resp, err := http.Get(s.URL + "/live/solo?tempo=240&seat=" + seat)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { resp.Body.Close() })
		return resp
	}
	mine, other := listen("mine"), listen("other")
	notes := bufio.NewReader(mine.Body)
	events(t, notes, 2)
	if got := s.ask(http.MethodPost, "/live/solo/cut?seat=mine", ""); got.StatusCode != http.StatusNoContent || len(got.Cookies()) != 0 {
		t.Fatalf("the cut is answered %s, cookies %v", got.Status, got.Cookies())
	}
	if _, err := io.ReadAll(notes); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the stream that was cut ends with %v", err)
	}
	eventually(t, "its line in the log", func() bool {
		return strings.Contains(s.log.String(), "level=INFO msg=request") && strings.Contains(s.log.String(), "method=GET path=/live/solo status=200 ")
	})
	events(t, bufio.NewReader(other.Body), 3)
	for _, seat := range []string{"mine", "nobody", ""} {
		if got := s.ask(http.MethodPost, "/live/solo/cut?seat="+seat, ""); got.StatusCode != http.StatusNotFound || !strings.Contains(got.body, "Start the solo") {
			t.Errorf("seat %q: %s %s", seat, got.Status, got.body)
		}
	}
}

func TestSoloIsForAnyClient(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	r, err := http.NewRequest(http.MethodGet, s.URL+"/live/solo", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", "https://elsewhere.test")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got := resp.Header.Get("Access-Control-Allow-Origin"); got != "*" || len(resp.Cookies()) != 0 {
		t.Errorf("Access-Control-Allow-Origin is %q, cookies %v", got, resp.Cookies())
	}
	for query, says := range map[string]string{
		"tempo=39": "from 40 to 240", "tempo=241": "from 40 to 240", "tempo=x": "from 40 to 240", "tempo=1e2": "from 40 to 240",
		"seat=" + strings.Repeat("x", 33): "at most 32 bytes",
	} {
		if got := s.get("/live/solo?" + query); got.StatusCode != http.StatusBadRequest || !strings.Contains(got.body, says) {
			t.Errorf("%s: %s %s", query, got.Status, got.body)
		}
	}
}
