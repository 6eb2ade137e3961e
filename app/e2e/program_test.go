package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// startWait is long enough for a machine that is busy compiling.
	startWait = 2 * time.Minute
	// stopWait is what the program promises at most, with streams open.
	stopWait = 5 * time.Second
)

// buildProgram builds Wirewalk with the race detector into dir.
func buildProgram(dir string) (binary string, err error) {
	binary = filepath.Join(dir, "wirewalk")
	root := filepath.Join("..", "..")
	flags, err := exec.Command("make", "-s", "-C", root, "race-flags").Output()
	if err != nil {
		return "", fmt.Errorf("make race-flags: %w", err)
	}
	build := exec.Command("go", slices.Concat([]string{"build"}, strings.Fields(string(flags)), []string{"-o", binary, "./app"})...)
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build -race ./app: %w\n%s", err, out)
	}
	return binary, nil
}

// program is Wirewalk, serving on a port of its own.
type program struct {
	binary string
	data   string // its data folder, which goes with it
	port   string
	cmd    *exec.Cmd
	out    *output
	done   chan error // receives what Wait returned
}

// startProgram returns when the program has said where it serves.
func startProgram(binary string, flags ...string) (*program, error) {
	data, err := os.MkdirTemp("", "wirewalk-e2e-data-")
	if err != nil {
		return nil, err
	}
	p := &program{binary: binary, data: data, out: newOutput(), done: make(chan error, 1)}
	p.cmd = exec.Command(binary, append([]string{"--addr", "127.0.0.1:0", "--lab-addr", "127.0.0.1:0", "--data", data}, flags...)...)
	// Settings of whoever runs the tests are not for it.
	p.cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "WIREWALK_") })
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	if err := p.cmd.Start(); err != nil {
		_ = os.RemoveAll(data)
		return nil, err
	}
	go func() { p.done <- p.cmd.Wait() }()
	select {
	case p.port = <-p.out.port:
		return p, nil
	case err := <-p.done:
		_ = os.RemoveAll(data)
		return nil, fmt.Errorf("the program ended before it served: %v\n%s", err, p.out)
	case <-time.After(startWait):
		p.kill()
		return nil, fmt.Errorf("the program did not say where it serves within %v:\n%s", startWait, p.out)
	}
}

// url returns the program's address under a host name. "classroom.test" is, to
// the browser, what an address such as 192.168.1.20 is: not a secure context.
func (p *program) url(host string) string {
	return (&url.URL{Scheme: "http", Host: host + ":" + p.port}).String()
}

// stop asks the program to end, and says what was wrong with how it did.
func (p *program) stop() error {
	defer os.RemoveAll(p.data)
	began := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("the program had ended on its own: %v\n%s", err, p.out)
	}
	select {
	case err := <-p.done:
		if took := time.Since(began); took > stopWait {
			return fmt.Errorf("the program took %v to end, longer than %v", took.Round(time.Millisecond), stopWait)
		}
		if races := p.out.races(); races != "" {
			return errors.New(races)
		}
		if err != nil {
			return fmt.Errorf("the program ended badly: %v\n%s", err, p.out)
		}
		return nil
	case <-time.After(2 * stopWait):
		p.kill()
		return fmt.Errorf("the program did not end within %v of SIGTERM", 2*stopWait)
	}
}

// kill ends the program without a word, and its folder with it.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
	_ = os.RemoveAll(p.data)
}

var served = regexp.MustCompile(`http://127\.0\.0\.1:(\d+)`)

// output keeps what the program writes and finds the port in it.
type output struct {
	port chan string

	mu    sync.Mutex
	all   bytes.Buffer
	found bool
}

func newOutput() *output { return &output{port: make(chan string, 1)} }

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all.Write(b)
	if !o.found {
		if m := served.FindSubmatch(o.all.Bytes()); m != nil && bytes.HasSuffix(o.all.Bytes(), []byte("\n")) {
			o.found = true
			o.port <- string(m[1])
		}
	}
	return len(b), nil
}

// races returns the race detector's reports, "" where there are none.
func (o *output) races() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if i := bytes.Index(o.all.Bytes(), []byte("WARNING: DATA RACE")); i >= 0 {
		return string(o.all.Bytes()[i:])
	}
	return ""
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.String()
}
