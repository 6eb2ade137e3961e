package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

const (
	// tokenFile holds the instructor's token, in the data folder.
	tokenFile = "instructor-token"
	// mostTokenFile bounds what is read of it: a token is not a text.
	mostTokenFile = 1 << 10
)

// instructorToken is the one that was set, or else that of the data folder, which
// is made where there is none. It must not be printed, nor logged. The error is
// a *settingError.
func instructorToken(c config) (string, error) {
	if c.token != "" {
		return c.token, nil
	}
	file := filepath.Join(c.data, tokenFile)
	token, err := readToken(file)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeToken(c.data, file); err == nil {
			token, err = readToken(file) // another program may have been faster
		}
	}
	var known *settingError
	if err != nil && !errors.As(err, &known) {
		return "", folderProblem(c.data, err)
	}
	return token, err
}

// readToken returns what a file holds. Its error is fs.ErrNotExist where there
// is none, and a *settingError where it holds no secret.
func readToken(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	// Windows keeps no such bits; the folder is its user's own.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return "", wrong("data", "has the instructor's token in %s, which others on this machine may read; run chmod 600 on that file, or delete it if they may have done so: a new one is made at the next start", file)
	}
	text, err := io.ReadAll(io.LimitReader(f, mostTokenFile+1))
	if err != nil {
		return "", err
	}
	token, err := checkToken(strings.TrimSpace(string(text)))
	if err != nil || token == "" || len(text) > mostTokenFile {
		return "", wrong("data", "has no instructor's token in %s: one has at least %d characters and no spaces; delete that file, and a new one is made at the next start", file, leastToken)
	}
	return token, nil
}

// makeToken writes a new token into a file of dir that only this user may read,
// whole or not at all, unless there is one already.
func makeToken(dir, file string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, tokenFile+"-*") // with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintln(f, rand.Text()+rand.Text())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	err = os.Link(f.Name(), file)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	return os.Rename(f.Name(), file) // a file system without links
}
