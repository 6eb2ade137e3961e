// Command wirewalk serves lessons in which every row of a table happens for
// real, on a connection between the reader's browser and this program.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"wirewalk/lessons"
)

// Exit statuses.
const (
	exitOK     = 0
	exitFailed = 1 // it ran, and something went wrong
	exitUsage  = 2 // a setting is wrong, or a lesson; nothing was started
)

type commandLine struct {
	settings

	Version kong.VersionFlag `help:"Print what this program was built from."`

	Serve struct{}     `cmd:"" default:"withargs" help:"Serve the lessons. This is what happens without a command."`
	Check checkCommand `cmd:"" help:"Check a directory of lessons without serving them."`

	SignIn struct{}      `cmd:"" name:"sign-in" help:"Print a link and a QR code that sign an instructor in, once, to the Wirewalk that runs."`
	Backup backupCommand `cmd:"" help:"Copy the classes in the data folder into a file, while Wirewalk runs."`

	Doctor struct{} `cmd:"" help:"Look at this machine with these settings, and through the public URL at the proxy before a Wirewalk that runs."`

	Schema struct{} `cmd:"" help:"Print the JSON Schema of a lesson's file, for editors."`
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the command: it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	var line commandLine
	helped := false
	parser, err := kong.New(&line,
		kong.Name("wirewalk"),
		kong.Description("Walk a real WebSocket or event-stream connection in your browser, one step at a time."),
		kong.ValueFormatter(withDefault),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100, NoExpandSubcommands: true}),
		kong.Vars{"version": "wirewalk " + version()},
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }))
	if err != nil {
		return fail(stderr, err)
	}
	chosen, err := parser.Parse(args)
	switch {
	case helped:
		return exitOK
	case err != nil:
		fmt.Fprintf(stderr, "wirewalk: %v; wirewalk --help lists commands and flags\n", err)
		return exitUsage
	case chosen.Selected().Name == "check":
		return line.Check.run(stdout, stderr)
	case chosen.Selected().Name == "schema":
		if _, err := stdout.Write(lessons.Schema()); err != nil {
			return fail(stderr, err)
		}
		return exitOK
	}
	config, err := line.check()
	if err != nil {
		return fail(stderr, err)
	}
	ctx, forget := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer forget()
	context.AfterFunc(ctx, forget) // a second signal ends it at once
	switch chosen.Selected().Name {
	case "sign-in":
		all := sites(config.scheme(), config.publicURL, config.addr, machineAddresses())
		return signIn(ctx, config, all, time.Now, stdout, stderr)
	case "doctor":
		return doctor(ctx, config, time.Now, stdout)
	case "backup":
		return line.Backup.run(ctx, config, time.Now, stdout, stderr)
	}
	return serve(ctx, config, stdout, stderr)
}

// withDefault is the help of a setting: what it is without being set belongs there,
// and the variable's name.
func withDefault(v *kong.Value) string {
	said := *v
	if v.HasDefault {
		said.Help = strings.TrimSuffix(v.Help, ".") + "; " + v.Default + " unless set."
	}
	return kong.DefaultHelpValueFormatter(&said)
}

// serve runs the program until it is told to stop, which is when ctx ends.
func serve(ctx context.Context, c config, stdout, stderr io.Writer) int {
	log, flush := newLog(stderr, c.logFormat)
	defer flush()
	started := starting()
	course, err := readLessons(c.lessons)
	if err != nil {
		return fail(stderr, err)
	}
	p := newProgram(c, course, log, time.Now)
	if err := p.Start(ctx); err != nil {
		return fail(stderr, err)
	}
	code, err := newSignIn(ctx, p.store, p.now)
	if err != nil {
		log.Error("no sign-in link could be made", "error", err)
		code = ""
	}
	greet(stdout, p, p.sites(), code)
	go started()
	if err := p.Wait(); err != nil {
		return fail(stderr, err)
	}
	return exitOK
}

// starting lets the collector work half as often while the program starts, which
// makes ten times what it keeps. What it returns ends that, and gives the system back
// what serving does not need, now and not some minutes later.
func starting() (started func()) {
	percent := debug.SetGCPercent(200)
	return func() {
		debug.SetGCPercent(percent)
		runtime.GC() // what pools hold is free after the second
		debug.FreeOSMemory()
	}
}

// fail says what went wrong: one line where a setting is the cause, a line for
// each problem of a lesson.
func fail(stderr io.Writer, err error) int {
	var wrong *settingError
	var problems lessons.Problems
	if errors.As(err, &problems) {
		fmt.Fprintln(stderr, problems)
		return exitUsage
	}
	fmt.Fprintf(stderr, "wirewalk: %v\n", err)
	if errors.As(err, &wrong) {
		return exitUsage
	}
	return exitFailed
}
