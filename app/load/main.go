// Command load is the load generator: many students walk a lesson at once, each
// with cookies and connections of its own, over HTTP only.
//
//	go run ./app/load --students 200
//
// Without --url it builds the program, starts it on a free port, and ends it
// with SIGTERM while every student holds an open connection. It exits with 1
// when a step failed, or when ending the program went wrong.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

type flags struct {
	URL          string        `name:"url" placeholder:"URL" help:"The server to walk on. Without it, the program is built, started and ended here."`
	Students     int           `default:"200" help:"How many students walk at once."`
	Script       string        `default:"websocket-protocol" help:"The script that they walk: ${scripts}."`
	Think        time.Duration `default:"200ms" help:"How long a student waits between rows, give or take half."`
	IOwnThisHost bool          `name:"i-own-this-host" help:"Allow a server that is not on this machine. Load on a server of somebody else is an attack."`
}

// Exit statuses.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130 // what a shell reports after Ctrl-C
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run is the command: it returns the exit status. The report goes to stdout,
// everything else to stderr. When ctx ends, so does the walk.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var f flags
	helped := false
	parser, err := kong.New(&f,
		kong.Name("load"),
		kong.Description("Many students walk a lesson at once; prints how long a click took to become an event."),
		kong.Vars{"scripts": strings.Join(scriptIDs(), " or ")},
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }))
	if err == nil {
		_, err = parser.Parse(args)
	}
	if helped {
		return exitOK
	}
	if err == nil {
		err = f.check()
	}
	if err != nil {
		fmt.Fprintln(stderr, "load:", err)
		return exitUsage
	}

	var site *url.URL
	var own *program
	if f.URL != "" {
		if site, err = target(ctx, f.URL, f.IOwnThisHost); err != nil {
			fmt.Fprintln(stderr, "load:", err)
			return exitUsage
		}
	} else {
		fmt.Fprintln(stderr, "building and starting the program")
		if own, err = startProgram(ctx); err != nil {
			fmt.Fprintln(stderr, "load:", err)
			if ctx.Err() != nil {
				return exitInterrupted
			}
			return exitFailed
		}
		defer own.kill()
		site = own.site
	}

	class := newClass(site, scripts[f.Script], f.Students, f.Think)
	done := showProgress(stderr, class)
	r := class.walk(ctx)
	done()
	if own != nil && ctx.Err() == nil {
		fmt.Fprintln(stderr, "ending the program while every student holds a connection")
		r.ending = class.holdAndEnd(ctx, own)
	}
	r.print(stdout)
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "stopped before the end")
		return exitInterrupted
	case !r.good():
		if own != nil {
			fmt.Fprint(stderr, own.lastWords())
		}
		return exitFailed
	}
	return exitOK
}

func (f *flags) check() error {
	switch {
	case f.Students < 1:
		return errors.New("--students must be at least 1")
	case f.Think < 0:
		return errors.New("--think must not be negative")
	case !slices.Contains(scriptIDs(), f.Script):
		return fmt.Errorf("--script %q is not known here; it can be %s", f.Script, strings.Join(scriptIDs(), " or "))
	}
	return nil
}
