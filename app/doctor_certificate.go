package main

import (
	"strings"
	"time"
)

// renewalWait is how long before its end a certificate should have been renewed:
// what renews by itself does so a month before.
const renewalWait = 14 * 24 * time.Hour

// certificateFinding reads the certificate, as the program does.
func certificateFinding(c config, now time.Time) finding {
	const what = "certificate"
	of, err := openCertificate(c)
	if err != nil {
		return found(what, unwell, "%v", err)
	}
	leaf := of.leaf()
	until := leaf.NotAfter.Format(time.DateOnly)
	switch {
	case now.Before(leaf.NotBefore):
		return found(what, unwell, "%s begins on %s, and browsers refuse it before; set this machine's clock, or wait", c.tlsCert, leaf.NotBefore.Format(time.DateOnly))
	case now.After(leaf.NotAfter):
		return found(what, unwell, "%s ended on %s, and browsers refuse it; renew it", c.tlsCert, until)
	case c.publicURL != nil && leaf.VerifyHostname(c.publicURL.Hostname()) != nil:
		return found(what, unwell, "%s is for %s, and browsers refuse it for %s; have one made for that name", c.tlsCert, of.names(), c.publicURL.Hostname())
	case leaf.NotAfter.Sub(now) < renewalWait:
		return found(what, unsure, "%s ends on %s; renew it", c.tlsCert, until)
	}
	return found(what, well, "%s is for %s, until %s", c.tlsCert, of.names(), until)
}

// names are the hosts that the certificate is for, as they are written.
func (c *certificate) names() string {
	leaf := c.leaf()
	all := append([]string(nil), leaf.DNSNames...)
	for _, ip := range leaf.IPAddresses {
		all = append(all, ip.String())
	}
	if len(all) == 0 {
		return "no host"
	}
	return strings.Join(all, ", ")
}
