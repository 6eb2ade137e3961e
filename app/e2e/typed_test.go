package e2e

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/chromedp/cdproto/network"
	cdpage "github.com/chromedp/cdproto/page"
	"github.com/gorilla/websocket"

	"wirewalk/lessons"
	"wirewalk/lessons/lessontest"
)

// watchTyped finds what text has become that somebody typed: whether it ran, broke the
// policy of the page, or is an element or an attribute of one.
const watchTyped = `
	globalThis.xssRan = [];
	for (const name of ["__xss", "alert", "confirm", "prompt"]) globalThis[name] = () => xssRan.push(name);
	addEventListener("securitypolicyviolation", (e) => xssRan.push("policy: " + e.violatedDirective + " " + e.blockedURI));
	globalThis.xssMade = () => [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes]
		.filter((a) => /^(on|xss)|^srcdoc$/i.test(a.name) || /^(href|src|data|action|formaction)$/i.test(a.name) && /^\s*(javascript|vbscript|data:text)/i.test(a.value) ||
			/^(href|src|action)$/.test(a.name) && a.value.startsWith("//"))
		.map((a) => e.localName + " " + a.name + "=" + a.value));`

// Whatever people type, and wherever it is shown, is text, whole and in its place.
func TestWhatIsTypedIsText(t *testing.T) {
	thorough(t)
	t.Parallel()
	dir := hostileLessons(t)
	own, err := startProgram(wirewalk.binary, "--lessons", dir, "--instructor-token", instructorToken)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("while it serves", func(t *testing.T) { typedIsText(t, own) })
	if err := own.stop(); err != nil {
		t.Error(err)
	}
}

