package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// certified is a certificate that vouches for itself, in files.
type certified struct {
	cert, key string
	pool      *x509.CertPool // that trusts it
}

func newCertificate(t *testing.T, host string) *certified {
	t.Helper()
	dir := t.TempDir()
	c := &certified{cert: filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem")}
	c.renew(t, host, time.Now().Add(90*24*time.Hour))
	return c
}

// renew writes another one into the same files.
func (c *certified) renew(t *testing.T, host string, until time.Time) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-365 * 24 * time.Hour), NotAfter: until, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, of, of, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write := func(file, kind string, bytes []byte) {
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(c.cert, "CERTIFICATE", der)
	write(c.key, "PRIVATE KEY", secret)
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	c.pool = x509.NewCertPool()
	c.pool.AddCert(leaf)
}

// client is one that trusts it, would speak HTTP/2, and keeps cookies.
func (c *certified) client(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	over := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: c.pool}, ForceAttemptHTTP2: true}
	t.Cleanup(over.CloseIdleConnections)
	return &http.Client{Transport: over, Jar: jar}
}

func (c *certified) dialer() *websocket.Dialer {
	return &websocket.Dialer{TLSClientConfig: &tls.Config{RootCAs: c.pool}}
}

// startedWithTLS is the program with a certificate of its own.
func startedWithTLS(t *testing.T) (*program, *certified) {
	t.Helper()
	c, s := newCertificate(t, "classroom.test"), plain(t.TempDir())
	s.TLSCert, s.TLSKey, s.Token = c.cert, c.key, "a-token-that-nobody-guesses"
	return startedWith(t, s), c
}

func bodyOf(t *testing.T, resp *http.Response, err error) (*http.Response, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

// With a certificate both addresses are https, pages know it, and the cookies do.
func TestBothOriginsSpeakTLS(t *testing.T) {
	t.Parallel()
	p, c := startedWithTLS(t)
	client := c.client(t)
	if at := p.URL(); at != "https://"+p.addr.String() {
		t.Fatalf("it is at %s", at)
	}
	resp, err := client.Get(p.URL())
	page, _ := bodyOf(t, resp, err)
	lab := "127.0.0.1:" + strings.TrimPrefix(p.labAddr.String(), "127.0.0.1:")
	if page.StatusCode != http.StatusOK || page.Proto != "HTTP/1.1" || page.TLS.NegotiatedProtocol != "http/1.1" || page.TLS.Version < tls.VersionTLS12 {
		t.Errorf("%s over %s, %q, TLS %x", page.Status, page.Proto, page.TLS.NegotiatedProtocol, page.TLS.Version)
	}
	if got := page.Header.Get("Content-Security-Policy"); !strings.Contains(got, "connect-src 'self' wss://"+p.addr.String()+" https://"+lab+" wss://"+lab+";") {
		t.Errorf("the policy is %s", got)
	}
	if page.Header.Get("Cross-Origin-Opener-Policy") != "same-origin" {
		t.Error("pages that others opened are not apart")
	}
	resp, err = client.Get(p.URL() + "/lab-origin")
	if _, body := bodyOf(t, resp, err); strings.TrimSpace(body) != `{"origin":"https://`+lab+`"}` {
		t.Errorf("the lab origin is %s", body)
	}
	resp, err = client.Get("https://" + p.labAddr.String() + "/healthz")
	if got, _ := bodyOf(t, resp, err); got.StatusCode != http.StatusOK || got.TLS.NegotiatedProtocol != "http/1.1" {
		t.Errorf("the labs answer %s", got.Status)
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err = client.PostForm(p.URL()+"/teach/sign-in", url.Values{"code": {p.token}})
	got, _ := bodyOf(t, resp, err)
	if got.StatusCode != http.StatusSeeOther || len(got.Cookies()) != 2 {
		t.Errorf("signing in: %s %v", got.Status, got.Header)
	}
	for _, cookie := range got.Cookies() {
		if !cookie.Secure || !strings.HasPrefix(cookie.Name, "__Host-") {
			t.Errorf("it sets %v", cookie)
		}
	}
	socket, resp, err := c.dialer().Dial("wss://"+p.labAddr.String()+"/socket", nil)
	if err != nil {
		t.Fatal(err, resp)
	}
	socket.Close()

	old := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: c.pool, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}}}
	for _, at := range []string{p.URL(), "https://" + p.labAddr.String()} {
		if resp, err := old.Get(at); err == nil {
			resp.Body.Close()
			t.Errorf("%s speaks TLS 1.1", at)
		}
	}
	// Who forgets the s is told.
	if _, body := plainBody(t, "http://"+p.addr.String()); !strings.Contains(body, "https") {
		t.Errorf("over plain http it says %q", body)
	}
}

