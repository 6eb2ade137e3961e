package main

import (
	"net"
	"time"

	"golang.org/x/sys/unix"
)

// giveUp ends a connection on which something that was sent is not acknowledged
// for so long (RFC 5482).
func giveUp(conn *net.TCPConn, after time.Duration) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(after.Milliseconds()))
	})
	if err != nil {
		return err
	}
	return failed
}
