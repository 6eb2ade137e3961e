package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// firefox is one Firefox with an empty profile and one tab, driven by what it
// offers of its own. It is there to see that the pages hold in another browser.
type firefox struct {
	t    *testing.T
	bidi *bidi
	tab  string // the browsing context
	base string

	mu       sync.Mutex
	errs     []string
	expected []*regexp.Regexp
}

// firefoxPrefs keep it to this machine, and let it find the classroom's name there.
var firefoxPrefs = map[string]any{
	"network.dns.localDomains":                   "classroom.test",
	"intl.accept_languages":                      "en-US, en",
	"browser.shell.checkDefaultBrowser":          false,
	"datareporting.policy.dataSubmissionEnabled": false,
	"app.update.auto":                            false,
	"ui.prefersReducedMotion":                    1,
}

// findFirefox returns the command that WIREWALK_FIREFOX names, else one that is
// installed. Without either the test is skipped: .ci/run installs one and names it.
func findFirefox(t *testing.T) string {
	t.Helper()
	if named := os.Getenv("WIREWALK_FIREFOX"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			t.Fatalf("WIREWALK_FIREFOX: %v", err)
		}
		return path
	}
	for _, name := range []string{"firefox-esr", "firefox"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Firefox is installed, and WIREWALK_FIREFOX names none; .ci/run does")
	return ""
}

// startFirefox starts it, ends it with the test, and fails the test with what
// stood in its console that the test did not expect.
func startFirefox(t *testing.T) *firefox {
	t.Helper()
	path := findFirefox(t)
	profile := t.TempDir()
	var prefs strings.Builder
	for name, value := range firefoxPrefs {
		written, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&prefs, "user_pref(%q, %s);\n", name, written)
	}
	if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(prefs.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank")
	// Nothing of whoever runs the tests is for it.
	cmd.Env = append(os.Environ(), "HOME="+profile)
	endsWithTest(cmd)
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	f := &firefox{t: t, base: wirewalk.url("classroom.test")}
	if f.bidi, err = dialBidi(listening(t, said)+"/session", f.heard); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		f.bidi.conn.Close()
		for _, complaint := range f.complaints() {
			t.Errorf("Firefox complained: %s", complaint)
		}
	})
	f.command("session.new", map[string]any{"capabilities": map[string]any{}}, nil)
	f.command("session.subscribe", map[string]any{"events": []string{"log.entryAdded"}}, nil)
	f.command("script.addPreloadScript", map[string]any{"functionDeclaration": "() => {" + watchScript + "}"}, nil)
	// The tab that it begins with never has the focus of a window, and without that no
	// key presses a button.
	var tab struct {
		Context string `json:"context"`
	}
	f.command("browsingContext.create", map[string]any{"type": "tab"}, &tab)
	f.tab = tab.Context
	f.command("browsingContext.activate", map[string]any{"context": f.tab}, nil)
	f.size(laptop().width, laptop().height)
	return f
}

var whereBidi = regexp.MustCompile(`WebDriver BiDi listening on (ws://\S+)`)

// listening reads what Firefox says until it says where it listens, and goes on
// reading, so that it is never held up.
func listening(t *testing.T, said interface{ Read([]byte) (int, error) }) string {
	t.Helper()
	found := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(said)
		for lines.Scan() {
			if m := whereBidi.FindStringSubmatch(lines.Text()); m != nil {
				found <- m[1]
			}
		}
	}()
	select {
	case url := <-found:
		return url
	case <-time.After(startWait):
		t.Fatalf("Firefox did not say within %v where it listens", startWait)
		return ""
	}
}

// heard is called for each line of the console.
func (f *firefox) heard(method string, params json.RawMessage) {
	var entry struct {
		Level, Text, Type string
		StackTrace        struct {
			CallFrames []struct {
				URL        string `json:"url"`
				LineNumber int    `json:"lineNumber"`
			} `json:"callFrames"`
		} `json:"stackTrace"`
	}
	if method != "log.entryAdded" || json.Unmarshal(params, &entry) != nil || entry.Level != "error" && entry.Level != "warn" {
		return
	}
	text := fmt.Sprintf("%s, %s: %s", entry.Type, entry.Level, entry.Text)
	for _, at := range entry.StackTrace.CallFrames {
		text += fmt.Sprintf(" (%s:%d)", at.URL, at.LineNumber+1)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.errs = append(f.errs, text)
}

// expect lets complaints pass that the test provokes on purpose.
func (f *firefox) expect(pattern string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.expected = append(f.expected, regexp.MustCompile(pattern))
}

func (f *firefox) complaints() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []string
	for _, text := range f.errs {
		passes := false
		for _, e := range f.expected {
			passes = passes || e.MatchString(text)
		}
		if !passes {
			all = append(all, text)
		}
	}
	return all
}

