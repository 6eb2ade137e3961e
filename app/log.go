package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// logBuffer holds a second's lines of a busy server, so that a request does
	// not wait for the disk behind standard error.
	logBuffer = 256 << 10
	// logFlush is how far behind the log may be.
	logFlush = time.Second
)

// newLog returns a logger to w. Lines wait in memory for at most logFlush;
// warnings and errors do not wait. flush writes the rest, and is the last call.
func newLog(w io.Writer, format string) (log *slog.Logger, flush func()) {
	out := &lazyWriter{out: w, buf: bufio.NewWriterSize(w, logBuffer)}
	out.mu.Lock() // the first tick reads timer
	out.timer = time.AfterFunc(logFlush, out.tick)
	out.mu.Unlock()
	var h slog.Handler = slog.NewTextHandler(out, nil)
	if format == "json" {
		h = slog.NewJSONHandler(seen{out}, nil)
	}
	return slog.New(urgent{h, out}), out.close
}

// seen writes lines of JSON in which nothing is that cannot be seen: a terminal obeys
// C1 controls, and marks of direction turn a line around. JSON leaves both as they
// are, and lets them be escaped (RFC 8259 §7); slog's text is quoted by itself.
type seen struct{ io.Writer }

func (s seen) Write(line []byte) (int, error) {
	if !bytes.ContainsFunc(line, unseen) {
		return s.Writer.Write(line)
	}
	var out []byte
	for _, r := range string(line) {
		if !unseen(r) {
			out = utf8.AppendRune(out, r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			out = fmt.Appendf(out, `\u%04x`, unit)
		}
	}
	if _, err := s.Writer.Write(out); err != nil {
		return 0, err
	}
	return len(line), nil
}

func unseen(r rune) bool { return r > '~' && !unicode.IsPrint(r) }

// lazyWriter writes when its buffer is full, and each logFlush.
type lazyWriter struct {
	out io.Writer

	mu     sync.Mutex
	buf    *bufio.Writer // to out
	timer  *time.Timer
	closed bool
}

// Write buffers b. Lines that cannot be written are lost, since there is no
// other place to say so; those after them are tried again.
func (l *lazyWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, err := l.buf.Write(b)
	if err != nil {
		l.buf.Reset(l.out) // a bufio.Writer that failed once refuses for ever
	}
	return n, err
}

func (l *lazyWriter) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.empty()
}

// empty writes what waits. l.mu is held.
func (l *lazyWriter) empty() {
	if l.buf.Flush() != nil {
		l.buf.Reset(l.out)
	}
}

func (l *lazyWriter) tick() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.empty()
	if !l.closed {
		l.timer.Reset(logFlush)
	}
}

func (l *lazyWriter) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.timer.Stop()
	l.empty()
}

// urgent is a handler whose warnings and errors are written at once.
type urgent struct {
	slog.Handler
	out *lazyWriter
}

func (u urgent) Handle(ctx context.Context, r slog.Record) error {
	err := u.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		u.out.flush()
	}
	return err
}

func (u urgent) WithAttrs(attrs []slog.Attr) slog.Handler {
	return urgent{u.Handler.WithAttrs(attrs), u.out}
}

func (u urgent) WithGroup(name string) slog.Handler {
	return urgent{u.Handler.WithGroup(name), u.out}
}
