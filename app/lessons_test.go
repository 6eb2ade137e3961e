package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/lessons"
	"wirewalk/lessons/lessontest"
)

// serving is the program with the lessons of dir, as a process of its own, until
// the test ends. It returns its origin.
func serving(t *testing.T, dir string) string {
	t.Helper()
	cmd := command(t, []string{"WIREWALK_LESSONS=" + dir}, "--addr", "127.0.0.1:0", "--lab-addr", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	host := hostOf(t, bufio.NewReader(out))
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			t.Errorf("it ended with %v\n%s", err, log.String())
		}
	})
	return "http://" + host
}

// form is the type of what a form sends.
const form = "application/x-www-form-urlencoded"

// student is a visitor who keeps cookies.
type student struct {
	t    *testing.T
	site string
	http.Client
}

func newStudent(t *testing.T, site string) *student {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &student{t, site, http.Client{Jar: jar, Timeout: 10 * time.Second}}
}

// ask returns the body of an answer that has that status.
func (s *student) ask(method, path, kind, body string, want int) string {
	s.t.Helper()
	text, err := s.try(method, path, kind, body, want)
	if err != nil {
		s.t.Fatal(err)
	}
	return text
}

func (s *student) try(method, path, kind, body string, want int) (string, error) {
	r, err := http.NewRequest(method, s.site+path, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := s.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != want {
		return "", fmt.Errorf("%s %s answers %d (%v), want %d: %s", method, path, answer.StatusCode, err, want, text)
	}
	return string(text), nil
}

// answer sends the form of a question and returns what is said of it.
func (s *student) answer(slug string, values url.Values) string {
	s.t.Helper()
	return s.ask("POST", "/lessons/"+slug+"/answers", form, values.Encode(), 200)
}

// walk plays the lesson of the README on a WebSocket of its own, row by row, and
// returns the run's id.
func (s *student) walk(slug string) string {
	s.t.Helper()
	var run struct{ ID, URL string }
	made := s.ask("POST", "/runs", "application/json", `{"script":"`+slug+`","pace":"step"}`, 201)
	if err := json.Unmarshal([]byte(made), &run); err != nil {
		s.t.Fatal(err)
	}
	release := func(n int) <-chan error {
		done := make(chan error, 1)
		go func() {
			_, err := s.try("POST", fmt.Sprintf("/runs/%s/steps/%d", run.ID, n), "", "", 200)
			done <- err
		}()
		return done
	}
	opened := make(chan error, 1)
	done := func(row <-chan error) {
		s.t.Helper()
		if err := <-row; err != nil {
			s.t.Fatal(err)
		}
	}
	first := release(1)
	var conn *websocket.Conn // once opened has said so
	go func() {
		var err error
		dialer := websocket.Dialer{HandshakeTimeout: 10 * time.Second, Jar: s.Jar}
		conn, _, err = dialer.Dial("ws"+strings.TrimPrefix(s.site, "http")+run.URL, http.Header{"Origin": {s.site}})
		opened <- err
	}()
	done(first)
	done(release(2))
	done(release(3))
	done(opened)
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	conn.SetCloseHandler(func(int, string) error { return nil }) // the Close of row 5 is its own
	fourth := release(4)
	if _, text, err := conn.ReadMessage(); err != nil || string(text) != "Good morning" {
		s.t.Fatalf("read %q, %v", text, err)
	}
	done(fourth)
	fifth := release(5)
	if err := conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")); err != nil {
		s.t.Fatal(err)
	}
	done(fifth)
	sixth := release(6)
	if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		s.t.Fatalf("ended with %v", err)
	}
	done(sixth)
	return run.ID
}

