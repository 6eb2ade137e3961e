// Command load is the load generator: many students walk a lesson at once, each
// with cookies and connections of its own, over HTTP only.
//
//	go run ./app/load --students 200
//
// With --class they are a class, which an instructor leads row by row, and in
// which everyone votes; the same fan-out from a bare hub is printed beside it:
//
//	go run ./app/load --class --students 300
//
// With --bench it measures the program beside the least that does the same:
//
//	go run ./app/load --bench
//
// With --hold it holds thousands of connections for as long as it is told, and says
// what that took, and whether all of it came back:
//
//	go run ./app/load --hold 10000 --for 10m
//
// Without --url it builds the program, starts it on a free port with an empty
// data folder, and ends it with SIGTERM: while every student holds an open
// connection, or after the class is deleted. It exits with 1 when anything
// failed, or when ending the program went wrong.
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
	Think        time.Duration `default:"200ms" help:"How long a student waits between rows, give or take half; with --class before a vote, and the instructor before each step."`
	Class        bool          `help:"The students are a class: they join, follow an instructor's steps, and vote."`
	Arrive       time.Duration `default:"5s" help:"Within which time they join, with --class."`
	Token        string        `name:"instructor-token" env:"WIREWALK_INSTRUCTOR_TOKEN" placeholder:"TOKEN" help:"With what the instructor signs in, with --class and --url."`
	Bench        bool          `help:"Print a table of the program beside what it is compared with, in some three minutes."`
	Short        bool          `help:"With --bench: a few hundred connections, in half a minute. It shows that everything works, and not how fast."`
	Only         string        `placeholder:"PART" help:"With --bench: one part of it alone: ${parts}."`
	Hold         int           `placeholder:"N" help:"Hold so many connections, of class streams, rooms and clocks, and let everybody hear something all the while."`
	For          time.Duration `default:"10m" help:"For how long, with --hold."`
	IOwnThisHost bool          `name:"i-own-this-host" help:"Allow a server that is not on this machine. Load on a server of somebody else is an attack."`

	// Yardstick is how this command starts what it compares with; Of is its argument.
	Yardstick string `hidden:""`
	Of        string `hidden:""`
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
		kong.Vars{"scripts": strings.Join(scriptIDs(), " or "), "parts": strings.Join(partNames(), ", ")},
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

	if f.Yardstick != "" {
		if err := serveYardstick(f.Yardstick, f.Of, os.Stdin, stdout); err != nil {
			fmt.Fprintln(stderr, "load:", err)
			return exitFailed
		}
		return exitOK
	}

	if f.Bench {
		of := whole
		if f.Short {
			of = short
		}
		return runBench(ctx, of, f.Only, stdout, stderr)
	}

	if f.Hold > 0 {
		return runHold(ctx, f.Hold, f.For, stdout, stderr)
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

	token := f.Token
	if own != nil {
		token = own.token
	}
	if f.Class {
		return f.finish(ctx, f.lead(ctx, site, token, own, stderr), own, stdout, stderr)
	}
	return f.finish(ctx, f.walk(ctx, site, own, stderr), own, stdout, stderr)
}

// walk lets everyone walk by themselves.
func (f *flags) walk(ctx context.Context, site *url.URL, own *program, stderr io.Writer) result {
	class := newClass(site, scripts[f.Script], f.Students, f.Think)
	done := showProgress(stderr, class.status)
	r := class.walk(ctx)
	done()
	if own != nil && ctx.Err() == nil {
		fmt.Fprintln(stderr, "ending the program while every student holds a connection")
		r.ending = class.holdAndEnd(ctx, own)
	}
	return r
}

// lead lets an instructor lead everyone.
func (f *flags) lead(ctx context.Context, site *url.URL, token string, own *program, stderr io.Writer) result {
	class := newLed(site, token, scripts[f.Script], f.Students, f.Arrive, f.Think)
	done := showProgress(stderr, class.status)
	r := class.walk(ctx)
	done()
	if own != nil && ctx.Err() == nil {
		r.ended = true
		r.endTook, r.endErr = own.end()
	}
	return r
}

// result is what came of a walk: a report or a ledReport.
type result interface {
	good() bool
	print(w io.Writer)
}

func (f *flags) finish(ctx context.Context, r result, own *program, stdout, stderr io.Writer) int {
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
	case (f.Short || f.Only != "") && !f.Bench:
		return errors.New("--short and --only are for --bench")
	case f.Only != "" && !slices.Contains(partNames(), f.Only):
		return fmt.Errorf("--only %q is no part of the benchmark; it can be %s", f.Only, strings.Join(partNames(), ", "))
	case (f.Bench || f.Hold != 0) && f.URL != "":
		return errors.New("--bench and --hold start the program themselves, and go without --url")
	case f.Bench && f.Hold != 0:
		return errors.New("--bench and --hold are two things; choose one")
	case f.Hold != 0 && f.Hold < leastHold:
		return fmt.Errorf("--hold must be at least %d, so that there are some of each kind", leastHold)
	case f.Hold != 0 && f.For <= 0:
		return errors.New("--for must be more than nothing")
	case f.Arrive < 0:
		return errors.New("--arrive must not be negative")
	case f.Class && f.URL != "" && f.Token == "":
		return errors.New("--class with --url needs --instructor-token, to lead a class there")
	case f.Think < 0:
		return errors.New("--think must not be negative")
	case !slices.Contains(scriptIDs(), f.Script):
		return fmt.Errorf("--script %q is not known here; it can be %s", f.Script, strings.Join(scriptIDs(), " or "))
	}
	return nil
}
