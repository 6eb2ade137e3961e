package main

import "runtime/debug"

// stamp is what the Makefile built this program from; "" where it did not.
var stamp string

// version is what this program was built from.
func version() string {
	if stamp != "" {
		return stamp
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return ""
}
