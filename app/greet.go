package main

import (
	"fmt"
	"io"
	"net"
	"time"
)

// greet says where the program can be opened, and by whom. Code signs an
// instructor in once; it is empty where none could be kept.
func greet(w io.Writer, p *program, all []site, code string) {
	line := func(label, what string) { fmt.Fprintf(w, "  %-17s  %s\n", label, what) }
	best := all[0]
	fmt.Fprintln(w, "Wirewalk is running.")
	if p.config.publicURL != nil {
		line("Public address:", best.url.String())
	}
	line("On this machine:", all[len(all)-1].url.String())
	label := "In the classroom:"
	for _, s := range all {
		if !s.here && s.url != p.config.publicURL {
			line(label, s.url.String())
			label = "or"
		}
	}
	if best.here {
		host, port, _ := net.SplitHostPort(p.addr.String())
		if everywhere(host) {
			line(label, "this machine is on no network that others could reach")
		} else {
			line(label, "not reachable; --addr :"+port+" opens it to the network")
		}
	}
	line("Classes are in:", p.config.place())
	if c := p.certificate; c != nil {
		line("Certificate:", "for "+c.names()+", until "+c.leaf().NotAfter.Format(time.DateOnly))
		if p.now().After(c.leaf().NotAfter) {
			line("", "it has ended, and browsers refuse it; renew it, and it is read again")
		}
		if c.leaf().VerifyHostname(best.url.Hostname()) != nil {
			line("", "not for "+best.url.Hostname()+", of which browsers will warn; --public-url says by which name this is opened")
		}
	}
	if code != "" {
		line("To teach:", best.to(signInPath, code))
		line("", "once, within ten minutes; wirewalk sign-in prints another")
	}
	if !best.here {
		join := best.to(joinPath, "")
		fmt.Fprintf(w, "\nTo join a class:     %s\n", join)
		if err := drawQR(w, join); err != nil {
			p.log.Warn("no QR code could be drawn", "error", err)
		}
	}
	fmt.Fprintln(w, "Press Ctrl-C to stop.")
}
