package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
)

// target parses the address of the server to walk on. Unless owned, every
// address that its host name stands for must be a loopback one.
func target(ctx context.Context, address string, owned bool) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("--url %q is not an address such as http://127.0.0.1:8080", address)
	}
	site := &url.URL{Scheme: u.Scheme, Host: u.Host}
	if owned {
		return site, nil
	}
	ips, err := net.DefaultResolver.LookupIPAddr(ctx, u.Hostname())
	if err != nil {
		return nil, fmt.Errorf("--url: the host %q cannot be looked up: %w", u.Hostname(), err)
	}
	for _, ip := range ips {
		if !ip.IP.IsLoopback() {
			return nil, fmt.Errorf("--url: %s (%s) is not this machine. Load can take a server down; "+
				"where the server is yours, say so with --i-own-this-host", u.Hostname(), ip.IP)
		}
	}
	return site, nil
}
