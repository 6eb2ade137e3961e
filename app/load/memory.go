package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

// memoryOf is how many bytes of memory a process has (its resident set): on Linux
// as /proc says it, elsewhere as ps does.
func memoryOf(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err == nil {
		_, after, _ := bytes.Cut(status, []byte("VmRSS:"))
		if fields := bytes.Fields(after); len(fields) > 0 {
			return kibibytes(fields[0])
		}
	}
	out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0, fmt.Errorf("how much memory a process has is known neither from /proc nor from ps: %w", err)
	}
	return kibibytes(bytes.TrimSpace(out))
}

func kibibytes(text []byte) (int64, error) {
	n, err := strconv.ParseInt(string(text), 10, 64)
	return n << 10, err
}
