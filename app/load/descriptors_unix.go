//go:build unix

package main

import "syscall"

// descriptors is how many files and connections a process may have open. Go raises
// it for this one, and for each Go program that it starts, to what the system
// allows at most.
func descriptors() int {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil {
		return 1 << 30
	}
	return int(min(uint64(limit.Cur), 1<<30))
}
