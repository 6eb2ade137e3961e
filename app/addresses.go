package main

import (
	"cmp"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"wirewalk/app/internal/web"
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

// site is an address under which the lessons can be opened.
type site struct {
	url   *url.URL
	iface string // the network card that it is reached through; "" where that is not known
	here  bool   // only this machine reaches it
}

// sites are all addresses of a program that listens on addr and speaks scheme, at
// least one: the public one, then those of a network, the likeliest first, and what
// only this machine reaches last.
func sites(scheme string, public *url.URL, addr string, machine []address) []site {
	var all []site
	if public != nil {
		all = append(all, site{url: public})
	}
	host, port, _ := net.SplitHostPort(addr)
	at := func(host, iface string, here bool) {
		all = append(all, site{&url.URL{Scheme: scheme, Host: net.JoinHostPort(host, port)}, iface, here})
	}
	ip, err := netip.ParseAddr(host)
	switch {
	case everywhere(host):
		for _, a := range machine {
			at(a.ip.String(), a.iface, false)
		}
		at("localhost", "", true)
	case err == nil:
		i := slices.IndexFunc(machine, func(a address) bool { return a.ip == ip.Unmap() })
		if i >= 0 {
			at(host, machine[i].iface, false)
		} else {
			at(host, "", ip.IsLoopback())
		}
	default:
		at(host, "", host == "localhost")
	}
	return all
}

// to is the address of a path of the site, with what stands behind its #.
func (s site) to(path, fragment string) string {
	u := *s.url
	u.Path, u.Fragment = path, fragment
	return u.String()
}

// reachable is machineAddresses as pages need them.
func reachable() []web.Address {
	var all []web.Address
	for _, a := range machineAddresses() {
		all = append(all, web.Address{IP: a.ip, Interface: a.iface})
	}
	return all
}
