package main

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// address is one that this machine has on a network.
type address struct {
	ip    netip.Addr
	iface string
}

// machineAddresses are the addresses under which others may reach this machine,
// the likeliest first.
func machineAddresses() []address {
	ifaces, err := net.Interfaces()
	if err != nil {
		return nil
	}
	var found []address
	for _, i := range ifaces {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		addrs, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addrs {
			p, err := netip.ParsePrefix(a.String())
			if err != nil || p.Addr().IsLoopback() || p.Addr().IsLinkLocalUnicast() {
				continue
			}
			found = append(found, address{p.Addr().Unmap(), i.Name})
		}
	}
	return byLikelihood(found)
}

// byLikelihood puts private IPv4 on what looks like a network card first, then
// other IPv4, and what only this machine's own containers and tunnels reach
// last.
func byLikelihood(of []address) []address {
	rank := func(a address) int {
		n := 0
		if virtual(a.iface) {
			n += 4
		}
		if !a.ip.Is4() {
			n += 2
		}
		if !a.ip.IsPrivate() {
			n++
		}
		return n
	}
	sorted := slices.Clone(of)
	slices.SortStableFunc(sorted, func(a, b address) int { return cmp.Compare(rank(a), rank(b)) })
	return sorted
}

// virtual reports whether an interface is one that programs make: bridges of
// containers and virtual machines, tunnels.
func virtual(iface string) bool {
	for _, prefix := range []string{"br-", "cni", "docker", "flannel", "lxc", "lxd", "podman", "tailscale", "tap", "tun", "utun", "vboxnet", "veth", "virbr", "vmnet", "wg", "zt"} {
		if strings.HasPrefix(iface, prefix) {
			return true
		}
	}
	return false
}

// greet says where the program can be opened.
func greet(w io.Writer, p *program, machine []address) {
	fmt.Fprintln(w, "Wirewalk is running.")
	host, port, _ := net.SplitHostPort(p.addr.String())
	if p.config.publicURL != nil {
		fmt.Fprintf(w, "  Public address:    %s\n", p.config.publicURL)
	}
	here := &url.URL{Scheme: "http", Host: net.JoinHostPort("localhost", port)}
	if !everywhere(host) {
		here.Host = p.addr.String()
	}
	fmt.Fprintf(w, "  On this machine:   %s\n", here)
	ip, err := netip.ParseAddr(host)
	switch {
	case everywhere(host) && len(machine) == 0:
		fmt.Fprintln(w, "  In the classroom:  this machine is on no network that others could reach")
	case everywhere(host):
		label := "In the classroom:"
		for _, a := range machine {
			fmt.Fprintf(w, "  %-17s  http://%s\n", label, net.JoinHostPort(a.ip.String(), port))
			label = "or"
		}
	case err == nil && ip.IsLoopback():
		fmt.Fprintf(w, "  In the classroom:  not reachable; --addr :%s opens it to the network\n", port)
	}
	fmt.Fprintln(w, "Press Ctrl-C to stop.")
}
