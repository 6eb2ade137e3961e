package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

const (
	// certificateEvery is how often the files are looked at: what renews a
	// certificate does so weeks before the old one ends.
	certificateEvery = time.Minute
	// mostCertificate bounds what is read of either file: a chain has some 10 KB.
	mostCertificate = 1 << 20
)

// certificate is what this program shows of itself over TLS. It is safe for use by
// many goroutines but for renew, which one may call.
type certificate struct {
	certFile, keyFile string
	shown             atomic.Pointer[tls.Certificate]
	read              string // both files, as shown was made of them
}

// openCertificate reads the certificate of the settings; it is nil where they have
// none. Its error is a *settingError, in which nothing of the key stands.
func openCertificate(c config) (*certificate, error) {
	if !c.secure() {
		return nil, nil
	}
	of := &certificate{certFile: c.tlsCert, keyFile: c.tlsKey}
	_, err := of.renew()
	return of, err
}

// leaf is the certificate of this program itself, without those that vouch for it.
func (c *certificate) leaf() *x509.Certificate { return c.shown.Load().Leaf }

// renew reads the files, and shows what they hold if it is another certificate.
// Where it is none, the one before is still shown. The error is a *settingError.
func (c *certificate) renew() (renewed bool, err error) {
	cert, err := readPEM("tls-cert", c.certFile)
	if err != nil {
		return false, err
	}
	key, err := readPEM("tls-key", c.keyFile)
	if err != nil {
		return false, err
	}
	if c.read == string(cert)+string(key) {
		return false, nil
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return false, c.misfit(cert, key, err)
	}
	c.shown.Store(&pair)
	c.read = string(cert) + string(key)
	return true, nil
}

func readPEM(flag, file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		var of *fs.PathError
		if errors.As(err, &of) {
			err = of.Err
		}
		return nil, wrong(flag, "is %s, which cannot be read (%v); name a file in PEM that this user may read", file, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostCertificate+1))
	switch {
	case err != nil:
		return nil, wrong(flag, "is %s, which cannot be read (%v); name a file in PEM that this user may read", file, err)
	case len(text) > mostCertificate:
		return nil, wrong(flag, "is %s, which is larger than any certificate; name a file in PEM", file)
	}
	return text, nil
}

// misfit tells which of the files is not what it should be, or that they do not
// belong together.
func (c *certificate) misfit(cert, key []byte, err error) error {
	if kinds := blocks(cert); !strings.Contains(kinds, "CERTIFICATE") {
		return wrong("tls-cert", "is %s, in which no certificate stands; name a file that has “BEGIN CERTIFICATE” in it", c.certFile)
	}
	switch kinds := blocks(key); {
	case strings.Contains(kinds, "ENCRYPTED"):
		return wrong("tls-key", "is %s, whose key is encrypted, and nobody is here to type its password; decrypt it with openssl pkey", c.keyFile)
	case !strings.Contains(kinds, "PRIVATE KEY"):
		return wrong("tls-key", "is %s, in which no private key stands; name a file that has “PRIVATE KEY” in it", c.keyFile)
	}
	return contradict("tls-cert", "tls-key", "do not go together: %s and %s hold no certificate and its key (%v); name two that were made with each other", c.certFile, c.keyFile, err)
}

// blocks are the kinds of what a PEM file holds.
func blocks(text []byte) string {
	var kinds []string
	for b, rest := pem.Decode(text); b != nil; b, rest = pem.Decode(rest) {
		kinds = append(kinds, b.Type)
		if strings.Contains(b.Headers["Proc-Type"], "ENCRYPTED") {
			kinds = append(kinds, "ENCRYPTED")
		}
	}
	return strings.Join(kinds, ", ")
}

// keepFresh shows what the files hold whenever they change, until ctx ends, so that
// a renewal needs no restart. What is wrong with them is told once, until they are
// right again.
func (c *certificate) keepFresh(ctx context.Context, log *slog.Logger) {
	look := time.NewTicker(certificateEvery)
	defer look.Stop()
	told := ""
	for {
		select {
		case <-look.C:
		case <-ctx.Done():
			return
		}
		renewed, err := c.renew()
		if err == nil {
			told = ""
		}
		switch {
		case err != nil && err.Error() != told:
			told = err.Error()
			log.Error("the certificate is not renewed, and the one before is still shown", "error", err)
		case renewed:
			log.Info("the certificate is renewed", "until", c.leaf().NotAfter)
		}
	}
}
