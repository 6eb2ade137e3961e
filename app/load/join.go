package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// mistypes says whether a student types the code wrongly before: one in ten,
// twice.
func mistypes(n int) bool { return n%10 == 9 }

// join brings a student into the class with that code, from the form to the
// lesson's page. It returns how long the server took to let them in.
func (f *follower) join(ctx context.Context, code string) (time.Duration, error) {
	fail := func(what string, err error) (time.Duration, error) {
		return 0, &failure{0, onJoin, what + ": " + err.Error()}
	}
	name := url.Values{"name": {fmt.Sprintf("Student %d", f.n+1)}}
	if mistypes(f.n) {
		if err := f.get(ctx, "/join/"+turned(code, 1), http.StatusNotFound); err != nil {
			return fail("a wrong code in the address", err)
		}
		if _, err := f.submit(ctx, "/join/"+turned(code, 2), name, false, http.StatusNotFound); err != nil {
			return fail("a wrong code in the form", err)
		}
	}
	if err := f.get(ctx, "/join/"+code, http.StatusOK); err != nil {
		return fail("the form", err)
	}
	began := time.Now()
	to, err := f.submit(ctx, "/join/"+code, name, false, http.StatusSeeOther)
	took := time.Since(began)
	if err != nil {
		return fail("POST /join", err)
	}
	if err := f.get(ctx, to, http.StatusOK); err != nil {
		return fail("the class's page", err)
	}
	if err := f.check(ctx); err != nil {
		return fail("the checks", err)
	}
	if err := f.get(ctx, "/lessons/"+f.script.id, http.StatusOK); err != nil {
		return fail("the lesson's page", err)
	}
	return took, nil
}

// turned is a code as somebody mistypes it: with so many letters from its
// beginning at its end.
func turned(code string, by int) string { return code[by:] + code[:by] }
