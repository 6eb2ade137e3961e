package web

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"wirewalk/app/internal/live"
)

// freezing makes a pair that can be frozen, and returns its address.
func (b *browser) freezing(heartbeat string) string {
	b.t.Helper()
	made := b.post("/pairs", url.Values{"heartbeat": {heartbeat}}).must(b.t, http.StatusCreated)
	var told struct{ At string }
	if err := json.Unmarshal([]byte(made.body), &told); err != nil {
		b.t.Fatal(err)
	}
	return told.At
}

// Frozen, nothing comes on either connection, and a stream beside them tells what
// this server does; thawed, all of it comes.
func TestAPairIsFrozen(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	b := s.browser()
	at := b.freezing("none")
	socket, _, err := b.socket(at+"/socket", s.URL)
	if err != nil {
		t.Fatal(err)
	}
	body := bufio.NewReader(b.opens(at+"/stream", "").Body)
	if _, first, err := socket.ReadMessage(); err != nil || !strings.HasPrefix(string(first), `{"number":1,`) {
		t.Fatalf("the WebSocket begins with %q, %v", first, err)
	}
	next(t, body, 2)

	watch := bufio.NewReader(b.opens(at+"/watch", "").Body)
	var deeds []watchedDeed
	until := func(side live.PairSide, deed live.PairDeed, number int) (told watched) {
		t.Helper()
		for {
			data := strings.TrimPrefix(next(t, watch, 1)[0], "data: ")
			if strings.HasPrefix(data, "retry: ") {
				continue
			}
			told = watched{}
			if err := json.Unmarshal([]byte(data), &told); err != nil {
				t.Fatalf("%q: %v", data, err)
			}
			deeds = append(deeds, told.Deeds...)
			for _, d := range told.Deeds {
				if d.Side == side && d.Deed == deed && d.Number == number {
					return told
				}
			}
		}
	}
	b.post(at+"/freeze", nil).must(t, http.StatusNoContent)
	if told := until(live.PairStream, live.DeedFrozen, 0); !told.Frozen || !told.Sides[live.PairSocket].Open || !told.Sides[live.PairStream].Open {
		t.Errorf("frozen, this server tells %+v", told)
	}
	until(live.PairStream, live.DeedMessage, 3)
	if wire := b.get(at+"/wire").must(t, http.StatusOK).body; strings.Contains(wire, "&#34;number&#34;:2") {
		t.Errorf("on record is what was held: %s", wire)
	}
	b.post(at+"/thaw", nil).must(t, http.StatusNoContent)
	if told := until(live.PairStream, live.DeedThawed, 0); told.Frozen {
		t.Errorf("thawed, this server tells %+v", told)
	}
	if _, second, err := socket.ReadMessage(); err != nil || !strings.HasPrefix(string(second), `{"number":2,`) {
		t.Errorf("then the WebSocket goes on with %q, %v", second, err)
	}
	if held := next(t, body, 2); !strings.HasPrefix(held[0], "id: 2|") || !strings.HasPrefix(held[1], "id: 3|") {
		t.Errorf("then the stream goes on with %q", held)
	}
	if wire := b.get(at+"/wire").must(t, http.StatusOK).body; !strings.Contains(wire, "&#34;number&#34;:2") {
		t.Errorf("what was held is not on record: %s", wire)
	}
	b.post(at+"/thaw", nil).must(t, http.StatusNoContent) // nothing is frozen
}

// With a heartbeat the event stream has a comment each second.
func TestAStreamsHeartbeatIsAComment(t *testing.T) {
	t.Parallel()
	b := newSite(t, nil).browser()
	body := bufio.NewReader(b.opens(b.freezing("server")+"/stream", "").Body)
	for range 9 {
		if next(t, body, 1)[0] == ": still here" {
			return
		}
	}
	t.Error("no comment came")
}

func TestFreezingHasBounds(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	b := s.browser()
	b.post("/pairs", url.Values{"heartbeat": {"the page's"}}).must(t, http.StatusUnprocessableEntity)
	other := b.pairOf(live.ReturnStream)
	if got := b.post(other+"/freeze", nil); got.StatusCode != http.StatusConflict || !strings.Contains(got.body, "Run this one again") {
		t.Errorf("another experiment's pair: %s %s", got.Status, got.body)
	}
	at := b.freezing("none")
	for range live.MaxPairWatchers {
		if got := b.opens(at+"/watch", ""); got.StatusCode != http.StatusOK {
			t.Fatal(got.Status)
		}
	}
	if got := b.get(at + "/watch"); got.StatusCode != http.StatusTooManyRequests || !strings.Contains(got.body, "Close one") {
		t.Errorf("one window too many: %s %s", got.Status, got.body)
	}
	stranger := s.browser()
	stranger.freezing("none")
	for _, of := range []string{"/freeze", "/thaw"} {
		stranger.post(at+of, nil).must(t, http.StatusForbidden)
	}
	if got := stranger.get(at + "/watch"); got.StatusCode != http.StatusForbidden {
		t.Errorf("a stranger watches: %s", got.Status)
	}
	b.freezing("none") // the older is over, and so is each who watched it
	b.post(at+"/freeze", nil).must(t, http.StatusForbidden)
}