func typedIsText(t *testing.T, own *program) {
	l := laptop()
	l.port = own.port
	p := visit(t, l)
	p.watchTyped()
	p.expectRefusals()
	p.net.expect(`(?s)^GET .* was answered (400|404|422)$`)
	p.open("/teach/sign-in#" + instructorToken)
	p.wait("the first page of who teaches", "location.pathname === '/teach' && document.readyState === 'complete'")
	base := own.url("127.0.0.1")
	instructor := newTypist(t, base)
	instructor.sends("/teach/sign-in", url.Values{"code": {instructorToken}})
	for _, title := range hostile[:30] {
		if !instructor.sends("/teach", url.Values{"title": {title}, "lesson": {"frames"}}) {
			t.Errorf("%q is no title", title)
		}
	}
	title := `"><img xss src=x onerror=__xss()> שלום (1)`
	if !instructor.sends("/teach", url.Values{"title": {title}, "lesson": {"frames"}, "asks": {"email"}}) {
		t.Fatalf("%q is no title", title)
	}
	p.open("/teach")
	desk := &cockpit{p, strings.TrimPrefix(read[string](p, "[...document.querySelectorAll('.class-list a')].find((a) => a.textContent === "+quote(cleaned(title))+").pathname"), "/teach/classes/")}
	p.open(desk.path(""))

	// As many students as strings, who answer and vote with them.
	desk.script(`document.querySelector("form[data-act] [value='frames/frames-quiz-3']").form.requestSubmit()`)
	desk.shows("asking", "answered")
	var names []string
	var last *typist
	for i, text := range hostile {
		someone := newTypist(t, base)
		if !someone.sends("/join/"+desk.code, url.Values{"name": {text}, "identifier": {fmt.Sprintf("s%d@example.org", i)}}) {
			t.Errorf("%q is no name", text)
			continue
		}
		names, last = append(names, cleaned(text)), someone
		someone.sends("/lessons/frames/answers", url.Values{"question": {"frames-quiz-4"}, "key": {"k"}, "answer": {text}})
		someone.sends("/class/answers", url.Values{"asking": {"1"}, "round": {"1"}, "answer": {text}})
	}
	slices.Sort(names)
	listed := func(where, selector string) {
		t.Helper()
		p.wait("everybody "+where, fmt.Sprintf("document.querySelectorAll(%s).length === %d", quote(selector), len(names)))
		got := read[[]string](p, fmt.Sprintf("[...document.querySelectorAll(%s)].map((b) => b.textContent).sort()", quote(selector)))
		slices.Sort(got)
		if !slices.Equal(got, names) {
			t.Errorf("%s stand\n%q, not\n%q", where, got, names)
		}
	}
	listed("in the cockpit", ".tile-name bdi")
	p.isText("the cockpit")
	desk.pressed("asking", "Reveal")
	desk.shows("asking", "revealed")
	p.isText("the cockpit with results")
	p.picture("cockpit")
	p.open(desk.path("/screen"))
	p.wait("the results", "document.querySelector('.results')")
	p.isText("the screen")
	p.picture("screen")
	p.open(desk.path("/gradebook"))
	listed("in the gradebook", "th[scope=row] bdi")
	p.isText("the gradebook")
	roster := ""
	for _, text := range hostile {
		cell := `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		if !strings.Contains(text, "\x00") {
			roster += cell + "," + cell + "\nx@example.org," + cell + "\n"
		}
	}
	p.script(`const field = document.querySelector("input[type=file]"), data = new DataTransfer();
		data.items.add(new File([` + quote(`Email,Name`+"\n"+roster) + `], "r.csv")); field.files = data.files; field.form.requestSubmit()`)
	p.wait("what the roster says", "[...document.querySelectorAll('li')].some((li) => li.textContent.startsWith('line 3'))")
	p.isText("a roster")
	p.open(desk.path("/asked"))
	p.isText("what was asked")
	p.open("/teach")
	if got := read[[]string](p, "[...document.querySelectorAll('.class-list bdi')].map((b) => b.textContent)"); len(got) != 31 || !slices.Contains(got, cleaned(title)) {
		t.Errorf("the classes are %q", got)
	}
	p.isText("the list of classes")

	// Somebody who is in it, and joins another.
	last.lends(p, "member")
	p.open("/class")
	if got := read[string](p, "document.querySelector('h1').textContent"); got != cleaned(title) {
		t.Errorf("the class is called %q", got)
	}
	p.wait("an answer", "document.querySelector('details td bdi')")
	p.isText("the class, for somebody in it")
	p.open(lessonPath)
	p.wait("the bar of the class", "document.querySelector('[data-class-chip]')?.textContent.includes('שלום')")
	p.isText("a lesson in a class")
	p.open("/join/" + desk.code)
	p.isText("joining again")

	// The lessons of a directory.
	for _, path := range []string{"/", "/lessons", "/glossary", pathOf("hostile"), "/lessons/hostile/sheet"} {
		p.open(path)
		p.isText("with such lessons: " + path)
	}

	// What an address, a field of a head and a message have in them.
	for i, text := range hostile {
		text = strings.ReplaceAll(text, "\x00", "")
		escaped := url.QueryEscape(text)
		paths := []string{
			"/join?code=" + escaped, "/" + url.PathEscape(text), "/lessons/" + url.PathEscape(text), "/teach/sign-in?next=" + escaped, "/runs/" + url.PathEscape(text),
			"/join/" + url.PathEscape(text), "/labs/forge?frame=" + escaped, "/labs/stream?text=" + escaped, "/labs/six?six=" + escaped, "/chooser?how-many=" + escaped,
		}
		path := paths[i%len(paths)]
		p.open(path)
		p.isText(path)
	}
	run := hostileRun(t, base)
	p.open(run)
	p.wait("the request's fields", "document.body.textContent.includes('xss')")
	p.isText("a run")
	p.picture("run")
	recording := read[string](p, "fetch("+quote(run+"/recording.json")+").then((r) => r.text())")
	if strings.Contains(recording, "<") {
		t.Error("a recording has markup that a browser would take for some, were it shown as a page")
	}

	frame := hostile[26]
	p.open("/labs/forge?frame=" + fmt.Sprintf("81%02x%s", len(frame), hex.EncodeToString([]byte(frame))))
	x := p.experiment("forge")
	p.labelled("Payload data " + frame)
	if o := x.run("A"); o.Observed != "message" || !strings.Contains(p.built().Seen, frame) {
		t.Errorf("a frame: %+v", o)
	}
	p.isText("the forge")
	var stream strings.Builder
	for i, text := range hostile {
		text = strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), "\x00", `\0`)
		if i%2 == 1 {
			stream.WriteString("event: " + strings.Map(oneLine, text) + "\nid: " + strings.Map(oneLine, text) + "\n")
		}
		stream.WriteString("data: " + strings.Map(oneLine, text) + "\n\n")
		if stream.Len() > 1800 {
			break
		}
	}
	p.open("/labs/stream")
	p.experiment("stream")
	p.writes("written", stream.String())
	p.wait("the text", "!document.querySelector('[data-problem]').checkVisibility()")
	p.script("document.querySelector('[name=answer]').click(); document.querySelector('.experiment-foot [data-next]').click()")
	p.wait("it to have run", "document.querySelector('.outcome')?.innerText && document.querySelector('[data-seen-live] li:nth-child(20)')")
	p.isText("the stream")
	p.picture("stream")
}

func oneLine(r rune) rune {
	if r == '\r' || r == '\n' {
		return ' '
	}
	return r
}

// watchTyped has each page that is opened from now on be watched.
func (p *page) watchTyped() {
	p.t.Helper()
	call(p, cdpage.AddScriptToEvaluateOnNewDocument, cdpage.AddScriptToEvaluateOnNewDocumentParams{Source: watchTyped})
}

// isText says where something that was typed is no text.
func (p *page) isText(where string) {
	p.t.Helper()
	if bad := read[[]string](p, "[...xssRan, ...xssMade()]"); len(bad) > 0 {
		p.t.Errorf("%s: %q", where, bad)
	}
}

// cleaned is how a name is kept: without what is no part of it.
func cleaned(name string) string {
	kept := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '\u200d' || !unicode.In(r, unicode.Cc, unicode.Cf):
			return r
		}
		return -1
	}, name)
	return strings.Join(strings.Fields(kept), " ")
}

// typist is somebody in a browser of their own, of which only the requests are needed.
type typist struct {
	t    *testing.T
	base string
	http *http.Client
}

func newTypist(t *testing.T, base string) *typist {
	jar, _ := cookiejar.New(nil) // fails on no input
	return &typist{t, base, &http.Client{Jar: jar}}
}

// sends reports whether a form was taken.
func (y *typist) sends(path string, form url.Values) bool {
	y.t.Helper()
	got, err := y.http.PostForm(y.base+path, form)
	if err != nil {
		y.t.Fatal(err)
	}
	defer got.Body.Close()
	_, _ = io.Copy(io.Discard, got.Body)
	return got.StatusCode < 400
}

// lends gives a page a cookie.
func (y *typist) lends(p *page, name string) {
	y.t.Helper()
	of, err := url.Parse(y.base)
	if err != nil {
		y.t.Fatal(err)
	}
	for _, c := range y.http.Jar.Cookies(of) {
		if c.Name == name {
			call(p, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: p.base})
			return
		}
	}
	y.t.Fatalf("there is no cookie %s", name)
}

// hostileRun is the page of a run by a client with hostile header fields, that says
// something hostile, also of what its JavaScript saw.
func hostileRun(t *testing.T, base string) string {
	t.Helper()
	someone := newTypist(t, base)
	agent := `"><img xss src=x onerror=__xss()>`
	ask := func(path, body string) *http.Response {
		t.Helper()
		r, err := http.NewRequest(http.MethodPost, base+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("User-Agent", agent)
		got, err := someone.http.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { got.Body.Close() })
		return got
	}
	var run struct{ Page, URL string }
	if err := json.NewDecoder(ask("/runs", `{"script":"websocket-protocol","pace":"step"}`).Body).Decode(&run); err != nil {
		t.Fatal(err)
	}
	opened := make(chan *websocket.Conn, 1)
	go func() {
		fields := http.Header{"Origin": {base}, "User-Agent": {agent}, "Sec-Websocket-Protocol": {"xss.<svg/onload=__xss()>"}, "X-Odd": hostile[:6]}
		dialer := websocket.Dialer{Jar: someone.http.Jar}
		conn, _, err := dialer.Dial("ws"+strings.TrimPrefix(base, "http")+run.URL+"?"+url.QueryEscape(agent), fields)
		if err != nil {
			conn = nil
		}
		opened <- conn
	}()
	for n := 1; n <= 4; n++ {
		if got := ask(run.Page+"/steps/"+strconv.Itoa(n), ""); got.StatusCode >= 400 {
			text, _ := io.ReadAll(got.Body)
			t.Fatalf("step %d: %s %s", n, got.Status, text)
		}
	}
	conn := <-opened
	if conn == nil {
		t.Fatal("the connection did not open")
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.WriteMessage(websocket.TextMessage, []byte(agent+hostile[44])); err != nil {
		t.Fatal(err)
	}
	var saw []map[string]any
	for i, text := range hostile {
		saw = append(saw, map[string]any{"step": 5, "connection": 1, "at": i, "type": "message", "readyState": 1, "data": text, "lastEventId": text, "reason": text})
	}
	body, err := json.Marshal(saw)
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(run.Page+"/seen", string(body)); got.StatusCode >= 400 {
		t.Errorf("what JavaScript saw: %s", got.Status)
	}
	return run.Page
}

// hostileLessons is a directory with a lesson of such strings, but those that the
// loader refuses: of these it says in which line they are.
func hostileLessons(t *testing.T) string {
	t.Helper()
	text := func(texts []string) string {
		var questions, terms strings.Builder
		for i, s := range texts {
			of := quote(s)
			fmt.Fprintf(&questions, "  - {id: hostile-quiz-%d, kind: choice, key: A, text: %s, options: [{id: A, text: %s, reason: %s}, {id: B, text: x%d, reason: %s}]}\n", i+1, of, of, of, i, of)
			fmt.Fprintf(&terms, "  - {word: %s, meaning: %s, ref: RFC 6455}\n", of, of)
		}
		return "number: 9\ntitle: " + quote(hostile[26]) + "\nsummary: " + quote(strings.Join(hostile[:5], " ")) + "\nminutes: 1\nquiz:\n" + questions.String() + "terms:\n" + terms.String() +
			"code:\n  - {id: hostile-sample, title: " + quote(hostile[3]) + ", language: html, role: browser, source: " + quote(strings.Join(hostile[:44], "\n")) + ", pieces: [{id: hostile-sample-1, lines: [1, 2], text: x}]}\n"
	}
	texts := slices.Clone(hostile)
	for range 3 {
		file := text(texts)
		dir := lessontest.Dir(t, map[string]string{"hostile.yaml": file})
		problems, err := lessons.Check(dir)
		if err != nil {
			t.Fatal(err)
		}
		if len(problems) == 0 {
			if len(texts) < 25 {
				t.Fatalf("the loader takes only %q", texts)
			}
			t.Logf("the loader takes %d of %d texts", len(texts), len(hostile))
			return dir
		}
		bad := map[string]bool{}
		for _, problem := range problems {
			line := strings.Split(file, "\n")[problem.Line-1]
			for _, s := range texts {
				if strings.Contains(line, "text: "+quote(s)+",") || strings.Contains(line, "word: "+quote(s)+",") {
					bad[s] = true
				}
			}
		}
		if len(bad) == 0 {
			t.Fatalf("no text is at fault: %v", problems)
		}
		t.Logf("refused: %q", slices.Collect(maps.Keys(bad)))
		texts = slices.DeleteFunc(texts, func(s string) bool { return bad[s] })
	}
	t.Fatal("the loader finds more and more")
	return ""
}
