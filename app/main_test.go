package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// asProgram makes the test's own binary be the program.
const asProgram = "WIREWALK_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock")) // chroma's: it ends by itself
}

// command is the program as a process of its own, with a data folder of its own
// and nothing of this one's environment but env.
func command(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append([]string{asProgram + "=1", "WIREWALK_DATA=" + t.TempDir()}, env...)
	return cmd
}

// outcome runs the program to its end.
func outcome(t *testing.T, env []string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := command(t, env, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// Reading the lessons takes seconds with the race detector on a busy machine.
	end := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer end.Stop()
	err := cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func TestHelpNamesEverySetting(t *testing.T) {
	t.Parallel()
	stdout, stderr, status := outcome(t, nil, "--help")
	if status != exitOK || stderr != "" {
		t.Fatalf("--help exits with %d and says on stderr: %s", status, stderr)
	}
	for _, name := range []string{"addr", "lab-addr", "public-url", "lab-url", "tls-cert", "tls-key", "trusted-proxies", "lessons", "data", "database-url", "redis-url", "instructor-token", "retention", "log-format"} {
		variable := "$WIREWALK_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
		if !strings.Contains(stdout, "--"+name) || !strings.Contains(stdout, variable) {
			t.Errorf("--help does not name both --%s and %s:\n%s", name, variable, stdout)
		}
	}
	for _, name := range []string{"serve", "check", "sign-in", "backup", "schema"} {
		if !strings.Contains(stdout, name) {
			t.Errorf("--help does not name the command %s", name)
		}
	}
	if strings.Contains(stdout, "TEMPL") {
		t.Error("--help shows what only make dev sets")
	}
}