func (f *firefox) command(method string, params, result any) {
	f.t.Helper()
	if err := f.bidi.command(method, params, result); err != nil {
		f.t.Fatal(err)
	}
}

func (f *firefox) size(width, height int64) {
	f.t.Helper()
	f.command("browsingContext.setViewport", map[string]any{"context": f.tab, "viewport": map[string]any{"width": width, "height": height}}, nil)
}

// open goes to a path of the program and waits until the page has loaded.
func (f *firefox) open(path string) {
	f.t.Helper()
	f.command("browsingContext.navigate", map[string]any{"context": f.tab, "url": f.base + path, "wait": "complete"}, nil)
}

// ask evaluates an expression in the page; a promise is waited for.
func ask[T any](f *firefox, expression string) T {
	f.t.Helper()
	got, err := tryAsk[T](f, expression)
	if err != nil {
		f.t.Fatalf("%s: %v", shorten(expression), err)
	}
	return got
}

func tryAsk[T any](f *firefox, expression string) (got T, err error) {
	b, err := f.bidi.evaluate(f.tab, expression)
	if err == nil {
		err = json.Unmarshal(b, &got)
	}
	return got, err
}

// wait returns when the condition, an expression, holds in the page.
func (f *firefox) wait(what, condition string) {
	f.t.Helper()
	waitFor(f.t, what, eventWait, func() (bool, error) { return tryAsk[bool](f, "!!("+condition+")") })
}

// webdriverKeys are the characters by which WebDriver calls keys (WebDriver §17.4.2).
var webdriverKeys = map[string]string{kb.Tab: "\uE004", kb.Enter: "\uE006", kb.Shift: "\uE008", kb.ArrowRight: "\uE014"}

// focus brings the focus to what a selector finds, as soon as it is there.
func (f *firefox) focus(selector string) {
	f.t.Helper()
	f.wait(selector, "document.querySelector("+quote(selector)+")")
	ask[any](f, "document.querySelector("+quote(selector)+").focus()")
}

// press presses one key after the other, each while those of held are down.
func (f *firefox) press(keys string, held ...string) {
	f.t.Helper()
	code := func(key string) string { return or(webdriverKeys[key], key) }
	type action struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	}
	var actions []action
	for _, h := range held {
		actions = append(actions, action{"keyDown", code(h)})
	}
	for _, key := range keys {
		actions = append(actions, action{"keyDown", code(string(key))}, action{"keyUp", code(string(key))})
	}
	for _, h := range held {
		actions = append(actions, action{"keyUp", code(h)})
	}
	f.command("input.performActions", map[string]any{"context": f.tab, "actions": []any{
		map[string]any{"type": "key", "id": "keyboard", "actions": actions},
	}}, nil)
}

// tabTo presses Tab until a condition on the focus holds; tabBackTo, with Shift.
func (f *firefox) tabTo(what, condition string) { f.t.Helper(); f.tabbing(what, condition) }
func (f *firefox) tabBackTo(what, condition string) {
	f.t.Helper()
	f.tabbing(what, condition, kb.Shift)
}

func (f *firefox) tabbing(what, condition string, held ...string) {
	f.t.Helper()
	const most = 120
	for range most {
		if ask[bool](f, "!!("+condition+")") {
			return
		}
		f.press(kb.Tab, held...)
	}
	f.t.Fatalf("%d presses of Tab do not reach %s; the focus is on %s", most, what, ask[string](f, "document.activeElement.outerHTML.slice(0, 100)"))
}

// picture saves what the window shows, where WIREWALK_SCREENSHOTS says.
func (f *firefox) picture(name string) {
	dir := os.Getenv("WIREWALK_SCREENSHOTS")
	if dir == "" {
		return
	}
	var shot struct {
		Data []byte `json:"data"`
	}
	f.command("browsingContext.captureScreenshot", map[string]any{"context": f.tab}, &shot)
	file := notInNames.ReplaceAllString(f.t.Name()+"-"+name, "-") + ".png"
	if err := os.WriteFile(filepath.Join(dir, file), shot.Data, 0o644); err != nil {
		f.t.Logf("no picture %s: %v", name, err)
	}
}
