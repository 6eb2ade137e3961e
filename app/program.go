package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/live"
	"wirewalk/app/internal/metrics"
	"wirewalk/app/internal/store"
	"wirewalk/app/internal/web"
	"wirewalk/lessons"
)

const (
	// headerWait is how long a request's head may take to arrive. A slow phone
	// needs one second; a client that dribbles holds a goroutine so long.
	headerWait = 10 * time.Second
	// requestWait is the same for a whole request with a body that nobody asked
	// for: net/http reads it all the same before it writes the answer. Must be
	// more than headerWait. Where web wants a body, it sets a deadline of its own;
	// what a handler streams is not cut.
	requestWait = headerWait + 2*time.Second
	// idleWait keeps a reader's connection open between two pages, longer than
	// the minute after which most proxies would.
	idleWait = 2 * time.Minute
	// headMost bounds a request's head. The tap keeps a copy of each one.
	headMost = 16 << 10

	// drainPause is how long everything is still answered after /readyz began to
	// fail, so that whoever asks it each moment sees it fail first.
	drainPause = 250 * time.Millisecond
	// drainWait is how long streams, sockets and answers may take to end. With
	// drainPause it stays below the 5 s in which the process promises to be gone.
	drainWait = 3500 * time.Millisecond
)

// program is the whole of Wirewalk as a value that can be started.
type program struct {
	config config
	log    *slog.Logger
	now    func() time.Time
	course *lessons.Course

	id          string       // this instance's, among all that share its classes
	token       string       // the instructor's; never printed, nor logged
	certificate *certificate // nil: plain http
	store       *store.Store
	release     func() // gives the lease back
	bus         web.Bus
	peers       *bus.Redis // the same; nil where there are no other instances
	metrics     *metrics.Metrics
	conns       *live.Connections
	runs        *live.Runs
	web         *web.Server
	main, lab   *http.Server
	addr        net.Addr
	labAddr     net.Addr
	newcomers   *newcomers
	deadWait    time.Duration // deadWait, outside tests
	done        chan struct{}
	finalError  error // set before done is closed
}

// newProgram opens nothing.
func newProgram(c config, course *lessons.Course, log *slog.Logger, now func() time.Time) *program {
	runs := live.NewRuns(now)
	counts := metrics.New(version())
	conns := count(counts, runs)
	runs.Panicked = func(run string, value any, stack []byte) {
		counts.Panicked("connection")
		log.Error("panic", slog.String("run", run), slog.String("value", fmt.Sprint(value)), slog.String("stack", string(stack)))
	}
	id := newInstanceID()
	if c.redis != nil {
		runs.Owner = id
	}
	return &program{
		config: c, log: log, now: now, course: course,
		id: id, metrics: counts, conns: conns, runs: runs, newcomers: newNewcomers(), deadWait: deadWait, done: make(chan struct{}),
	}
}

// readLessons are the shipped ones and those of dir, unless it is empty. The error
// is lessons.Problems where a lesson is wrong, and a *settingError where dir cannot
// be read.
func readLessons(dir string) (*lessons.Course, error) {
	if dir == "" {
		return lessons.Load(lessons.Content())
	}
	course, err := lessons.Load(lessons.Content(), lessons.OpenDir(dir))
	var problems lessons.Problems
	if err != nil && !errors.As(err, &problems) {
		return nil, wrong("lessons", "cannot be used: %v; name a directory that holds lessons, each a file NAME.yaml", err)
	}
	return course, err
}

// Start opens the store, listens, and returns when both origins answer. They do
// until ctx ends; then Wait tells how it went. The error is a *settingError where
// the store, the certificate or an address cannot be had.
func (p *program) Start(ctx context.Context) (err error) {
	if p.token, err = instructorToken(p.config); err != nil {
		return err
	}
	if p.certificate, err = openCertificate(p.config); err != nil {
		return err
	}
	if p.store, err = openStore(ctx, p.config, store.Options{Now: p.now, Called: p.metrics.Stored}); err != nil {
		return err
	}
	if err = p.openBus(ctx); err != nil {
		return errors.Join(err, p.store.Close())
	}
	if p.release, err = p.takeLease(ctx); err == nil {
		if err = p.serve(ctx); err == nil {
			return nil
		}
		p.release()
	}
	return errors.Join(err, p.leave(), p.store.Close())
}

// others are the other instances, nil where there are none.
func (p *program) others() web.Peers {
	if p.peers == nil {
		return nil // and no nil pointer in an interface
	}
	return p.peers
}

// leave tells the other instances that this one goes.
func (p *program) leave() error {
	if p.peers == nil {
		return nil
	}
	return p.peers.Close()
}

