package main

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"wirewalk/app/internal/store"
)

// portFinding tries to listen where a setting says.
func portFinding(ctx context.Context, c config, flag, addr string) finding {
	what := "--" + flag
	l, err := listen(flag, addr)
	switch {
	case err == nil:
		_ = l.Close()
		return found(what, well, "%s is free", addr)
	case errors.Is(err, syscall.EADDRINUSE) && isWirewalk(ctx, c.scheme(), addr):
		return found(what, well, "%s is used by a Wirewalk that runs", addr)
	}
	return found(what, unwell, "%v", err)
}

// isWirewalk reports whether a program of this kind answers at an address of this
// machine.
func isWirewalk(ctx context.Context, scheme, addr string) bool {
	host, port, _ := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	// The certificate is for another name than this, and nothing is told to who answers.
	client := &http.Client{Timeout: doctorWait, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
	got, err := getWith(ctx, client, scheme+"://"+net.JoinHostPort(host, port)+"/healthz")
	if err != nil {
		return false
	}
	defer got.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(got.Body, 16))
	return got.StatusCode == http.StatusOK && string(body) == "ok\n"
}

// doctorWait bounds whatever the doctor asks for once.
const doctorWait = 5 * time.Second

// get asks once. The body ends with doctorWait, too.
func get(ctx context.Context, url string) (*http.Response, error) {
	return getWith(ctx, &http.Client{Timeout: doctorWait}, url)
}

func getWith(ctx context.Context, client *http.Client, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req)
}

// dataFinding writes into the data folder, and leaves nothing there.
func dataFinding(c config) finding {
	const what = "data folder"
	if c.data == "" {
		return found(what, skipped, "nothing is kept in one")
	}
	dir := c.data
	for {
		if _, err := os.Stat(dir); err == nil || !errors.Is(err, fs.ErrNotExist) {
			break
		}
		dir = filepath.Dir(dir) // it will be made
	}
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err == nil {
		// More than one block, since the smallest file needs none of its own.
		_, err = f.Write(make([]byte, 64<<10))
		err = errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name()))
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return found(what, unwell, "%v", folderProblem(c.data, store.ErrFull))
	case err != nil:
		return found(what, unwell, "%v", folderProblem(c.data, err))
	case dir != c.data:
		return found(what, well, "%s can be made", c.data)
	}
	return found(what, well, "%s can be written to", c.data)
}

// storeFinding opens what classes are kept in, as the program does.
func storeFinding(ctx context.Context, c config, now func() time.Time) finding {
	const what = "database"
	s, err := store.Open(ctx, c.kept(store.Options{Now: now, Existing: true}))
	switch {
	case c.database == nil && errors.Is(err, fs.ErrNotExist):
		return found(what, well, "there is none yet; it is made at the first start")
	case err != nil:
		return found(what, unwell, "%v", storeProblem(c, err))
	}
	defer s.Close()
	began := time.Now()
	if err := s.Ping(ctx); err != nil {
		return found(what, unwell, "%s does not answer: %v", c.place(), err)
	}
	return found(what, well, "%s answers after %s", c.place(), time.Since(began).Round(100*time.Microsecond))
}
