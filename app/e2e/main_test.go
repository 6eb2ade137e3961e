package e2e

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// The program and the browser that all tests share. TestMain sets both before
// the first test; nobody changes them afterwards.
var (
	wirewalk *program
	chromium *browser
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) (code int) {
	dir, err := os.MkdirTemp("", "wirewalk-e2e-")
	if err != nil {
		return fail(err)
	}
	defer os.RemoveAll(dir)
	if chromium, err = startBrowser(); err != nil {
		return fail(err)
	}
	defer chromium.stop()
	binary, err := buildProgram(dir)
	if err != nil {
		return fail(err)
	}
	if wirewalk, err = startProgram(binary); err != nil {
		return fail(err)
	}
	defer func() {
		if err := wirewalk.stop(); err != nil {
			code = fail(err)
		}
	}()
	return m.Run()
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}
