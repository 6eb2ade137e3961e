package main

import (
	"fmt"
	"io"

	"wirewalk/lessons"
)

type checkCommand struct {
	Dir string `arg:"" help:"The directory: one YAML file a lesson, and recordings/ beside them."`
}

// run prints each problem as file:line: what is wrong; what may be meant.
func (c checkCommand) run(stdout, stderr io.Writer) int {
	problems, err := lessons.Check(c.Dir)
	if err != nil {
		fmt.Fprintf(stderr, "wirewalk: check: %v\n", err)
		return exitUsage
	}
	for _, p := range problems {
		fmt.Fprintln(stdout, p)
	}
	if len(problems) > 0 {
		return exitFailed
	}
	fmt.Fprintf(stdout, "%s: nothing is wrong\n", c.Dir)
	return exitOK
}
