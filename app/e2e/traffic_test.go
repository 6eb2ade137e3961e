package e2e

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// traffic is what a tab loaded and what it complained about.
type traffic struct {
	mu       sync.Mutex
	order    []*request
	byID     map[network.RequestID]*request
	wrong    []string
	expected []*regexp.Regexp
}

// request is one request of a tab.
type request struct {
	url    *url.URL
	method string
	status int64   // what came over the wire: 304 where the cache was asked about; 0 before
	bytes  float64 // the answer as it came over the wire, head included
	cached bool    // answered without asking the program
	ended  bool
}

func newTraffic() *traffic { return &traffic{byID: map[network.RequestID]*request{}} }

// expect lets complaints pass that the test provokes on purpose.
func (n *traffic) expect(pattern string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.expected = append(n.expected, regexp.MustCompile(pattern))
}

// faults returns the complaints that no test expected.
func (n *traffic) faults() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var all []string
	for _, w := range n.wrong {
		if !n.expects(w) {
			all = append(all, w)
		}
	}
	return all
}

func (n *traffic) expects(fault string) bool {
	for _, e := range n.expected {
		if e.MatchString(fault) {
			return true
		}
	}
	return false
}

// forget begins a new list of requests.
func (n *traffic) forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.order = nil
}

// requests returns those since the list began, in the order of their start.
func (n *traffic) requests() []request {
	n.mu.Lock()
	defer n.mu.Unlock()
	var all []request
	for _, r := range n.order {
		all = append(all, *r)
	}
	return all
}

// see is called by the browser's reader and must not call it.
func (n *traffic) see(event any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		n.complain("exception: %s", exception(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			n.complain("console.%s: %s", e.Type, arguments(e.Args))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			n.complain("log, %s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		n.began(e)
	case *network.EventRequestServedFromCache:
		if r := n.byID[e.RequestID]; r != nil {
			r.cached = true
		}
	case *network.EventResponseReceived:
		n.answered(e)
	case *network.EventResponseReceivedExtraInfo:
		if r := n.byID[e.RequestID]; r != nil {
			r.status = e.StatusCode
		}
	case *network.EventLoadingFinished:
		if r := n.byID[e.RequestID]; r != nil {
			r.bytes, r.ended = e.EncodedDataLength, true
		}
	case *network.EventLoadingFailed:
		n.failed(e)
	}
}

func (n *traffic) began(e *network.EventRequestWillBeSent) {
	u, err := url.Parse(e.Request.URL)
	if err != nil || u.Scheme == "data" {
		return
	}
	r := &request{url: u, method: e.Request.Method}
	n.byID[e.RequestID] = r
	n.order = append(n.order, r)
}

func (n *traffic) answered(e *network.EventResponseReceived) {
	r := n.byID[e.RequestID]
	if r == nil {
		return
	}
	if r.status == 0 {
		r.status = e.Response.Status
	}
	if e.Response.FromDiskCache {
		r.cached = true
	}
	if e.Response.Status >= 400 {
		n.complain("%s %s was answered %d", r.method, r.url.Path, e.Response.Status)
	}
}

// failed leaves out what the page itself gave up, as a stream that it closes.
func (n *traffic) failed(e *network.EventLoadingFailed) {
	r := n.byID[e.RequestID]
	if r == nil {
		return
	}
	r.ended = true
	if !e.Canceled {
		n.complain("%s %s failed: %s %s", r.method, r.url.Path, e.ErrorText, e.BlockedReason)
	}
}

func (n *traffic) complain(format string, args ...any) {
	n.wrong = append(n.wrong, fmt.Sprintf(format, args...))
}

func exception(d *runtime.ExceptionDetails) string {
	text := d.Text
	if d.Exception != nil {
		text += " " + d.Exception.Description
	}
	return fmt.Sprintf("%s (%s:%d)", text, d.URL, d.LineNumber+1)
}

func arguments(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		if a.Description != "" {
			words = append(words, a.Description)
		} else {
			words = append(words, string(a.Value))
		}
	}
	return strings.Join(words, " ")
}
