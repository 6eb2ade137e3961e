package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	// startWait is how long the program may take to say its address.
	startWait = 20 * time.Second
	// endWaitMost is when a program that does not end is killed; longer than
	// endingLimit, so that how long it took can still be told.
	endWaitMost = 15 * time.Second
	// kept is how many of the program's last lines are kept, for when it fails.
	kept = 20
)

// program is the real program, started here.
type program struct {
	site   *url.URL
	token  string // the instructor's
	dir    string // its own
	built  string // where its binary is; "": that is somebody else's
	cmd    *exec.Cmd
	exited chan struct{} // closed when it has ended; err says how
	err    error
}

// startProgram builds the program and starts it.
func startProgram(ctx context.Context) (*program, error) {
	dir, err := os.MkdirTemp("", "wirewalk-load-")
	if err != nil {
		return nil, err
	}
	binary, err := buildProgram(ctx, dir)
	if err == nil {
		var p *program
		if p, err = startBinary(ctx, binary); err == nil {
			p.built = dir
			return p, nil
		}
	}
	_ = os.RemoveAll(dir)
	return nil, err
}

// buildProgram builds the program into dir, as it is handed out (make build), and
// returns its path.
func buildProgram(ctx context.Context, dir string) (string, error) {
	binary := filepath.Join(dir, "wirewalk")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", binary, "wirewalk/app")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return binary, nil
}

// startBinary starts the program on free ports of this machine with an empty data
// folder, and returns when it has said its address. Its log goes to a file, as a
// host's does, so that nobody here has to read it meanwhile.
func startBinary(ctx context.Context, binary string) (*program, error) {
	dir, err := os.MkdirTemp("", "wirewalk-load-")
	if err != nil {
		return nil, err
	}
	p := &program{dir: dir, token: rand.Text(), exited: make(chan struct{})}
	log, err := os.Create(p.logFile())
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	defer log.Close()
	p.cmd = exec.Command(binary, "--addr", "127.0.0.1:0", "--lab-addr", "127.0.0.1:0",
		"--data", filepath.Join(dir, "data"), "--instructor-token", p.token)
	p.cmd.Dir = dir
	p.cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "WIREWALK_") })
	said, out := io.Pipe()
	p.cmd.Stdout, p.cmd.Stderr = out, log
	if err := p.cmd.Start(); err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	go func() {
		p.err = p.cmd.Wait()
		_ = out.Close()
		close(p.exited)
	}()
	address := make(chan *url.URL, 1)
	go findAddress(said, address)
	select {
	case p.site = <-address:
		return p, nil
	case <-p.exited:
		err = fmt.Errorf("the program ended at once: %v", p.err)
	case <-time.After(startWait):
		err = fmt.Errorf("the program did not say its address within %s", startWait)
	case <-ctx.Done():
		err = ctx.Err()
	}
	words := p.lastWords()
	p.kill()
	return nil, fmt.Errorf("%w\n%s", err, words)
}

// loopbackAddress is how the program names itself for this machine.
var loopbackAddress = regexp.MustCompile(`http://(?:127\.0\.0\.1|localhost|\[::1\]):[0-9]+`)

// findAddress reads what the program says to its end: the first address goes to
// address.
func findAddress(said io.Reader, address chan<- *url.URL) {
	found := false
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if u, err := url.Parse(loopbackAddress.FindString(lines.Text())); !found && err == nil && u.Host != "" {
			found = true
			address <- u
		}
	}
	_, _ = io.Copy(io.Discard, said) // a line too long for the scanner must not stop the program
}

// end sends SIGTERM and returns how long the program took to end, and how it
// did: nil where it exited with 0.
func (p *program) end() (time.Duration, error) {
	began := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		<-p.exited
		return 0, fmt.Errorf("it had ended before: %w", errors.Join(err, p.err))
	}
	select {
	case <-p.exited:
		return time.Since(began), p.err
	case <-time.After(endWaitMost):
		p.kill()
		return time.Since(began), errors.New("it did not end, and was killed")
	}
}

// kill ends the program, where it still runs, and removes what was its own.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.exited
	_ = os.RemoveAll(p.dir)
	if p.built != "" {
		_ = os.RemoveAll(p.built)
	}
}

func (p *program) logFile() string { return filepath.Join(p.dir, "log") }

// lastWords are the last lines of the program's log.
func (p *program) lastWords() string {
	log, err := os.ReadFile(p.logFile())
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	if err != nil || lines[0] == "" {
		return ""
	}
	return "the program's last lines:\n  " + strings.Join(lines[max(0, len(lines)-kept):], "\n  ") + "\n"
}
