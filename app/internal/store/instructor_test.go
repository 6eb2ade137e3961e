package store

import (
	"errors"
	"strconv"
	"time"
)

func signInIsUsedOnce(b *bench) {
	soon := b.clock.now().Add(time.Minute)
	b.must(b.AddSignIn(b.Context(), "code", soon))
	b.must(b.AddSignIn(b.Context(), "late", soon))
	if n := b.count(`sign_ins WHERE code_hash LIKE '%code%'`); n != 0 {
		b.Error("the code itself is kept")
	}
	for _, wrong := range []string{"", "Code", hash("code")} {
		if err := b.UseSignIn(b.Context(), wrong); !errors.Is(err, ErrNotFound) {
			b.Errorf("%q: %v", wrong, err)
		}
	}
	b.must(b.UseSignIn(b.Context(), "code"))
	if err := b.UseSignIn(b.Context(), "code"); !errors.Is(err, ErrNotFound) {
		b.Errorf("a second time: %v", err)
	}
	b.clock.pass(time.Minute)
	if err := b.UseSignIn(b.Context(), "late"); !errors.Is(err, ErrNotFound) {
		b.Errorf("expired: %v", err)
	}
	if n := b.count("sign_ins"); n != 0 {
		b.Errorf("%d are left, and all are used or expired", n)
	}
}

func twoSignInAtOnce(b *bench) {
	for round := range 10 {
		code := strconv.Itoa(round)
		b.must(b.AddSignIn(b.Context(), code, b.clock.now().Add(time.Minute)))
		in := 0
		for _, err := range atOnce(2, func(int) error { return b.UseSignIn(b.Context(), code) }) {
			if err == nil {
				in++
			} else if !errors.Is(err, ErrNotFound) {
				b.Error(err)
			}
		}
		if in != 1 {
			b.Fatalf("%d of two are in", in)
		}
	}
}

func sessionEnds(b *bench) {
	soon := b.clock.now().Add(time.Minute)
	b.must(b.AddSession(b.Context(), "token", soon))
	b.must(b.AddSession(b.Context(), "other", soon))
	if n := b.count(`sessions WHERE token_hash LIKE '%token%'`); n != 0 {
		b.Error("the token itself is kept")
	}
	b.must(b.Session(b.Context(), "token"))
	for _, wrong := range []string{"", "Token", hash("token")} {
		if err := b.Session(b.Context(), wrong); !errors.Is(err, ErrNotFound) {
			b.Errorf("%q: %v", wrong, err)
		}
	}
	b.must(b.DeleteSession(b.Context(), "token"))
	b.must(b.DeleteSession(b.Context(), "token"))
	if err := b.Session(b.Context(), "token"); !errors.Is(err, ErrNotFound) {
		b.Errorf("signed out: %v", err)
	}
	b.must(b.Session(b.Context(), "other"))
	b.clock.pass(time.Minute)
	if err := b.Session(b.Context(), "other"); !errors.Is(err, ErrNotFound) {
		b.Errorf("expired: %v", err)
	}
	b.must(b.AddSession(b.Context(), "next", b.clock.now().Add(time.Minute)))
	if n := b.count("sessions"); n != 1 {
		b.Errorf("%d are kept, and one has not expired", n)
	}
}
