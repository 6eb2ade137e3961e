package wire

import (
	"slices"
	"strconv"
	"strings"
)

// CheckAnswer does the six checks of a client, RFC 6455 §4.1, on the head that
// answers its Upgrade request, in the order of the standard's list. Both heads are
// a side's start-line and header-field events; others are passed over. Where the
// status is not 101 the answer is HTTP's, and the first check is all there is.
func CheckAnswer(request, answer []Event) []Check {
	const (
		section   = "RFC 6455 §4.1"
		switching = 101
	)
	status := 0
	for i := range answer {
		if e := &answer[i]; e.Status != nil {
			status = e.Status.Code
		}
	}
	asked, got := fieldValues(request), fieldValues(answer)
	checks := []Check{{"Status", strconv.Itoa(status), status == switching, "the status is 101", section}}
	if status != switching {
		return checks
	}
	accept, protocol, extensions := got.joined("Sec-WebSocket-Accept"), got.joined("Sec-WebSocket-Protocol"), got.joined("Sec-WebSocket-Extensions")
	return append(checks,
		Check{"Upgrade", got.joined("Upgrade"), strings.EqualFold(got.joined("Upgrade"), "websocket"), "it says websocket, in any case", section},
		Check{"Connection", got.joined("Connection"), hasToken(got.joined("Connection"), "upgrade"), "the list has Upgrade, in any case", section},
		Check{"Sec-WebSocket-Accept", accept, accept == AcceptKey(asked.joined("Sec-WebSocket-Key")), "it fits the key", section},
		Check{"Sec-WebSocket-Extensions", extensions, allAsked(extensions, asked.joined("Sec-WebSocket-Extensions")), "no extension that was not offered", section},
		Check{"Sec-WebSocket-Protocol", protocol, protocol == "" || slices.Contains(elements(asked.joined("Sec-WebSocket-Protocol")), protocol), "no subprotocol that was not asked for", section},
	)
}

// allAsked reports whether each extension of a list is in the other, whatever its
// parameters.
func allAsked(list, asked string) bool {
	names := func(list string) []string {
		all := elements(list)
		for i, extension := range all {
			name, _, _ := strings.Cut(extension, ";")
			all[i] = strings.Trim(name, " \t")
		}
		return all
	}
	offered := strings.Join(names(asked), ",")
	return !slices.ContainsFunc(names(list), func(name string) bool { return !hasToken(offered, name) })
}

// elements are those of a comma-separated list, RFC 9110 §5.6.1, as they are
// written: subprotocols that differ by case are two.
func elements(list string) []string {
	var all []string
	for part := range strings.SplitSeq(list, ",") {
		if part = strings.Trim(part, " \t"); part != "" {
			all = append(all, part)
		}
	}
	return all
}
