package cluster

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"wirewalk/app/internal/netcut"
	"wirewalk/app/internal/pgtest"
)

// token is the instructor's.
const token = "a-token-that-nobody-guesses"

// stand is two instances behind nginx, with PostgreSQL and Redis behind networks of
// their own.
type stand struct {
	t         *testing.T
	site      *url.URL
	database  string // PostgreSQL's address, past the network
	postgres  *netcut.Proxy
	redis     *netcut.Proxy
	instances [2]*instance
}

// instance is one that can be started again on the same port.
type instance struct {
	binary, port string
	args         []string
	cmd          *exec.Cmd
	exited       chan error
	said         *output
}

// output is what a process writes.
type output struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *output) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

// troubles are the last of the lines that are more than information.
func (l *output) troubles() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var kept []string
	for line := range strings.Lines(l.all.String()) {
		if strings.Contains(line, "level=") && !strings.Contains(line, "level=INFO") || strings.Contains(line, "[error]") {
			kept = append(kept, fmt.Sprintf("%.300s\n", strings.TrimSuffix(line, "\n")))
		}
	}
	return strings.Join(kept[max(0, len(kept)-4):], "")
}

func newStand(t *testing.T) *stand {
	t.Helper()
	redis := os.Getenv("WIREWALK_TEST_REDIS")
	if redis == "" {
		t.Skip("WIREWALK_TEST_REDIS is not set: redis://127.0.0.1:6379/15, say, a Redis that tests may use")
	}
	s := &stand{t: t, database: pgtest.Schema(t, os.Getenv("WIREWALK_TEST_POSTGRES"))}
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		if nginx, err = exec.LookPath("/usr/sbin/nginx"); err != nil {
			t.Skip("nginx is not installed: Debian's nginx-light will do")
		}
	}
	var database, bus string
	s.postgres, database = s.behind(s.database)
	s.redis, bus = s.behind(redis)
	dir := t.TempDir()
	binary := filepath.Join(dir, "wirewalk")
	if out, err := exec.Command("go", "build", "-o", binary, "wirewalk/app").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	ports := freePorts(t, 5)
	s.site = &url.URL{Scheme: "http", Host: "127.0.0.1:" + ports[0]}
	for i := range s.instances {
		s.instances[i] = &instance{binary: binary, port: ports[1+i], said: new(output), args: []string{
			"--addr", "127.0.0.1:" + ports[1+i], "--lab-addr", "127.0.0.1:" + ports[3+i], "--data", filepath.Join(dir, ports[1+i]),
			"--public-url", s.site.String(), "--trusted-proxies", "127.0.0.1/32", "--instructor-token", token,
			"--database-url", database, "--redis-url", bus,
		}}
		s.start(i)
		t.Cleanup(func() { s.stop(i) })
	}
	s.balance(nginx, filepath.Join(dir, "nginx"), ports)
	return s
}

// behind puts a network in front of a server, and returns the server's address
// there.
func (s *stand) behind(address string) (*netcut.Proxy, string) {
	s.t.Helper()
	of, err := url.Parse(address)
	if err != nil {
		s.t.Fatal(err)
	}
	network, err := netcut.Start(of.Host)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(network.Close)
	of.Host = network.Addr()
	return network, of.String()
}

// freePorts are free just now, and all different.
func freePorts(t *testing.T, n int) (ports []string) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		ports = append(ports, port)
	}
	return ports
}

// balance starts nginx in a folder of its own, as whoever runs the test.
func (s *stand) balance(nginx, dir string, ports []string) {
	s.t.Helper()
	shipped, err := os.ReadFile(filepath.Join("..", "..", ".deploy", "nginx.conf"))
	if err != nil {
		s.t.Fatal(err)
	}
	// As it is shipped, but for addresses, and for what else stands in nginx' own file.
	text := strings.NewReplacer(
		"10.0.0.1:8080", "127.0.0.1:"+ports[1], "10.0.0.2:8080", "127.0.0.1:"+ports[2],
		"10.0.0.1:8081", "127.0.0.1:"+ports[3], "10.0.0.2:8081", "127.0.0.1:"+ports[4],
		"listen 80;", "listen "+s.site.Host+";",
	).Replace(string(shipped))
	text = `error_log stderr warn; pid nginx.pid; events { worker_connections 8192; } http {
	access_log off; client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; uwsgi_temp_path tmp; scgi_temp_path tmp;
	` + text + "}"
	file := filepath.Join(dir, "nginx.conf")
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command(nginx, "-p", dir, "-c", file, "-g", "daemon off; master_process off;")
	var said output
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		if s.t.Failed() {
			s.t.Logf("nginx said:\n%s", said.troubles())
		}
	})
	s.ready(s.site.Host)
}

func (s *stand) start(i int) {
	s.t.Helper()
	in := s.instances[i]
	in.cmd = exec.Command(in.binary, in.args...)
	// Settings of whoever runs the tests are not for it.
	in.cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "WIREWALK_") })
	in.cmd.Stdout, in.cmd.Stderr = in.said, in.said
	if err := in.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	in.exited = make(chan error, 1)
	go func(cmd *exec.Cmd, exited chan<- error) { exited <- cmd.Wait() }(in.cmd, in.exited)
	s.ready("127.0.0.1:" + in.port)
}

// stop ends an instance as a service manager does.
func (s *stand) stop(i int) {
	s.t.Helper()
	in := s.instances[i]
	_ = in.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-in.exited:
		if err != nil {
			s.t.Errorf("instance %d ended with %v", i+1, err)
		}
	case <-time.After(20 * time.Second):
		_ = in.cmd.Process.Kill()
		s.t.Errorf("instance %d did not end", i+1)
	}
	if s.t.Failed() {
		s.t.Logf("instance %d said:\n%s", i+1, in.said.troubles())
	}
}

// ready waits until that host may be sent visitors.
func (s *stand) ready(host string) {
	s.t.Helper()
	var why string
	for late := time.Now().Add(time.Minute); time.Now().Before(late); time.Sleep(50 * time.Millisecond) {
		resp, err := http.Get("http://" + host + "/readyz")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		why = fmt.Sprint(resp, err)
	}
	for i, in := range s.instances {
		if in != nil {
			s.t.Logf("instance %d said:\n%s", i+1, in.said.troubles())
		}
	}
	s.t.Fatalf("%s does not answer: %s", host, why)
}
