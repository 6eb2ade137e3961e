// Package web is HTTP: routes.go is the one list of routes, then one file a
// page or action. It is the only importer of Echo.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/live"
	"wirewalk/app/internal/metrics"
	"wirewalk/app/internal/store"
	"wirewalk/lessons"
	"wirewalk/static"
)

// Bus is what tells who shows a class that it has changed: see package bus.
type Bus interface {
	Publish(ctx context.Context, n bus.Note) error
	Subscribe(class string, hear func(bus.Note)) (leave func())
}

// Options are what a Server is made of. All but those marked optional must be
// given.
type Options struct {
	Course *lessons.Course
	Runs   *live.Runs
	Log    *slog.Logger
	Now    func() time.Time // the clock
	Store  *store.Store
	Bus    Bus
	Peers  Peers // the other instances. Optional: where it is nil, there are none
	// Metrics counts what happens. Optional.
	Metrics *metrics.Metrics

	// InstructorToken is the long token that signs in, beside codes that are used
	// once. Optional: without it only codes do.
	InstructorToken string
	// Addresses are those under which others may reach this machine, the likeliest
	// first. Optional.
	Addresses func() []Address
	// Retention is how long a class is kept after something last happened in it, as
	// pages say it; the store is swept elsewhere. 0: until it is deleted.
	Retention time.Duration
	// PublicURL is the address that visitors type, scheme and host only.
	// Optional: where it is nil, each request's Host is believed, and the scheme
	// is http, or with TLS https.
	PublicURL *url.URL
	// LabURL is the origin of the labs that are kept apart. Optional: where it
	// is nil, it is the request's host name with LabPort.
	LabURL  *url.URL
	LabPort int
	// TLS says that this server itself speaks it, so that the scheme is https also
	// where there is no PublicURL, and that of the labs too where there is no LabURL.
	TLS bool
	// TrustedProxies may say in X-Forwarded-For whom they speak for; nobody else
	// may. Optional.
	TrustedProxies []netip.Prefix
	// Fresh renders a page at each request, for those who write pages.
	Fresh bool
}

// Server answers every request of the main origin. It is safe for use by many
// goroutines.
type Server struct {
	course    *lessons.Course
	choices   *lessons.Chooser
	runs      *live.Runs
	echoes    *live.Echo
	bands     *live.Band
	clocks    *live.Lent
	board     *live.Board
	solos     solo
	bursts    *live.Burst
	pushed    *live.Lent // bursts under way as event streams
	replies   *live.Replies
	tallies   *tallies
	plugs     *live.Plugs
	parcels   parcels
	pairs     *live.Pairs
	crowds    crowds
	jams      *live.Jams
	metrics   *metrics.Metrics
	streams   atomic.Int64 // event streams under way
	log       *slog.Logger
	now       func() time.Time
	publicURL *url.URL

	store           *store.Store
	bus             Bus
	peers           Peers // nil: this is the only instance
	instructorToken string
	addresses       func() []Address
	retention       time.Duration
	reach           *reach
	tethers         *tethers
	rooms           *rooms
	classRuns       *classRuns
	rehearsals      *rehearsals
	hush            func() // ends the hearing of notes of no class; nil: there is none
	guesses         guesses

	echo     *echo.Echo
	memory   map[string]pageFor // by path; complete before the first request
	static   http.Handler
	security *security
	origins  *http.CrossOriginProtection
	limits   limits
	draining atomic.Bool
	fresh    bool
}

// New returns a Server that is ready to answer. It fails where the chooser's texts
// are wrong, or the public URL is.
func New(o Options) (*Server, error) {
	s := &Server{
		course:    o.Course,
		runs:      o.Runs,
		echoes:    live.NewEcho(o.Runs),
		clocks:    live.NewLent(mostClocks),
		board:     live.NewBoard(o.Runs),
		solos:     solo{lent: live.NewLent(mostSolos)},
		pushed:    live.NewLent(live.MaxBursts),
		bands:     live.NewBand(o.Runs),
		bursts:    live.NewBurst(o.Runs),
		replies:   live.NewReplies(),
		tallies:   newTallies(),
		plugs:     live.NewPlugs(o.Runs),
		parcels:   newParcels(o.Runs),
		pairs:     live.NewPairs(o.Runs),
		jams:      live.NewJams(o.Runs),
		metrics:   o.Metrics,
		log:       o.Log,
		now:       o.Now,
		publicURL: o.PublicURL,
		memory:    map[string]pageFor{},
		security:  newSecurity(o.PublicURL, o.LabURL, o.LabPort, o.TLS),
		limits:    newLimits(),
		fresh:     o.Fresh,

		store: o.Store, bus: o.Bus, peers: o.Peers, instructorToken: o.InstructorToken, addresses: o.Addresses, retention: o.Retention,
		reach: newReach(), tethers: newTethers(), guesses: newGuesses(),
	}
	if s.metrics == nil {
		s.metrics = metrics.New("")
	}
	s.metrics.Connections("event-stream", s.streams.Load)
	if s.addresses == nil {
		s.addresses = func() []Address { return nil }
	}
	s.rooms, s.classRuns, s.rehearsals = newRooms(s), newClassRuns(s), newRehearsals(s)
	if s.peers != nil {
		s.hush = s.bus.Subscribe("", s.heed)
	}
	var err error
	if s.choices, err = lessons.NewChooser(o.Course); err != nil {
		return nil, err
	}
	if s.origins, err = newOrigins(o.PublicURL); err != nil {
		return nil, err
	}
	s.static = static.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.security.set(w.Header(), r.Host)
		s.explain(w, r, notFound())
	}))

	s.echo = echo.New()
	s.echo.IPExtractor = addressOf(o.TrustedProxies)
	s.echo.HTTPErrorHandler = func(err error, c echo.Context) { s.explain(c.Response(), c.Request(), err) }
	s.echo.Use(s.guard)
	s.routes()
	return s, nil
}

// Drain makes /readyz fail from now on, so that a balancer sends nobody new.
// Everything else is answered as before.
func (s *Server) Drain() { s.draining.Store(true) }

// Close stores what is not stored yet and ends what works for classes. No
// request may be under way, and all runs must be over.
func (s *Server) Close() {
	if s.hush != nil {
		s.hush()
	}
	s.rehearsals.close()
	s.classRuns.close()
	s.rooms.close()
}

// ServeHTTP is the outermost layer: log line, recovery, headers. What lies in
// memory is answered here; Echo sees the rest.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rec := s.newRecorder(w, r)
	began := s.now()
	defer s.finish(rec, r, began)
	isFile := strings.HasPrefix(r.URL.Path, static.Prefix)
	if isFile {
		// What is no document needs no policy, and eleven of them would weigh 4 KiB.
		w.Header()["X-Content-Type-Options"] = noSniff
	} else {
		s.security.set(w.Header(), r.Host)
	}
	// Streams and sockets set a deadline of their own for each write.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeWait))

	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		if kinds := s.memory[r.URL.Path]; kinds != nil {
			rec.route = "page"
			if err := kinds.serve(rec, r); err != nil {
				s.explain(rec, r, err)
			}
			return
		}
	}
	if isFile {
		rec.quiet, rec.route = true, "static"
		s.static.ServeHTTP(rec, r)
		return
	}
	s.echo.ServeHTTP(rec, r)
}

// writeWait is how long an answer may take to be written. It is more than the
// 5 s that a step may take plus a slow network's time for the largest page,
// and it is all that a client who stopped reading can hold.
const writeWait = 30 * time.Second
