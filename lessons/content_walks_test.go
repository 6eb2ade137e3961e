package lessons_test

import (
	"slices"
	"strings"
	"testing"

	"wirewalk/lessons"
)

// The listings are files that can be edited, and rows name their lines by number:
// so each row of the source says here what stands in the lines that it lights.
func TestWalksLightWhatTheySpeakOf(t *testing.T) {
	l := course(t).Lesson("choosing")
	lit := map[string]string{
		"A002-wss-1":    "from 'ws'",
		"A002-wss-2":    "readFileSync('key.pem')",
		"A002-wss-3":    "new WebSocketServer({ server: httpsServer })",
		"A002-wss-4":    "wss.on('connection'",
		"A002-wss-5":    "httpsServer.listen(PORT",
		"A002-wss-7":    "new WebSocket(",
		"A002-wscli-1":  `id="messageInput"`,
		"A002-wscli-2":  "new WebSocket(",
		"A002-wscli-3":  "addEventListener('open'",
		"A002-wscli-4":  "addEventListener('message'",
		"A002-wscli-5":  "line.textContent = message",
		"A002-wscli-6":  "socket.send(input.value)",
		"A002-wscli-7":  "addEventListener('close'",
		"A002-ssecli-1": "new EventSource(",
		"A002-ssecli-2": "new EventSource(",
		"A002-ssecli-3": "addEventListener('message'",
		"A002-ssecli-4": "JSON.parse(event.data).time",
		"A002-ssesrv-1": "from 'express'",
		"A002-ssesrv-2": "const port",
		"A002-ssesrv-3": "app.get('/sse'",
		"A002-ssesrv-4": "'Content-Type': 'text/event-stream'",
		"A002-ssesrv-5": "'Cache-Control'",
		"A002-ssesrv-6": "res.set(",
		"A002-ssesrv-7": "res.flushHeaders()",
		"A002-ssesrv-8": "last += 1",
		"A002-ssesrv-9": "app.listen(port",
	}
	for i := range l.Walks {
		w := &l.Walks[i]
		for _, st := range w.Script.Steps {
			want, of := lit[st.ID]
			if !of {
				continue
			}
			delete(lit, st.ID)
			got := linesOf(w.Page().SampleOf("browser"), st.BrowserLines) + linesOf(w.Page().SampleOf("server"), st.ServerLines)
			if !strings.Contains(got, want) {
				t.Errorf("%s lights lines without %s:\n%s", st.ID, want, got)
			}
		}
	}
	for id := range lit {
		t.Errorf("no walk has a row %s", id)
	}
	// The whole listings are samples.
	for _, id := range []string{"A002-wss-6", "A002-ssecli-5"} {
		if l.Sample(id) == nil {
			t.Errorf("no sample %s", id)
		}
	}
}

// No piece of a sample explains, and no row lights, a line without code.
func TestWalksLightNoEmptyLine(t *testing.T) {
	l := course(t).Lesson("choosing")
	check := func(where string, s *lessons.Sample, lines []int) {
		for _, n := range lines {
			if strings.TrimSpace(linesOf(s, []int{n})) == "" {
				t.Errorf("%s names line %d of %s, which is empty", where, n, s.ID)
			}
		}
	}
	for i := range l.Walks {
		w := &l.Walks[i]
		for _, st := range w.Script.Steps {
			check(st.ID, w.Page().SampleOf("browser"), st.BrowserLines)
			check(st.ID, w.Page().SampleOf("server"), st.ServerLines)
		}
		for _, s := range w.Sides() {
			for _, p := range s.Pieces {
				check(p.ID, s, p.Lines)
			}
		}
	}
}

func linesOf(s *lessons.Sample, lines []int) string {
	all := strings.Split(s.Source, "\n")
	var b strings.Builder
	for _, n := range lines {
		b.WriteString(all[n-1] + "\n")
	}
	return b.String()
}

// A claim is corrected in each walk that meets it.
func TestWalksCorrect(t *testing.T) {
	l := course(t).Lesson("choosing")
	for id, want := range map[string][]string{
		"secure-server":  {"F04", "F07", "F12", "F28"},
		"websocket-page": {"F03", "F11", "F12", "F28"},
		"stream-page":    {"F05", "F40"},
		"stream-server":  {"F05", "F06", "F41"},
	} {
		var has []string
		for i := range l.Walks {
			if w := &l.Walks[i]; w.ID == id {
				for _, c := range w.Page().Corrections {
					has = append(has, c.ID)
				}
				if predictions(w.Script) == 0 || predictions(w.Script) > 2 {
					t.Errorf("%s asks %d times", id, predictions(w.Script))
				}
			}
		}
		for _, f := range want {
			if !slices.Contains(has, f) {
				t.Errorf("%s does not correct %s, only %v", id, f, has)
			}
		}
	}
}

func predictions(s *lessons.Script) (n int) {
	for _, st := range s.Steps {
		if st.Predict != nil {
			n++
		}
	}
	return n
}
