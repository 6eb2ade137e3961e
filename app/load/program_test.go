package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestFiveStudents walks the real program from its start to its end.
func TestFiveStudents(t *testing.T) {
	var out, errs strings.Builder
	status := run(t.Context(), []string{"--students", "5", "--think", "0s"}, &out, &errs)
	if status != exitOK {
		t.Fatalf("got %d, want %d\n%s\n%s", status, exitOK, errs.String(), out.String())
	}
	for _, want := range []string{"rows walked     50 of 50\n", "failed steps    0\n", "with 5 connections open, 5 told 1001, 5 traces ended\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report does not have %q:\n%s", want, out.String())
		}
	}
}

// TestFiveStudentsInAClass lets an instructor lead a class of the real program.
func TestFiveStudentsInAClass(t *testing.T) {
	for _, script := range scriptIDs() {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			var out, errs strings.Builder
			status := run(t.Context(), []string{"--class", "--students", "5", "--arrive", "100ms", "--think", "0s", "--script", script}, &out, &errs)
			if status != exitOK {
				t.Fatalf("got %d, want %d\n%s\n%s", status, exitOK, errs.String(), out.String())
			}
			rows := len(scripts[script].rows)
			for _, want := range []string{"joined           5 of 5 ", fmt.Sprintf("rows walked      %d of %d\n", 5*rows, 5*rows), "failed           0\n"} {
				if !strings.Contains(out.String(), want) {
					t.Errorf("the report does not have %q:\n%s", want, out.String())
				}
			}
		})
	}
}

// TestProgramThatDies shows that a server's death is reported, and not waited
// for.
func TestProgramThatDies(t *testing.T) {
	p, err := startProgram(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := newClass(p.site, scripts["sse-stream"], 3, 0)
	if r := c.walk(t.Context()); !r.good() || c.walked.Load() != 63 {
		t.Fatalf("got %d rows and the failures %v, want 63 and none", c.walked.Load(), r.failures)
	}
	dying := newClass(p.site, scripts["sse-stream"], 3, 200*time.Millisecond)
	time.AfterFunc(100*time.Millisecond, p.kill)
	began := time.Now()
	if r := dying.walk(t.Context()); r.good() {
		t.Error("the program died, but nothing failed")
	}
	if took := time.Since(began); took > patience/2 {
		t.Errorf("noticing it took %s", took)
	}
	if _, err := p.end(); err == nil {
		t.Error("the program had died, but ended well")
	}
}
