package web

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/live"
)

func TestTheTraceTellsEverythingOnce(t *testing.T) {
	t.Parallel()
	st := newSite(t, nil).student("websocket-protocol")
	open := st.connect()
	st.done(1)
	st.done(2)
	whole := st.follow("", "step", 2)
	if len(whole) < 6 {
		t.Fatalf("the trace has %d events", len(whole))
	}
	// Coming back after the third shows the fourth first.
	if rest := st.follow(whole[2].id, "step", 1); len(rest) == 0 || rest[0].id != whole[3].id {
		t.Errorf("after %s came %v", whole[2].id, rest)
	}
	for _, unknown := range []string{"nonsense", "-1", "4711"} {
		if again := st.follow(unknown, "wire", 1); again[0].id != whole[0].id {
			t.Errorf("after the unknown %s it begins at %s", unknown, again[0].id)
		}
	}
	if !strings.Contains(whole[0].data, `data-kind="request-line"`) || !strings.Contains(whole[0].data, `data-step="1"`) {
		t.Errorf("the first fragment is %s", whole[0].data)
	}
	run, err := st.web.runs.Get(st.run.ID)
	if err != nil {
		t.Fatal(err)
	}
	run.End(live.Closed, "The end.")
	if all := st.follow("", "over", 1); all[len(all)-1].data != `{"reason":"closed","step":2,"text":"The end."}` {
		t.Errorf("the end is %s", all[len(all)-1].data)
	}
	<-open
}

type traced struct{ id, name, data string }

// follow reads the trace until the n-th event of that name.
func (st *student) follow(after, name string, n int) []traced {
	st.t.Helper()
	r, err := http.NewRequestWithContext(st.t.Context(), http.MethodGet, st.URL+st.run.Trace, nil)
	if err != nil {
		st.t.Fatal(err)
	}
	r.Header.Set("Last-Event-ID", after)
	resp, err := (&http.Client{Timeout: 10 * time.Second}).Do(r)
	if err != nil {
		st.t.Fatal(err)
	}
	defer resp.Body.Close()
	var all []traced
	var e traced
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		key, value, _ := strings.Cut(lines.Text(), ": ")
		switch key {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data += value
		case "":
			if e.name == "" {
				continue
			}
			all = append(all, e)
			if e.name == name {
				n--
			}
			if n == 0 {
				return all
			}
			e = traced{}
		}
	}
	st.t.Fatalf("the trace ended before the last %q: %v", name, all)
	return nil
}
