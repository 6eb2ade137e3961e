package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
)

// Whatever somebody sends, a request is one line of the log, which says what the
// program means and names nobody.
func TestTheLogIsALineForEachRequest(t *testing.T) {
	t.Parallel()
	const someone = "Ada-Lovelace-1815"
	odd := []string{
		"a\nlevel=ERROR msg=forged", "a\r\nb", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\u2028a\u2029b\u0085c", "\x00\x7f\x9b", "\u009b31m\U000e0041", `"quoted" \n \"`, "a=b c=d", `{"level":"ERROR"}`,
		"%0a%0d", "\u202egnp", "\xff\xfe", strings.Repeat("long", 500), someone,
	}
	for format, read := range map[string]func(t *testing.T, line string) map[string]string{"text": textLine, "json": jsonLine} {
		t.Run(format, func(t *testing.T) {
			var out shared
			p := prepared(t, plain(t.TempDir()))
			var flush func()
			p.log, flush = newLog(&out, format)
			ctx, stop := context.WithCancel(context.Background())
			if err := p.Start(ctx); err != nil {
				stop()
				t.Fatal(err)
			}
			sent := map[string]int{} // paths
			for i, text := range odd {
				path := "/labs/" + text
				if text == someone {
					path = "/join"
				}
				sent[path]++
				raw(t, p.Addr(), fmt.Sprintf("GET %s?name=%s;%s HTTP/1.1\r\nHost: x\r\nUser-Agent: %s\r\nX-Request-Id: %s\r\nX-Forwarded-For: %s\r\nReferer: http://x/%s\r\nCookie: visitor=%s; name=%s\r\nConnection: close\r\n\r\n",
					(&url.URL{Path: path}).EscapedPath(), url.QueryEscape(text), someone, inField(text+someone), inField(text+" "+someone), someone, someone, someone, someone))
				if i%2 == 0 {
					form := "name=" + url.QueryEscape(text+someone) + "&code=" + url.QueryEscape(text+someone) + "&identifier=" + someone
					sent["/teach/sign-in"]++
					raw(t, p.Addr(), fmt.Sprintf("POST /teach/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(form), form))
				}
			}
			stop()
			if err := p.Wait(); err != nil {
				t.Error(err)
			}
			flush()
			text := out.String()
			if strings.Contains(text, someone) || strings.Contains(text, "127.0.0.1") {
				t.Errorf("it says who asked:\n%q", text)
			}
			if at := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }); at >= 0 {
				t.Errorf("it has what a terminal may obey: %q", text[at:])
			}
			got := map[string]int{}
			for line := range strings.Lines(text) {
				of := read(t, strings.TrimSuffix(line, "\n"))
				if of["msg"] != "request" {
					t.Errorf("a line that nobody wants: %s", line)
					continue
				}
				if keys := slices.Sorted(func(yield func(string) bool) {
					for k := range of {
						if !yield(k) {
							return
						}
					}
				}); strings.Join(keys, " ") != "bytes id level method msg path status time took" {
					t.Errorf("a line has %v", keys)
				}
				if of["level"] != "INFO" || !regexp.MustCompile(`^[A-Za-z0-9._=+/-]{1,64}$`).MatchString(of["id"]) {
					t.Errorf("a line of %s and %s", of["level"], of["id"])
				}
				got[of["path"]]++
			}
			for path, n := range sent {
				// JSON has no bytes that are no text.
				if as := string([]rune(path)); got[path] != n && got[as] != n {
					t.Errorf("%q was asked for %d times, and the log has %d", path, n, got[path]+got[as])
				}
			}
		})
	}
}

// inField is text as a header field may have it: net/http refuses what ends a line.
func inField(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, text)
}

// raw sends what no client would, and reads the answer.
func raw(t *testing.T, to net.Addr, request string) {
	t.Helper()
	conn, err := net.Dial("tcp", to.String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil || !bytes.HasPrefix(answer, []byte("HTTP/1.1 ")) || bytes.HasPrefix(answer, []byte("HTTP/1.1 400 "+http.StatusText(400)+"\r\nContent-Type: text/plain")) {
		t.Fatalf("%.200q is answered %.200q, %v", request, answer, err)
	}
}

// textLine reads a line of key=value, of which quoted ones are Go's strings.
func textLine(t *testing.T, line string) map[string]string {
	t.Helper()
	of := map[string]string{}
	for rest := line; rest != ""; {
		m := regexp.MustCompile(`^([a-z]+)=("(?:[^"\\]|\\.)*"|[^" ]*)(?: |$)`).FindStringSubmatch(rest)
		if m == nil {
			t.Fatalf("no line of the log: %q", rest)
		}
		value := m[2]
		if strings.HasPrefix(value, `"`) {
			if _, err := fmt.Sscanf(value, "%q", &value); err != nil {
				t.Fatalf("%s: %v", value, err)
			}
		}
		of[m[1]] = value
		rest = rest[len(m[0]):]
	}
	return of
}

func jsonLine(t *testing.T, line string) map[string]string {
	t.Helper()
	var of map[string]any
	if err := json.Unmarshal([]byte(line), &of); err != nil {
		t.Fatalf("no line of the log: %v\n%s", err, line)
	}
	texts := map[string]string{}
	for k, v := range of {
		texts[k] = fmt.Sprint(v)
	}
	return texts
}
