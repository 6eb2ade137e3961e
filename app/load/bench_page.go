package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// benchPage is the page that is asked for.
const benchPage = "/lessons/websocket-protocol"

// askers is how many connections ask for pages at one time: enough that a server
// always has something to do.
const askers = 32

// page compares a lesson's page with the same bytes from others, all of which are
// asked in turns.
func (b *bench) page(ctx context.Context) error {
	b.now("pages: starting")
	own, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	defer own.kill()
	file := filepath.Join(b.dir, "page.gz")
	if err := savePage(ctx, own.site.Host, file); err != nil {
		return err
	}
	bare, err := startProcess("page", file)
	if err != nil {
		return err
	}
	defer bare.end()
	sites := []string{own.site.Host, bare.site.Host}
	server, err := startNginx(ctx, b.dir, file)
	switch {
	case errors.Is(err, errNoNginx):
		b.table.note("nginx is not installed here, so no page was asked of it.")
	case err != nil:
		return err
	default:
		defer server.end()
		sites = append(sites, server.host)
	}

	all := make([][]*asker, len(sites))
	for i, host := range sites {
		for range askers {
			a, err := newAsker(ctx, host)
			if err != nil {
				return err
			}
			defer a.conn.Close()
			all[i] = append(all[i], a)
		}
	}
	answers, took := make([]int, len(sites)), make([]time.Duration, len(sites))
	for turn := range 1 + b.turns {
		b.now("pages: turn %d of %d", turn, b.turns)
		for n := range sites {
			i := (turn + n) % len(sites)
			answered, d, err := askFor(ctx, all[i], b.turn)
			if err != nil {
				return fmt.Errorf("pages of %s: %w", sites[i], err)
			}
			if turn > 0 { // the first warms up
				answers[i] += answered
				took[i] += d
			}
		}
	}
	perSecond := func(i int) float64 { return float64(answers[i]) / took[i].Seconds() }
	b.table.beside("a lesson's page, requests a second", "%.0f", perSecond(0), perSecond(1), "bare net/http", atLeast(0.65, "ratio ≥ 0.65"))
	if len(sites) > 2 {
		b.table.beside("a lesson's page, requests a second", "%.0f", perSecond(0), perSecond(2), "nginx", goal{})
	}
	return nil
}

// savePage keeps a lesson's page as it crosses, compressed.
func savePage(ctx context.Context, host, file string) error {
	a, err := newAsker(ctx, host)
	if err != nil {
		return err
	}
	defer a.conn.Close()
	length, err := a.head()
	if err != nil {
		return err
	}
	page := make([]byte, length)
	if _, err := io.ReadFull(a.in, page); err != nil {
		return err
	}
	if !strings.HasPrefix(string(page), "\x1f\x8b") {
		return errors.New("the page is not compressed")
	}
	return os.WriteFile(file, page, 0o600)
}

// asker asks for one page again and again on one connection, as cheaply as it can
// be done, so that what is measured is the server.
type asker struct {
	conn    net.Conn
	in      *bufio.Reader
	request string
}

func newAsker(ctx context.Context, host string) (*asker, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	return &asker{conn, bufio.NewReaderSize(conn, 64<<10), "GET " + benchPage + " HTTP/1.1\r\nHost: " + host +
		"\r\nUser-Agent: " + userAgent + "\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\nAccept-Language: en\r\n\r\n"}, nil
}

// askFor lets all ask for so long, and returns how many answers came in what time.
func askFor(ctx context.Context, all []*asker, within time.Duration) (answered int, took time.Duration, err error) {
	counts := make([]int, len(all))
	began := time.Now()
	until := began.Add(within)
	err = eachOf(ctx, len(all), len(all), func(_ context.Context, i int) error {
		_ = all[i].conn.SetDeadline(until.Add(patience))
		for ; time.Now().Before(until); counts[i]++ {
			length, err := all[i].head()
			if err != nil {
				return err
			}
			if _, err := all[i].in.Discard(length); err != nil {
				return err
			}
		}
		return nil
	})
	took = time.Since(began)
	for _, n := range counts {
		answered += n
	}
	return answered, took, err
}

// head asks once, and reads the head of the answer; length is that of what follows.
func (a *asker) head() (length int, err error) {
	if _, err := io.WriteString(a.conn, a.request); err != nil {
		return 0, err
	}
	status, err := a.in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if !strings.HasPrefix(string(status), "HTTP/1.1 200") {
		return 0, errors.New("it was answered with " + strings.TrimSpace(string(status)))
	}
	for {
		line, err := a.in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		if len(line) == len("\r\n") {
			break
		}
		if name := "Content-Length: "; len(line) > len(name) && string(line[:len(name)]) == name {
			if length, err = strconv.Atoi(strings.TrimSpace(string(line[len(name):]))); err != nil {
				return 0, err
			}
		}
	}
	if length == 0 {
		return 0, errors.New("the answer has no Content-Length")
	}
	return length, nil
}
