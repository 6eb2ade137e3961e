package e2e

import (
	"os/exec"
	"syscall"
)

// endsWithTest has a command killed when the test's process ends, however it does:
// one that a panic leaves behind would keep what it has inherited.
func endsWithTest(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
