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
	"sync"
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

// program is the real program, built and started here.
type program struct {
	site   *url.URL
	token  string // the instructor's
	dir    string
	cmd    *exec.Cmd
	exited chan struct{} // closed when it has ended; err says how
	err    error

	mu   sync.Mutex
	tail []string
}

// startProgram builds the program, starts it on free ports of this machine with
// an empty data folder, and returns when it has said its address.
func startProgram(ctx context.Context) (*program, error) {
	dir, err := os.MkdirTemp("", "wirewalk-load-")
	if err != nil {
		return nil, err
	}
	p := &program{dir: dir, token: rand.Text(), exited: make(chan struct{})}
	binary := filepath.Join(dir, "wirewalk")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "wirewalk/app").CombinedOutput(); err != nil {
		_ = os.RemoveAll(dir)
		return nil, fmt.Errorf("go build: %w\n%s", err, out)
	}
	p.cmd = exec.Command(binary, "--addr", "127.0.0.1:0", "--lab-addr", "127.0.0.1:0",
		"--data", filepath.Join(dir, "data"), "--instructor-token", p.token)
	p.cmd.Dir = dir
	p.cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "WIREWALK_") })
	said, out := io.Pipe()
	p.cmd.Stdout, p.cmd.Stderr = out, out
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
	go p.listen(said, address)
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
	p.kill()
	return nil, fmt.Errorf("%w\n%s", err, p.lastWords())
}

// loopbackAddress is how the program names itself for this machine.
var loopbackAddress = regexp.MustCompile(`http://(?:127\.0\.0\.1|localhost|\[::1\]):[0-9]+`)

// listen reads what the program says to its end: the first address goes to
// address, the last lines are kept.
func (p *program) listen(said io.Reader, address chan<- *url.URL) {
	found := false
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if !found {
			if u, err := url.Parse(loopbackAddress.FindString(lines.Text())); err == nil && u.Host != "" {
				found = true
				address <- u
			}
		}
		p.mu.Lock()
		if p.tail = append(p.tail, lines.Text()); len(p.tail) > kept {
			p.tail = p.tail[1:]
		}
		p.mu.Unlock()
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

// kill ends the program, where it still runs, and removes what was built.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.exited
	_ = os.RemoveAll(p.dir)
}

// lastWords are the last lines that the program said.
func (p *program) lastWords() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.tail) == 0 {
		return ""
	}
	return "the program's last lines:\n  " + strings.Join(p.tail, "\n  ") + "\n"
}
