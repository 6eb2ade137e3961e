package main

import (
	"context"
	"fmt"
	"io"
	"time"
)

// health is how a doctor found something.
type health string

const (
	well    health = "ok"
	unsure  health = "look" // it works, and something about it is worth a look
	unwell  health = "WRONG"
	skipped health = "-" // there is nothing to see
)

// finding is one thing that the doctor looked at. Where it is not well, text says
// what to change.
type finding struct {
	what   string
	health health
	text   string
}

func found(what string, h health, format string, args ...any) finding {
	return finding{what, h, fmt.Sprintf(format, args...)}
}

// doctor is the command: it looks at this machine as the program with these
// settings needs it, and, through the public URL, at the proxy before a program
// that runs. It prints what it finds as it goes on, and exits with exitFailed where
// something is wrong.
func doctor(ctx context.Context, c config, now func() time.Time, stdout io.Writer) int {
	status := exitOK
	tell := func(f finding) {
		fmt.Fprintf(stdout, "%-5s  %-13s  %s\n", f.health, f.what, f.text)
		if f.health == unwell {
			status = exitFailed
		}
	}
	tell(portFinding(ctx, c, "addr", c.addr))
	tell(portFinding(ctx, c, "lab-addr", c.labAddr))
	if c.secure() {
		tell(certificateFinding(c, now()))
	}
	tell(dataFinding(c))
	tell(storeFinding(ctx, c, now))
	tell(redisFinding(ctx, c))
	if c.publicURL == nil {
		tell(found("public URL", skipped, "there is none, so no proxy is looked at; say it with --public-url"))
		return status
	}
	v := visitor{at: c.publicURL, now: now}
	reached := v.reaches(ctx)
	tell(reached)
	if reached.health == unwell {
		return status
	}
	tell(v.clock())
	tell(v.streams(ctx))
	tell(v.upgrades(ctx))
	if c.labURL != nil {
		lab := visitor{at: c.labURL, name: "lab URL", now: now}
		tell(lab.reaches(ctx))
	}
	return status
}