func plainBody(t *testing.T, at string) (*http.Response, string) {
	t.Helper()
	resp, err := http.Get(at)
	return bodyOf(t, resp, err)
}

// The tap is above TLS: a run over wss shows the bytes that HTTP and WebSocket see.
func TestARunOverTLSShowsItsBytes(t *testing.T) {
	t.Parallel()
	p, c := startedWithTLS(t)
	client := c.client(t)
	resp, err := client.Post(p.URL()+"/runs", "application/json", strings.NewReader(`{"script":"websocket-protocol","pace":"full"}`))
	made, body := bodyOf(t, resp, err)
	var run struct{ ID, URL, Trace, Recording string }
	if err := json.Unmarshal([]byte(body), &run); err != nil || made.StatusCode != http.StatusCreated {
		t.Fatalf("%s %s: %v", made.Status, body, err)
	}
	at, _ := url.Parse(p.URL())
	header := http.Header{"Origin": {p.URL()}}
	for _, cookie := range client.Jar.Cookies(at) {
		header.Add("Cookie", cookie.String())
	}
	trace, err := client.Get(p.URL() + run.Trace)
	if err != nil {
		t.Fatal(err)
	}
	defer trace.Body.Close()
	if _, resp, err := c.dialer().Dial("wss://"+p.addr.String()+run.URL, http.Header{"Origin": {"http://" + p.addr.String()}, "Cookie": header["Cookie"]}); err == nil || resp == nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("a page without TLS opens the run: %v", err)
	}
	conn, resp, err := c.dialer().Dial("wss://"+p.addr.String()+run.URL, header)
	if err != nil {
		t.Fatal(err, resp)
	}
	defer conn.Close()
	if got := p.conns.Sockets(); got != 1 {
		t.Errorf("%d WebSockets are counted", got)
	}
	wants := []string{run.URL, "Sec-WebSocket-Key", "101 Switching Protocols", "opcode"}
	for lines := bufio.NewScanner(trace.Body); len(wants) > 0; {
		if !lines.Scan() {
			t.Fatalf("the trace ends before %q: %v", wants[0], lines.Err())
		}
		for len(wants) > 0 && strings.Contains(lines.Text(), wants[0]) {
			wants = wants[1:]
		}
		if strings.Contains(lines.Text(), "101 Switching Protocols") { // the script waits for the page's message
			if err := conn.WriteMessage(websocket.TextMessage, []byte("Hello")); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// What renews the certificate need not know of this program.
func TestACertificateIsRenewed(t *testing.T) {
	files := newCertificate(t, "classroom.test")
	synctest.Test(t, func(t *testing.T) {
		c, err := openCertificate(config{tlsCert: files.cert, tlsKey: files.key})
		if err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		go c.keepFresh(t.Context(), slog.New(slog.NewTextHandler(&log, nil)))
		first := c.leaf()
		wait := func(minutes int) {
			time.Sleep(time.Duration(minutes)*certificateEvery + time.Second)
			synctest.Wait()
		}
		wait(2)
		if c.leaf() != first {
			t.Error("it has changed, and the files have not")
		}
		whole, err := os.ReadFile(files.cert)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(files.cert, whole[:len(whole)/2], 0o600); err != nil { // it is being written
			t.Fatal(err)
		}
		wait(3)
		if c.leaf() != first || strings.Count(log.String(), "level=ERROR") != 1 {
			t.Errorf("with half a file: %v\n%s", c.leaf() == first, log.String())
		}
		for _, text := range [][]byte{whole, whole[:len(whole)/2]} { // it is put back, and broken once more
			if err := os.WriteFile(files.cert, text, 0o600); err != nil {
				t.Fatal(err)
			}
			wait(1)
		}
		if c.leaf() != first || strings.Count(log.String(), "level=ERROR") != 2 {
			t.Errorf("with half a file again: %v\n%s", c.leaf() == first, log.String())
		}
		files.renew(t, "another.test", time.Now().Add(365*24*time.Hour))
		wait(1)
		if c.leaf().DNSNames[0] != "another.test" || !strings.Contains(log.String(), "renewed") {
			t.Errorf("it is still for %v\n%s", c.leaf().DNSNames, log.String())
		}
		if got, err := c.over(nil).(securing).config.GetCertificate(nil); err != nil || got.Leaf != c.leaf() {
			t.Errorf("another one is shown, %v", err)
		}
	})
}

// The commands beside a program with a certificate speak of https.
func TestCommandsBesideTLS(t *testing.T) {
	t.Parallel()
	p, c := startedWithTLS(t)
	of := []string{"--addr", p.addr.String(), "--lab-addr", p.labAddr.String(), "--data", p.config.data, "--tls-cert", c.cert, "--tls-key", c.key}
	stdout, stderr, status := outcome(t, nil, append([]string{"sign-in"}, of...)...)
	if status != exitOK || stderr != "" || !strings.Contains(stdout, "https://"+p.addr.String()+"/teach/sign-in#") {
		t.Errorf("sign-in exits with %d: %s%s", status, stdout, stderr)
	}
	stdout, stderr, status = outcome(t, nil, append([]string{"doctor"}, of...)...)
	if status != exitOK || strings.Count(stdout, "is used by a Wirewalk that runs") != 2 || !strings.Contains(stdout, "classroom.test, 127.0.0.1") {
		t.Errorf("doctor exits with %d: %s%s", status, stdout, stderr)
	}
	// Whoever copies the classes need not be able to read the key.
	of[len(of)-1] += ".none"
	if stdout, stderr, status = outcome(t, nil, append([]string{"backup", filepath.Join(t.TempDir(), "copy.db")}, of...)...); status != exitOK {
		t.Errorf("backup exits with %d: %s%s", status, stdout, stderr)
	}
}

func TestDoctorReadsTheCertificate(t *testing.T) {
	t.Parallel()
	public := func(at string) *url.URL { u, _ := url.Parse(at); return u }
	for name, c := range map[string]struct {
		days   int
		public string
		want   health
		says   string
	}{
		"well":         {90, "https://classroom.test:8080", well, "classroom.test, 127.0.0.1, until"},
		"no URL":       {90, "", well, "until"},
		"another name": {90, "https://wirewalk.example", unwell, "refuse it for wirewalk.example"},
		"nearly over":  {10, "https://classroom.test", unsure, "renew it"},
		"over":         {-1, "https://classroom.test", unwell, "ended on"},
	} {
		of := newCertificate(t, "classroom.test")
		of.renew(t, "classroom.test", time.Now().Add(time.Duration(c.days)*24*time.Hour))
		settings := config{tlsCert: of.cert, tlsKey: of.key}
		if c.public != "" {
			settings.publicURL = public(c.public)
		}
		if got := certificateFinding(settings, time.Now()); got.health != c.want || !strings.Contains(got.text, c.says) {
			t.Errorf("%s: %s, %s", name, got.health, got.text)
		}
	}
	of := newCertificate(t, "classroom.test")
	if got := certificateFinding(config{tlsCert: of.cert, tlsKey: of.cert}, time.Now()); got.health != unwell || !strings.Contains(got.text, "--tls-key") {
		t.Errorf("%s, %s", got.health, got.text)
	}
}

func TestGreetingWithACertificate(t *testing.T) {
	t.Parallel()
	of := newCertificate(t, "classroom.test")
	for public, not := range map[string]bool{"https://classroom.test:8080": false, "": true} {
		p := &program{addr: &net.TCPAddr{IP: net.IPv6unspecified, Port: 8080}, now: time.Now, log: slog.New(slog.DiscardHandler)}
		p.config.tlsCert, p.config.tlsKey = of.cert, of.key
		var err error
		if p.certificate, err = openCertificate(p.config); err != nil {
			t.Fatal(err)
		}
		if public != "" {
			p.config.publicURL, _ = url.Parse(public)
		}
		var b strings.Builder
		greet(&b, p, sites(p.config.scheme(), p.config.publicURL, p.addr.String(), []address{{netip.MustParseAddr("192.168.1.20"), "wlan0"}}), "")
		text, code := cutQR(b.String())
		if !strings.Contains(text, "In the classroom:  https://192.168.1.20:8080\n") || !strings.Contains(text, "for classroom.test, 127.0.0.1, until") ||
			!strings.HasPrefix(readQR(t, code), "https://") || strings.Contains(text, "not for 192.168.1.20") != not {
			t.Errorf("with the public URL %q:\n%s", public, text)
		}
	}
}
