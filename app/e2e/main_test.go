package e2e

import (
	"flag"
	"fmt"
	"os"
	"strconv"
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
	moreAtOnce()
	os.Exit(run(m))
}

// moreAtOnce lets more tests run at once than there are cores, unless -parallel
// says how many: most of a test is waiting, for a row, a scroll, a retry.
func moreAtOnce() {
	const atOnce = 5 // enough to keep two cores busy
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given {
		_ = flag.Set("test.parallel", strconv.Itoa(atOnce))
	}
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
	if wirewalk, err = startProgram(binary, "--instructor-token", instructorToken); err != nil {
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
