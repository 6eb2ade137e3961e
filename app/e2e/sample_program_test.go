package e2e

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"wirewalk/lessons"
)

const (
	// sampleWait bounds what a sample of Node or Go does by itself; the slowest waits
	// two seconds for an answer that never comes.
	sampleWait = 40 * time.Second
	// serverPrints is how long after its client a server may print its last line.
	serverPrints = 5 * time.Second
)

// Samples for Node and Go print what their lessons say, beside their servers.
func TestSamplesOfPrograms(t *testing.T) {
	thorough(t)
	t.Parallel()
	for _, s := range samples(t) {
		if s.Runtime == lessons.InBrowser || s.Prints == "" || s.serves() {
			continue
		}
		t.Run(s.name(), func(t *testing.T) {
			t.Parallel()
			if s.Runtime == lessons.InNode {
				nodeModules(t, s) // before anything waits for what it prints
			}
			at := freePort(t)
			if server := s.beside(); server != nil {
				defer server.serve(t, at)()
			}
			run := s.start(t, at)
			err := run.wait(t)
			if wrong := printed(withPort(s.Prints, at), run.lines()); wrong != "" {
				t.Error(wrong)
			}
			if s.Fails == (err == nil) {
				t.Errorf("it ended with %v", err)
			}
		})
	}
}

// started is a sample that runs as a program of its own.
type started struct {
	cmd  *exec.Cmd
	done chan error

	mu  sync.Mutex
	out bytes.Buffer
}

func (r *started) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.out.Write(b)
}

func (r *started) lines() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	text := strings.TrimRight(r.out.String(), "\n")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// wait returns what the program ended with.
func (r *started) wait(t *testing.T) error {
	t.Helper()
	select {
	case err := <-r.done:
		return err
	case <-time.After(sampleWait):
		t.Fatalf("it has not ended within %v; it printed\n%s", sampleWait, strings.Join(r.lines(), "\n"))
		return nil
	}
}

// start runs a sample in a directory of its own, at a port of its own.
func (s shown) start(t *testing.T, at string) *started {
	t.Helper()
	dir := t.TempDir()
	writeCertificate(t, dir)
	var cmd *exec.Cmd
	switch s.Runtime {
	case lessons.InGo:
		cmd = exec.Command(s.build(t, dir, at))
	case lessons.InNode:
		modules := nodeModules(t, s)
		if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, s.base())
		if err := os.WriteFile(file, []byte(withPort(s.Source, at)), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd = exec.Command("node", file)
	default:
		t.Fatalf("%s runs in %s", s.name(), s.Runtime)
	}
	cmd.Dir = dir
	r := &started{cmd: cmd, done: make(chan error, 1)}
	cmd.Stdout, cmd.Stderr = r, r
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		r.done <- cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
	})
	return r
}

// serve starts s as the server beside another sample, and returns what waits
// until it has printed what it says.
func (s shown) serve(t *testing.T, at string) (finish func()) {
	t.Helper()
	r := s.start(t, at)
	for limit := time.Now().Add(sampleWait); !s.listens(at); time.Sleep(30 * time.Millisecond) {
		select {
		case err := <-r.done:
			t.Fatalf("the server beside it ended with %v\n%s", err, strings.Join(r.lines(), "\n"))
		default:
		}
		if time.Now().After(limit) {
			t.Fatalf("the server beside it does not listen\n%s", strings.Join(r.lines(), "\n"))
		}
	}
	return func() {
		t.Helper()
		if s.Prints == "" {
			return
		}
		wrong := ""
		for limit := time.Now().Add(serverPrints); time.Now().Before(limit); time.Sleep(30 * time.Millisecond) {
			if wrong = printed(withPort(s.Prints, at), r.lines()); wrong == "" {
				return
			}
		}
		t.Errorf("the server beside it: %s", wrong)
	}
}

// listens asks as a client would, since a server may write down whoever does not.
func (s shown) listens(at string) bool {
	var conn net.Conn
	var err error
	if strings.Contains(s.Source, "cert.pem") {
		conn, err = tls.Dial("tcp", "localhost:"+at, &tls.Config{InsecureSkipVerify: true}) // its certificate is the test's own
	} else {
		conn, err = net.Dial("tcp", "localhost:"+at)
	}
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// build builds a sample in Go where it lies in the module, with another port.
func (s shown) build(t *testing.T, dir, at string) (binary string) {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("..", "..", "lessons", "content", filepath.FromSlash(s.File)))
	if err != nil {
		t.Fatal(err)
	}
	moved := filepath.Join(dir, "main.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {file: moved}})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{moved: []byte(withPort(s.Source, at)), filepath.Join(dir, "overlay.json"): overlay} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	binary = filepath.Join(dir, "sample")
	build := exec.Command("go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-o", binary, ".")
	build.Dir = filepath.Dir(file)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", s.File, err, out)
	}
	return binary
}

var nodeNamed = regexp.MustCompile(`\bNode (\d+)\.`)

// nodeModules is the directory with the packages ws and express. Without it a
// sample of Node cannot run, and what it prints with another Node is not known.
func nodeModules(t *testing.T, s shown) string {
	t.Helper()
	modules := os.Getenv("WIREWALK_NODE_MODULES")
	if modules == "" {
		t.Skip("WIREWALK_NODE_MODULES names no directory with ws and express; .ci/run installs them")
	}
	for _, name := range []string{"ws", "express"} {
		if _, err := os.Stat(filepath.Join(modules, name, "package.json")); err != nil {
			t.Fatalf("WIREWALK_NODE_MODULES has no %s: %v", name, err)
		}
	}
	out, err := exec.Command("node", "--version").Output()
	if err != nil {
		t.Fatal("node --version:", err)
	}
	if m := nodeNamed.FindStringSubmatch(s.With); s.Fails && m != nil && !strings.HasPrefix(string(out), "v"+m[1]+".") {
		t.Skipf("the error is that of Node %s, and this is %s", m[1], out)
	}
	return modules
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, at, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// certificate is one for localhost and its key, which all samples with TLS share
// as a client knows its server's.
var certificate = sync.OnceValues(func() (map[string][]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	of := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	cert, err := x509.CreateCertificate(rand.Reader, of, of, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		"cert.pem": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}),
		"key.pem":  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}, nil
})

// writeCertificate writes the two where the samples read them.
func writeCertificate(t *testing.T, dir string) {
	t.Helper()
	files, err := certificate()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
