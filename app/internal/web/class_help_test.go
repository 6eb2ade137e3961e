package web

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/live"
	"wirewalk/lessons"
)

// handClock is a clock that a test sets.
type handClock struct {
	mu sync.Mutex
	at time.Time
}

func newHandClock() *handClock { return &handClock{at: time.Now()} }

func (c *handClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *handClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// teachSite is a site at which an instructor can sign in.
func teachSite(t *testing.T, with func(*Options)) *site {
	t.Helper()
	return newSite(t, func(o *Options) {
		o.InstructorToken = testToken
		if with != nil {
			with(o)
		}
	})
}

// makes makes a class and returns its code.
func (b *browser) makes(title string, more url.Values) string {
	b.t.Helper()
	form := url.Values{"title": {title}, "lesson": {"websocket-protocol", "frames"}}
	for name, values := range more {
		form[name] = values
	}
	made := b.post("/teach", form).must(b.t, http.StatusOK)
	return strings.TrimPrefix(made.Request.URL.Path, "/teach/classes/")
}

// leads sends what a cockpit's button does.
func (b *browser) leads(code, act string, fields ...string) answered {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.post(cockpitPath(code)+act, form, fragmentField, "done")
}

// plain sends without following where it leads.
func (b *browser) plain(method, path string, form url.Values, fields ...string) answered {
	b.t.Helper()
	follow := b.http.CheckRedirect
	b.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	defer func() { b.http.CheckRedirect = follow }()
	return b.send(method, path, form, fields...)
}

// cookies are those that the browser sends to the site, as one field.
func (b *browser) cookies() string {
	b.t.Helper()
	var all []string
	for _, c := range b.http.Jar.Cookies(b.address()) {
		all = append(all, c.Name+"="+c.Value)
	}
	return strings.Join(all, "; ")
}

// cookie is the value of one, "" where the browser has none.
func (b *browser) cookie(name string) string {
	b.t.Helper()
	for _, c := range b.http.Jar.Cookies(b.address()) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// has puts a cookie into the browser, as one that it has kept.
func (b *browser) has(name, value string) {
	b.t.Helper()
	b.http.Jar.SetCookies(b.address(), []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

func (b *browser) address() *url.URL {
	b.t.Helper()
	u, err := url.Parse(b.site.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	return u
}

// walks makes a run of a script, which this browser drives.
func (b *browser) walks(script string) *student {
	b.t.Helper()
	if b.cookie(visitorCookie) == "" {
		b.t.Fatal("this browser is no visitor yet")
	}
	return (&student{site: b.site, cookie: b.cookies()}).another(script)
}

// upTo walks websocket-protocol up to row n, at least the fourth.
func (st *student) upTo(n int) *websocket.Conn {
	st.t.Helper()
	open := st.connect()
	for row := 1; row <= 4; row++ {
		st.done(row)
	}
	conn := <-open
	if conn == nil {
		st.t.Fatal("the connection did not open")
	}
	go func() { // a page reads, and a pipe holds nothing
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
		}
	}()
	says := map[int]string{5: "Hello", 7: "How are you?"}
	for row := 5; row <= n; row++ {
		if says[row] != "" {
			if err := conn.WriteMessage(websocket.TextMessage, []byte(says[row])); err != nil {
				st.t.Fatal(err)
			}
		}
		st.done(row)
	}
	return conn
}

// over ends the run, and the connection that may have opened; nil: there is none.
func (st *student) over(conn <-chan *websocket.Conn) {
	st.t.Helper()
	run, err := st.web.runs.Get(st.run.ID)
	if err != nil {
		st.t.Fatal(err)
	}
	run.End(live.Closed, "The test is over.")
	if conn == nil {
		return
	}
	if opened := <-conn; opened != nil {
		opened.Close()
	}
}

// person is who a browser is in its class.
func (b *browser) person() class.Person {
	b.t.Helper()
	p, err := b.site.web.store.PersonByToken(b.t.Context(), b.cookie(memberCookie))
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

// answers answers a question of a lesson as its page does.
func (b *browser) answers(lesson, question, key string, answer ...string) answered {
	b.t.Helper()
	return b.post("/lessons/"+lesson+"/answers", url.Values{"question": {question}, "key": {key}, "answer": answer}, fragmentField, "verdict")
}

// votes answers what the class is asked.
func (b *browser) votes(asking, round int, answer ...string) answered {
	b.t.Helper()
	return b.post("/class/answers", url.Values{"asking": {strconv.Itoa(asking)}, "round": {strconv.Itoa(round)}, "answer": answer}, fragmentField, "stored")
}

// tape is an event stream as it comes.
type tape struct {
	t    *testing.T
	path string
	stop context.CancelFunc

	mu      sync.Mutex
	text    strings.Builder // every byte
	all     []event
	at      []time.Time       // when each of all came
	regions map[string]string // of a page that is kept fresh, as they are now
	items   []string
	ended   bool
	grown   chan struct{} // closed and replaced
}

// tape reads an event stream until the test ends.
func (b *browser) tape(path string, fields ...string) *tape {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.site.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
	}
	resp, err := (&http.Client{Jar: b.http.Jar, Transport: b.site.transport}).Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "text/event-stream" {
		b.t.Fatalf("%s: status %d, type %q", path, resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	tp := &tape{t: b.t, path: path, stop: cancel, regions: map[string]string{}, grown: make(chan struct{})}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer resp.Body.Close()
		tp.read(resp)
	}()
	b.t.Cleanup(func() {
		cancel()
		<-done
	})
	return tp
}

func (tp *tape) read(resp *http.Response) {
	var e event
	lines := bufio.NewReader(resp.Body)
	for {
		line, err := lines.ReadString('\n')
		tp.mu.Lock()
		tp.text.WriteString(line)
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch {
		case err != nil:
			tp.ended = true
		case name == "event":
			e.name = value
		case name == "data":
			e.data += value
		case line == "\n":
			if e.name != "" {
				tp.all, tp.at = append(tp.all, e), append(tp.at, time.Now())
			}
			if e.name == "fresh" {
				tp.refresh(e.data)
			}
			e = event{}
		}
		if err != nil || line == "\n" {
			close(tp.grown)
			tp.grown = make(chan struct{})
		}
		tp.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// until waits for something that a stream has brought.
func (tp *tape) until(what string, holds func(all []event) bool) {
	tp.t.Helper()
	limit := time.After(10 * time.Second)
	for {
		tp.mu.Lock()
		all, ended, grown := slices.Clone(tp.all), tp.ended, tp.grown
		tp.mu.Unlock()
		if holds(all) {
			return
		}
		if ended {
			tp.t.Fatalf("%s ended before %s; last came %.400v", tp.path, what, lastOf(all))
		}
		select {
		case <-grown:
		case <-limit:
			tp.t.Fatalf("%s: waited in vain for %s; last came %.400v", tp.path, what, lastOf(all))
		}
	}
}

func lastOf(all []event) any {
	if len(all) == 0 {
		return "nothing"
	}
	return all[len(all)-1]
}

// state waits for a state of the class.
func (tp *tape) state(what string, holds func(classState) bool) (found classState) {
	tp.t.Helper()
	tp.until(what, func(all []event) bool {
		for i := len(all) - 1; i >= 0; i-- {
			if all[i].name != "class" {
				continue
			}
			found = classState{}
			if err := json.Unmarshal([]byte(all[i].data), &found); err != nil {
				tp.t.Fatal(err)
			}
			return holds(found)
		}
		return false
	})
	return found
}

// change is one event of a page whose regions are kept fresh.
type change struct {
	Set   map[string]string `json:"set"`
	Items []string          `json:"items"`
}

func (tp *tape) changes(all []event) (found []change) {
	tp.t.Helper()
	for _, e := range all {
		if e.name != "fresh" {
			continue
		}
		var c change
		if err := json.Unmarshal([]byte(e.data), &c); err != nil {
			tp.t.Fatal(err)
		}
		found = append(found, c)
	}
	return found
}

// shown is what a page whose regions are kept fresh shows now.
func (tp *tape) shown() (regions map[string]string, items []string) {
	tp.mu.Lock()
	defer tp.mu.Unlock()
	return maps.Clone(tp.regions), slices.Clone(tp.items)
}

// refresh puts what an event brings in its place. tp.mu is held.
func (tp *tape) refresh(data string) {
	var c change
	if err := json.Unmarshal([]byte(data), &c); err != nil {
		tp.t.Errorf("%s: %v in %.200s", tp.path, err, data)
	}
	maps.Copy(tp.regions, c.Set)
	if c.Items != nil {
		tp.items = c.Items
	}
}

// region waits until a region says something.
func (tp *tape) region(name, says string) {
	tp.t.Helper()
	tp.until(name+" to say "+says, func([]event) bool {
		of, _ := tp.shown()
		return strings.Contains(of[name], says)
	})
}

// now is what has come so far, and every byte of it.
func (tp *tape) now() (all []event, text string) {
	tp.mu.Lock()
	defer tp.mu.Unlock()
	return slices.Clone(tp.all), tp.text.String()
}

// count is how many events of a name have come so far.
func (tp *tape) count(name string) (n int) {
	all, _ := tp.now()
	for _, e := range all {
		if e.name == name {
			n++
		}
	}
	return n
}

// ends waits for the stream's end.
func (tp *tape) ends(why string) {
	tp.t.Helper()
	limit := time.After(10 * time.Second)
	for {
		tp.mu.Lock()
		ended, grown := tp.ended, tp.grown
		tp.mu.Unlock()
		if ended {
			return
		}
		select {
		case <-grown:
		case <-limit:
			tp.t.Fatalf("%s goes on: %s", tp.path, why)
		}
	}
}

// goes fails where the stream has ended.
func (tp *tape) goes(why string) {
	tp.t.Helper()
	tp.mu.Lock()
	defer tp.mu.Unlock()
	if tp.ended {
		tp.t.Errorf("%s has ended: %s", tp.path, why)
	}
}

// wrongOption is an option that is not the key.
func wrongOption(t *testing.T, l *lessons.Lesson, question string) (wrong, key string) {
	t.Helper()
	asked, ok := l.Question(question)
	if !ok {
		t.Fatalf("%s has no question %s", l.Slug, question)
	}
	for _, o := range asked.Question.Options {
		if o.ID != asked.Question.Key && !o.Free {
			return o.ID, asked.Question.Key
		}
	}
	t.Fatal(errors.New("every option of " + question + " is right"))
	return "", ""
}

// eventually waits for something that happens in the background.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for limit := time.Now().Add(10 * time.Second); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
