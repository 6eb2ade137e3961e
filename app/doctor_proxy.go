package main

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// The public clock sends a number each second. A stream that is passed on has
	// each within a second of the one before.
	clockTicks = 3
	clockLate  = 700 * time.Millisecond // two numbers that come closer than that came together
	streamWait = 12 * time.Second       // a buffer that passes on now and then has done so by then

	// skewMost is how far two clocks may be apart before a class notices: what is
	// asked is shown with its time.
	skewMost = 5 * time.Second
)

// visitor looks at a program through its public URL.
type visitor struct {
	at   *url.URL
	name string // "": public URL
	now  func() time.Time

	date time.Time // of the answer to reaches
	took time.Duration
}

func (v *visitor) what() string {
	if v.name != "" {
		return v.name
	}
	return "public URL"
}

// reaches asks for the program itself.
func (v *visitor) reaches(ctx context.Context) finding {
	began := time.Now()
	got, err := get(ctx, v.at.JoinPath("healthz").String())
	if err != nil {
		return found(v.what(), unwell, "%s cannot be reached (%v); see that its name leads here, that the proxy and Wirewalk run, and what a firewall lets through", v.at, plainly(err))
	}
	defer got.Body.Close()
	v.took = time.Since(began)
	v.date, _ = http.ParseTime(got.Header.Get("Date"))
	switch {
	case got.StatusCode == http.StatusBadGateway, got.StatusCode == http.StatusGatewayTimeout:
		return found(v.what(), unwell, "the proxy at %s answers %s: it does not reach Wirewalk; start it, or correct the address that the proxy passes on to", v.at, got.Status)
	case got.StatusCode != http.StatusOK:
		return found(v.what(), unwell, "%s answers %s to /healthz; let the proxy pass every path on to Wirewalk", v.at, got.Status)
	}
	return found(v.what(), well, "%s answers after %s", v.at, v.took.Round(time.Millisecond))
}

// clock compares the time of the answer with ours.
func (v *visitor) clock() finding {
	const what = "clock"
	if v.date.IsZero() {
		return found(what, skipped, "the proxy takes the answer's Date away")
	}
	apart := v.now().Sub(v.date).Abs() - time.Second // Date has whole seconds
	if apart > skewMost+v.took {
		return found(what, unsure, "this machine and %s are %s apart; set both by NTP, or times of a class are wrong", v.at.Host, apart.Round(time.Second))
	}
	return found(what, well, "within %s of %s", skewMost, v.at.Host)
}

// streams reads an event stream, of which each event should come when it is sent.
func (v *visitor) streams(ctx context.Context) finding {
	const what = "event streams"
	ctx, cancel := context.WithTimeout(ctx, streamWait)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.at.JoinPath("live/clock").String(), nil)
	if err != nil {
		return found(what, unwell, "%v", err)
	}
	const turnOff = "turn buffering and compression off for it (nginx: proxy_buffering off; Caddy: flush_interval -1)"
	got, err := http.DefaultClient.Do(req)
	if errors.Is(err, context.DeadlineExceeded) {
		return found(what, unwell, "not even the head of an answer came within %s: the proxy keeps what streams; %s", streamWait, turnOff)
	}
	if err != nil {
		return found(what, unwell, "%v", plainly(err))
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusOK || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/event-stream") {
		return found(what, unwell, "/live/clock answers %s, %s; let the proxy pass every path on to Wirewalk", got.Status, got.Header.Get("Content-Type"))
	}
	var times []time.Time
	for lines := bufio.NewScanner(got.Body); len(times) < clockTicks && lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "data:") {
			times = append(times, time.Now())
		}
	}
	switch {
	case len(times) < clockTicks && ctx.Err() != nil:
		return found(what, unwell, "%d of %d events came within %s: the proxy keeps what streams; %s", len(times), clockTicks, streamWait, turnOff)
	case len(times) < clockTicks:
		return found(what, unwell, "the stream was ended after %d events; raise the time that the proxy lets an answer last", len(times))
	}
	for i := range clockTicks - 1 {
		if times[i+1].Sub(times[i]) < clockLate {
			return found(what, unwell, "events came together that were sent a second apart: the proxy keeps what streams; %s", turnOff)
		}
	}
	return found(what, well, "each event comes when it is sent")
}

// upgrades opens a WebSocket, and hears its own word.
func (v *visitor) upgrades(ctx context.Context) finding {
	const what = "WebSockets"
	at := *v.at.JoinPath("live/echo")
	at.Scheme = strings.Replace(at.Scheme, "http", "ws", 1)
	ctx, cancel := context.WithTimeout(ctx, doctorWait)
	defer cancel()
	conn, got, err := websocket.DefaultDialer.DialContext(ctx, at.String(), nil)
	const passOn = "let the proxy speak HTTP/1.1 and pass Upgrade and Connection on (nginx: proxy_http_version 1.1, proxy_set_header Upgrade $http_upgrade, proxy_set_header Connection $connection_upgrade)"
	switch {
	case err != nil && got != nil:
		return found(what, unwell, "the handshake is answered with %s: the upgrade is lost on the way; %s", got.Status, passOn)
	case err != nil:
		return found(what, unwell, "%v; %s", plainly(err), passOn)
	}
	defer conn.Close()
	deadline := time.Now().Add(doctorWait)
	_ = conn.SetReadDeadline(deadline)
	_ = conn.SetWriteDeadline(deadline)
	const word = "Is anybody there?"
	err = conn.WriteMessage(websocket.TextMessage, []byte(word))
	if err == nil {
		var heard []byte
		if _, heard, err = conn.ReadMessage(); err == nil && string(heard) != word {
			err = errors.New("another message came back")
		}
	}
	if err != nil {
		return found(what, unwell, "the handshake passes, and no message (%v); %s", err, passOn)
	}
	return found(what, well, "a message goes there and back")
}

// plainly leaves the method and the address away, which the finding says.
func plainly(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}
