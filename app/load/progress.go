package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

const (
	// redraw is how often a terminal's line is drawn again.
	redraw = 200 * time.Millisecond
	// again is how often a line is added where there is no terminal.
	again = 2 * time.Second
)

// showProgress tells how the walk goes, as status says it, until done is called:
// on a terminal in one line that is drawn over, else in plain lines.
func showProgress(w io.Writer, status func() string) (done func()) {
	began := time.Now()
	every, start, end := again, "", "\n"
	live := isTerminal(w)
	if live {
		every, start, end = redraw, "\r\x1b[K", ""
	}
	line := func() {
		fmt.Fprintf(w, "%s%3.0f s  %s%s", start, time.Since(began).Seconds(), status(), end)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				line()
			case <-stop:
				return
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
		line()
		if live {
			fmt.Fprintln(w)
		}
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