// The lesson that lessons/README.md teaches with is served by the real program
// beside the shipped ones, walked over real TCP, graded by that run, and replayed
// from its export after the next start.
func TestLessonsOfAnInstructor(t *testing.T) {
	t.Parallel()
	files := map[string]string{"first-word.yaml": lessontest.Example(t), "bare.yaml": lessontest.Bare}
	s := newStudent(t, serving(t, lessontest.Dir(t, files)))
	list := s.ask("GET", "/lessons", "", "", 200)
	last := 0
	for _, want := range []string{"/lessons/websocket-protocol", "/lessons/sse-stream", "/lessons/first-word", "/lessons/bare"} {
		at := strings.Index(list, `href="`+want+`"`)
		if at < last {
			t.Errorf("%s is not in the list behind those before it", want)
		}
		last = at
	}
	page := s.ask("GET", "/lessons/first-word", "", "", 200)
	if !strings.Contains(page, "The server speaks first") || strings.Contains(page, "Fourteen bytes crossed") {
		t.Error("the page lacks its title, or tells what will happen")
	}
	typed := url.Values{"question": {"first-word-quiz-2"}, "answer": {"12"}}
	s.ask("POST", "/lessons/first-word/answers", form, typed.Encode(), http.StatusConflict) // nothing is recorded

	run := s.walk("first-word")
	for _, c := range []struct {
		values url.Values
		says   string
	}{
		{url.Values{"question": {"first-word-quiz-1"}, "answer": {"A"}}, "A message needs no question before it."},
		{url.Values{"question": {"first-word-quiz-1"}, "answer": {"B"}}, `data-right="true"`},
		{url.Values{"question": {"first-word-quiz-2"}, "answer": {"14"}, "run": {run}}, "The length counts the payload alone."},
		{url.Values{"question": {"first-word-quiz-2"}, "answer": {"12"}, "run": {run}}, "Your own run decided"},
		{url.Values{"question": {"first-word-predict"}, "answer": {"C"}, "run": {run}}, "Fourteen bytes crossed"},
	} {
		if said := s.answer("first-word", c.values); !strings.Contains(said, c.says) {
			t.Errorf("%v is not answered with %s", c.values, c.says)
		}
	}
	if said := s.answer("bare", url.Values{"question": {"bare-quiz-1"}, "answer": {"B"}}); !strings.Contains(said, "There is no table") {
		t.Error("the question of the bare lesson is not graded")
	}

	files["recordings/first-word.json"] = s.ask("GET", "/runs/"+run+"/recording.json", "", "", 200)
	again := newStudent(t, serving(t, lessontest.Dir(t, files)))
	if said := again.answer("first-word", typed); !strings.Contains(said, `data-right="true"`) {
		t.Error("the run that was exported is not the recording after the next start")
	}
}

// Lessons that are wrong are told, each in one line with its file, its line and
// what may be meant, and nothing is started.
func TestLessonsThatAreWrong(t *testing.T) {
	t.Parallel()
	example := lessontest.Example(t)
	misspelt := strings.Replace(example, "action: ack-close", "action: ack-cloze", 1)
	at := 1 + strings.Count(misspelt[:strings.Index(misspelt, "ack-cloze")], "\n")
	dir := lessontest.Dir(t, map[string]string{
		"mine.yaml":         misspelt,
		"frames.yaml":       strings.NewReplacer("number: 2", "number: 3", "bare-", "f-").Replace(lessontest.Bare),
		"a.yaml":            lessontest.Bare,
		"b.yaml":            strings.ReplaceAll(lessontest.Bare, "bare-", "b-"),
		"c.yml":             lessontest.Bare,
		"d.yaml":            strings.Repeat("#", 2<<20),
		"recordings/e.json": "{}",
	})
	stdout, stderr, status := outcome(t, nil, "--addr", "127.0.0.1:0", "--lab-addr", "127.0.0.1:0", "--lessons", dir)
	if status != exitUsage || stdout != "" {
		t.Errorf("exits with %d, want %d, and says %q", status, exitUsage, stdout)
	}
	wrong := []struct {
		file string
		line int
		says string
	}{
		{"mine.yaml", at, `did you mean "ack-close"?`},
		{"frames.yaml", 1, "the address /lessons/frames is taken by frames.yaml, which ships with the program; call the file otherwise"},
		{"b.yaml", 1, "number 2 is taken by a.yaml"},
		{"c.yml", 1, "call it c.yaml"},
		{"d.yaml", 1, "at most 1048576 are read"},
		{"recordings/e.json", 1, "schema"},
	}
	for _, w := range wrong {
		want := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(filepath.Join(dir, w.file)) + `:` + strconv.Itoa(w.line) + `: .*` + regexp.QuoteMeta(w.says))
		if !want.MatchString(stderr) {
			t.Errorf("want a line that matches %s, got\n%s", want, stderr)
		}
	}
	if n := strings.Count(stderr, "\n"); n != len(wrong) {
		t.Errorf("%d lines for %d faults:\n%s", n, len(wrong), stderr)
	}
}

func TestSchemaIsPrinted(t *testing.T) {
	t.Parallel()
	stdout, stderr, status := outcome(t, nil, "schema")
	if status != exitOK || stderr != "" || stdout != string(lessons.Schema()) || !json.Valid([]byte(stdout)) {
		t.Errorf("exits with %d; stderr %q; %d bytes", status, stderr, len(stdout))
	}
}
