package main

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"wirewalk/app/internal/store"
)

// signInCode finds what a link signs in with.
var signInCode = regexp.MustCompile(`/teach/sign-in#([A-Z2-7]{26})\n`)

func TestSignInAtThePublicAddress(t *testing.T) {
	t.Parallel()
	dir := keeping(t, t.TempDir()).config.data
	stdout, stderr, status := outcome(t, nil, "sign-in", "--data", dir, "--addr", "127.0.0.1:0", "--public-url", "http://wirewalk.example")
	if status != exitOK || stderr != "" {
		t.Fatalf("exits with %d: %s%s", status, stdout, stderr)
	}
	text, code := cutQR(stdout)
	m := signInCode.FindStringSubmatch(text)
	if m == nil || readQR(t, code) != "http://wirewalk.example/teach/sign-in#"+m[1] {
		t.Errorf("says %s", stdout)
	}
}

func TestSignInThatNobodyCouldUse(t *testing.T) {
	t.Parallel()
	dir := keeping(t, t.TempDir()).config.data
	empty := filepath.Join(t.TempDir(), "empty")
	for name, c := range map[string]struct {
		args   []string
		status int
		want   []string
	}{
		"another folder":    {[]string{"--data", empty}, exitUsage, []string{"--data (WIREWALK_DATA)", empty, "no class was ever kept"}},
		"a port of its own": {[]string{"--data", dir, "--addr", ":0"}, exitUsage, []string{"--addr (WIREWALK_ADDR)", "another port at each start"}},
		"another port":      {[]string{"--data", dir, "--addr", "127.0.0.1:1"}, exitOK, []string{"nothing answers at http://127.0.0.1:1", "--addr"}},
	} {
		stdout, stderr, status := outcome(t, nil, append([]string{"sign-in"}, c.args...)...)
		if status != c.status || strings.Count(stderr, "\n") != 1 || (status == exitOK) != signInCode.MatchString(stdout) {
			t.Errorf("%s: exits with %d: %s%s", name, status, stdout, stderr)
		}
		for _, want := range c.want {
			if !strings.Contains(stderr, want) {
				t.Errorf("%s: says %q, without %q", name, stderr, want)
			}
		}
	}
	if _, err := os.Stat(empty); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder was made: %v", err)
	}
}

func TestSignInEnds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	s, err := openStore(t.Context(), config{data: t.TempDir()}, store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var codes []string
	for range 2 {
		code, err := newSignIn(t.Context(), s, clock)
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, code)
	}
	now = now.Add(signInLifetime - time.Second)
	if err := s.UseSignIn(t.Context(), codes[0]); err != nil {
		t.Errorf("just in time: %v", err)
	}
	now = now.Add(2 * time.Second)
	if err := s.UseSignIn(t.Context(), codes[1]); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("too late: %v", err)
	}
}

// What the program says when it starts signs in, and so does what sign-in says
// beside it. The token is in nothing that is said or logged.
func TestSignInToAProgramThatRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cmd := command(t, nil, "--addr", "127.0.0.1:0", "--lab-addr", "127.0.0.1:0", "--data", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said, log strings.Builder
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill() }()
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.HasPrefix(lines.Text(), "Press"); {
		said.WriteString(lines.Text() + "\n")
	}
	here := regexp.MustCompile(`http://(127\.0\.0\.1:\d+)\n`).FindStringSubmatch(said.String())
	if here == nil || !strings.Contains(said.String(), dir) {
		t.Fatalf("says %s", said.String())
	}
	stdout, stderr, status := outcome(t, nil, "sign-in", "--data", dir, "--addr", here[1])
	if status != exitOK || stderr != "" || !strings.Contains(stdout, "once") || !strings.Contains(stdout, "ten minutes") {
		t.Errorf("exits with %d: %s%s", status, stdout, stderr)
	}
	if strings.Contains(stdout, "█") {
		t.Errorf("draws an address that no phone reaches: %s", stdout)
	}
	var codes []string
	kept := keeping(t, dir).store
	for _, text := range []string{said.String(), stdout} {
		m := signInCode.FindStringSubmatch(text)
		if m == nil || strings.Count(text, "http://"+here[1]+m[0]) != 1 {
			t.Fatalf("there is no link in %s", text)
		}
		if err := kept.UseSignIn(t.Context(), m[1]); err != nil {
			t.Errorf("it does not sign in: %v", err)
		}
		if err := kept.UseSignIn(t.Context(), m[1]); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the second time: %v", err)
		}
		codes = append(codes, m[1])
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("ends with %v", err)
	}
	token, err := instructorToken(config{data: dir})
	if err != nil {
		t.Fatal(err)
	}
	if all := said.String() + stdout + log.String(); strings.Contains(all, token) {
		t.Errorf("the token is in %s", all)
	}
	for _, code := range codes {
		if strings.Contains(log.String(), code) {
			t.Errorf("a code is in the log: %s", log.String())
		}
	}
}