// newInstanceID is short, because run ids begin with it: few instances ever live at
// one time.
func newInstanceID() string { return strings.ToLower(rand.Text()[:6]) }

// serve listens and answers until ctx ends.
func (p *program) serve(ctx context.Context) error {
	listener, err := listen("addr", p.config.addr)
	if err != nil {
		return err
	}
	labListener, err := listen("lab-addr", p.config.labAddr)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	listener, labListener = reaping{listener, p.deadWait}, reaping{labListener, p.deadWait}
	p.addr, p.labAddr = listener.Addr(), labListener.Addr()
	p.web, err = web.New(web.Options{
		Course:          p.course,
		Runs:            p.runs,
		Log:             p.log,
		Now:             p.now,
		Store:           p.store,
		Bus:             p.bus,
		Peers:           p.others(),
		Metrics:         p.metrics,
		InstructorToken: p.token,
		Addresses:       reachable,
		Retention:       p.config.retention,
		PublicURL:       p.config.publicURL,
		LabURL:          p.config.labURL,
		LabPort:         portNumber(p.labAddr),
		TLS:             p.config.secure(),
		TrustedProxies:  p.config.trustedProxies,
		Fresh:           p.config.fresh,
	})
	if err != nil {
		return errors.Join(err, listener.Close(), labListener.Close())
	}
	p.main, p.lab = p.newServer(p.web), p.newServer(web.NewLab(p.runs, p.config.publicURL, p.config.labURL, p.config.trustedProxies))
	p.main.ConnContext = live.ConnContext
	failed := make(chan error, 2)
	// The tap stands above TLS, and sees what HTTP sees.
	go func() { failed <- p.main.Serve(live.Listen(p.certificate.over(p.conns.Of(listener)))) }()
	go func() { failed <- p.lab.Serve(p.certificate.over(labListener)) }()
	go p.run(ctx, failed)
	return nil
}

func (p *program) newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h,
		// No WriteTimeout: it would cut every stream. Each write has a deadline.
		ReadHeaderTimeout: headerWait,
		ReadTimeout:       requestWait,
		IdleTimeout:       idleWait,
		MaxHeaderBytes:    headMost,
		ErrorLog:          slog.NewLogLogger(p.log.Handler(), slog.LevelWarn),
		ConnState: func(conn net.Conn, state http.ConnState) {
			p.newcomers.note(conn, state)
			p.conns.Note(conn, state)
		},
	}
}

// run waits for ctx, or for a listener that gave up, and ends everything.
func (p *program) run(ctx context.Context, failed <-chan error) {
	defer close(p.done)
	serving, stop := context.WithCancel(ctx)
	defer stop()
	var expiring sync.WaitGroup
	expiring.Go(func() { p.expire(serving) })
	if p.certificate != nil {
		expiring.Go(func() { p.certificate.keepFresh(serving, p.log) })
	}
	select {
	case <-ctx.Done():
	case err := <-failed:
		p.finalError = fmt.Errorf("listening ended: %w", err)
	}
	p.web.Drain()
	stop()
	time.Sleep(drainPause)

	ctx, cancel := context.WithTimeout(context.Background(), drainWait)
	defer cancel()
	p.newcomers.close()
	ended := make(chan error, 3)
	go func() { ended <- p.runs.Shutdown(ctx) }()
	go func() { ended <- p.main.Shutdown(ctx) }()
	go func() { ended <- p.lab.Shutdown(ctx) }()
	for range cap(ended) {
		if err := <-ended; err != nil {
			p.log.Warn("a connection did not end in time and was cut", "error", err)
		}
	}
	p.finalError = errors.Join(p.finalError, p.main.Close(), p.lab.Close())
	p.web.Close()
	expiring.Wait()
	p.release()
	p.finalError = errors.Join(p.finalError, p.leave(), p.store.Close())
}

// Wait returns when everything has ended, with what went wrong.
func (p *program) Wait() error {
	<-p.done
	return p.finalError
}

// Addr is where the lessons are served. It is nil before Start.
func (p *program) Addr() net.Addr { return p.addr }

// sites are the addresses under which the lessons can be opened just now: a
// laptop changes its network while it serves. It is for use after Start.
func (p *program) sites() []site {
	return sites(p.config.scheme(), p.config.publicURL, p.addr.String(), machineAddresses())
}

// URL is the public address, or without one an address that works on this
// machine.
func (p *program) URL() string {
	all := p.sites()
	if p.config.publicURL != nil {
		return all[0].url.String()
	}
	return all[len(all)-1].url.String()
}

func portNumber(a net.Addr) int {
	_, port, _ := net.SplitHostPort(a.String())
	n, _ := strconv.Atoi(port)
	return n
}
