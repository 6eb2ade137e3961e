package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"time"

	"wirewalk/app/internal/store"
)

const (
	// Paths of web that are told to people.
	signInPath, joinPath = "/teach/sign-in", "/join"

	// signInLifetime is long enough to walk to the front of a room with it.
	signInLifetime = 10 * time.Minute
	// answerWait is how long the program that runs may take to take a connection.
	answerWait = time.Second
)

// newSignIn keeps a code with which an instructor signs in once, in the next
// signInLifetime.
func newSignIn(ctx context.Context, s *store.Store, now func() time.Time) (code string, err error) {
	code = rand.Text()
	return code, s.AddSignIn(ctx, code, now().Add(signInLifetime))
}

// signIn is the command: it prints a link that signs in, for the program that
// runs with these settings.
func signIn(ctx context.Context, c config, all []site, now func() time.Time, stdout, stderr io.Writer) int {
	_, port, _ := net.SplitHostPort(c.addr)
	if port == "0" && c.publicURL == nil {
		return fail(stderr, wrong("addr", "is %s, another port at each start; say which one it is now, such as --addr %s", c.addr, another(c.addr)))
	}
	s, err := openStore(ctx, c, store.Options{Now: now, Existing: true})
	if err != nil {
		return fail(stderr, err)
	}
	defer s.Close()
	code, err := newSignIn(ctx, s, now)
	if err != nil {
		return fail(stderr, fmt.Errorf("sign-in: no link could be made: %w", err))
	}
	fmt.Fprintln(stdout, "This signs you in once, within ten minutes:")
	label := ""
	for _, s := range all {
		fmt.Fprintf(stdout, "  %-3s%s\n", label, s.to(signInPath, code))
		label = "or"
	}
	if best := all[0]; !best.here {
		if err := drawQR(stdout, best.to(signInPath, code)); err != nil {
			return fail(stderr, err)
		}
	}
	if c.publicURL == nil && !answers(all[len(all)-1].url.Host) {
		fmt.Fprintf(stderr, "wirewalk: nothing answers at %s yet; start Wirewalk, or say with --addr where it listens\n", all[len(all)-1].url)
	}
	return exitOK
}

// answers reports whether somebody listens.
func answers(host string) bool {
	conn, err := net.DialTimeout("tcp", host, answerWait)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}
