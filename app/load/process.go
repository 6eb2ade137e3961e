package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
)

// yardsticks are what the program is compared with, by name: the least that does
// the same, each in a process of its own as the program is. Of is the yardstick's
// argument.
var yardsticks = map[string]func(of string) (http.Handler, error){
	"hub":  func(string) (http.Handler, error) { return newBareHub(), nil },
	"chat": func(string) (http.Handler, error) { return newChat(), nil },
	"page": func(of string) (http.Handler, error) { return newBarePage(of) },
}

// serveYardstick is the command --yardstick. It says its address, and ends with its
// standard input, so that none is left behind.
func serveYardstick(name, of string, stdin io.Reader, stdout io.Writer) error {
	handlerOf, known := yardsticks[name]
	if !known {
		return fmt.Errorf("there is no yardstick %q", name)
	}
	handler, err := handlerOf(of)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: patience}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	if _, err := fmt.Fprintf(stdout, "http://%s\n", l.Addr()); err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, stdin)
	err = srv.Close()
	<-ended
	return err
}

// process is a yardstick that this command has started from its own binary.
type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
	site  *url.URL
}

// startProcess returns when the yardstick has said its address. Of is its argument,
// "" where it has none.
func startProcess(name, of string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(self, "--yardstick", name, "--of", of)}
	p.cmd.Stderr = os.Stderr
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err == nil {
		p.site, err = url.Parse(strings.TrimSpace(line))
	}
	if err == nil && p.site.Host == "" {
		err = errors.New("it said something else")
	}
	if err != nil {
		p.end()
		return nil, fmt.Errorf("the yardstick %q did not say its address: %w", name, err)
	}
	return p, nil
}

// end ends the process.
func (p *process) end() {
	_ = p.stdin.Close()
	_ = p.cmd.Wait()
}
