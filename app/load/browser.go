package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// patience is how long a browser waits for one answer or one row: longer than
	// the 5 s after which the server itself gives up on a step.
	patience = 15 * time.Second

	// perHost is how many HTTP/1.1 connections a browser has to one host.
	perHost = 6

	userAgent = "wirewalk-load"
)

// browser has cookies and connections of its own.
type browser struct {
	site   *url.URL
	http   *http.Client
	dialer websocket.Dialer
}

func newBrowser(site *url.URL, c *connections) browser {
	jar, _ := cookiejar.New(nil) // fails on no input
	return browser{
		site: site,
		http: &http.Client{
			Jar:           jar,
			Transport:     &http.Transport{DialContext: c.dial, MaxConnsPerHost: perHost},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		dialer: websocket.Dialer{NetDialContext: c.dial, Jar: jar},
	}
}

// leave closes the idle connections.
func (b *browser) leave() { b.http.CloseIdleConnections() }

// post sends body as JSON, or nothing where it is nil, as a page's fetch does.
func (b *browser) post(ctx context.Context, path string, body any) (*http.Response, error) {
	var content io.Reader
	kind := ""
	if body != nil {
		of, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content, kind = bytes.NewReader(of), "application/json"
	}
	return b.send(ctx, http.MethodPost, path, content, kind)
}

// get asks for a page, and reads it to its end. Its error says what came where
// the status is another.
func (b *browser) get(ctx context.Context, path string, status int) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answer, err := b.send(ctx, http.MethodGet, path, nil, "")
	_, err = wanted(answer, err, status)
	return err
}

// submit sends a form, and reads the answer to its end; scripted, as a page's
// script sends it. It returns where the answer leads. Its error says what came
// where the status is another.
func (b *browser) submit(ctx context.Context, path string, form url.Values, scripted bool, status int) (to string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := b.request(ctx, http.MethodPost, path, strings.NewReader(form.Encode()), "application/x-www-form-urlencoded")
	if err != nil {
		return "", err
	}
	if scripted {
		req.Header.Set("X-Fragment", "stored")
	}
	answer, err := b.http.Do(req)
	return wanted(answer, err, status)
}

func wanted(answer *http.Response, err error, status int) (to string, _ error) {
	if err != nil {
		return "", errors.New(bare(err))
	}
	defer answer.Body.Close()
	if answer.StatusCode != status {
		return "", errors.New(explain(answer))
	}
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return "", errors.New(bare(err))
	}
	return answer.Header.Get("Location"), nil
}

func (b *browser) send(ctx context.Context, method, path string, content io.Reader, kind string) (*http.Response, error) {
	req, err := b.request(ctx, method, path, content, kind)
	if err != nil {
		return nil, err
	}
	return b.http.Do(req)
}

func (b *browser) request(ctx context.Context, method, path string, content io.Reader, kind string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, b.address(b.site.Scheme, path), content)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", userAgent)
	if method == http.MethodPost {
		req.Header.Set("Origin", b.origin())
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	return req, nil
}

func (b *browser) origin() string { return b.site.String() }

// address is that of a path, which may have a query.
func (b *browser) address(scheme, path string) string { return scheme + "://" + b.site.Host + path }

// socketAddress is that of a WebSocket.
func (b *browser) socketAddress(path string) string {
	if b.site.Scheme == "https" {
		return b.address("wss", path)
	}
	return b.address("ws", path)
}

// maxAnswer bounds an answer that is read whole.
const maxAnswer = 64 << 10

// decode reads a JSON answer to its end, so that its connection can be used again.
func decode(answer *http.Response, into any) error {
	b, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("the answer is not JSON: %w", err)
	}
	return nil
}

// explain is a status and the sentence of its problem+json (RFC 9457), where
// there is one.
func explain(answer *http.Response) string {
	var p struct {
		Detail  string   `json:"detail"`
		Missing []string `json:"missing"`
	}
	b, _ := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	_ = json.Unmarshal(b, &p)
	text := answer.Status
	if p.Detail != "" {
		text += ": " + p.Detail
	}
	if len(p.Missing) > 0 {
		text += fmt.Sprintf(" missing %q", p.Missing)
	}
	return text
}
