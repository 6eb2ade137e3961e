// Package metrics counts what whoever hosts this program watches, in the text
// format of Prometheus. Nothing in it names a visitor.
package metrics

import (
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the numbers of one process. It is safe for use by many goroutines.
type Metrics struct {
	registry *prometheus.Registry

	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	began    prometheus.Counter
	ended    *prometheus.CounterVec
	steps    prometheus.Counter
	answers  *prometheus.CounterVec
	dropped  *prometheus.CounterVec
	panics   *prometheus.CounterVec
	stored   *prometheus.HistogramVec
	crossed  prometheus.Histogram
}

// latencies are seconds, from a page out of memory to what a reader gives up on.
var latencies = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// New returns the numbers of a process that has done nothing yet. Version is what
// it says of itself.
func New(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: counter("requests_total", "Answers, by route and status. A stream counts when it ends.", "route", "code"),
		took:     histogram("request_seconds", "How long an answer took, streams and sockets excepted.", "route"),
		began:    prometheus.NewCounter(prometheus.CounterOpts{Namespace: namespace, Name: "runs_began_total", Help: "Runs of a lesson or an experiment."}),
		ended:    counter("runs_ended_total", "Runs that are over, by how: finished, lost, expired, closed.", "reason"),
		steps:    prometheus.NewCounter(prometheus.CounterOpts{Namespace: namespace, Name: "steps_total", Help: "Steps of runs that happened."}),
		answers:  counter("answers_total", "Answers to questions, by where: alone, or in a class, where it is stored first.", "where"),
		dropped:  counter("dropped_total", "Connections and requests that this server gave up, by why: slow, silent, behind, too often, full.", "why"),
		panics:   counter("panics_total", "Panics, each of which ended what it was in and nothing else.", "where"),
		stored:   histogram("store_seconds", "How long a call of the store took, waiting included.", "call"),
		crossed: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "bus_seconds", Buckets: latencies,
			Help: "How long what this instance tells the others took to Redis and back. Nothing where there are no others.",
		}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: namespace, Name: "build_info", Help: "1; the labels say what runs.",
		ConstLabels: prometheus.Labels{"version": version, "go": goVersion()},
	})
	build.Set(1)
	for _, why := range []Why{Slow, Silent, Behind, TooOften, Full} {
		m.dropped.WithLabelValues(string(why)) // so that none of them begins in the middle of a graph
	}
	m.registry.MustRegister(m.requests, m.took, m.began, m.ended, m.steps, m.answers, m.dropped, m.panics, m.stored, m.crossed, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

const namespace = "wirewalk"

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
}

func histogram(name, help string, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: latencies}, labels)
}

func goVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.GoVersion
	}
	return ""
}

// Handler answers with all numbers.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Connections has open connections of a kind counted whenever somebody looks: "all"
// of them, or those that are an "event-stream" or a "websocket".
func (m *Metrics) Connections(kind string, now func() int64) {
	m.gauge("connections", "Open connections: all, and those of them that are an event stream or a WebSocket.", kind, now)
}

// Runs has runs counted whenever somebody looks: those "live", and those "over".
func (m *Metrics) Runs(kind string, now func() int64) {
	m.gauge("runs", "Runs in memory: live, and over but kept.", kind, now)
}

func (m *Metrics) gauge(name, help, kind string, now func() int64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: namespace, Name: name, Help: help, ConstLabels: prometheus.Labels{"kind": kind},
	}, func() float64 { return float64(now()) }))
}

// Answered counts an answer of a route, such as "/runs/:id". Took is how long it
// took, or negative for a stream or a socket.
func (m *Metrics) Answered(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	if took >= 0 {
		m.took.WithLabelValues(route).Observe(took.Seconds())
	}
}

// RunBegan counts a run.
func (m *Metrics) RunBegan() { m.began.Inc() }

// RunEnded counts the end of a run.
func (m *Metrics) RunEnded(reason string) { m.ended.WithLabelValues(reason).Inc() }

// Stepped counts a step that happened.
func (m *Metrics) Stepped() { m.steps.Inc() }

// AnswerGiven counts an answer to a question: where is "alone" or "class".
func (m *Metrics) AnswerGiven(where string) { m.answers.WithLabelValues(where).Inc() }

// Dropped counts what was given up.
func (m *Metrics) Dropped(why Why) { m.dropped.WithLabelValues(string(why)).Inc() }

// Why is why something was given up.
type Why string

// The reasons.
const (
	Slow     Why = "slow"      // it did not take in time what was written to it
	Silent   Why = "silent"    // it did not even answer pings
	Behind   Why = "behind"    // too many events waited for it
	TooOften Why = "too often" // it asked again too soon
	Full     Why = "full"      // there was no room for it
)

// Panicked counts a panic: where is "request", "connection" or "class".
func (m *Metrics) Panicked(where string) { m.panics.WithLabelValues(where).Inc() }

// Stored counts a call of the store: call is "read" or "write".
func (m *Metrics) Stored(call string, took time.Duration) {
	m.stored.WithLabelValues(call).Observe(took.Seconds())
}

// Crossed counts a message of this instance that came back over the bus.
func (m *Metrics) Crossed(took time.Duration) { m.crossed.Observe(took.Seconds()) }

// Hears has it looked up, whenever somebody looks, whether the other instances are
// heard.
func (m *Metrics) Hears(now func() bool) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: namespace, Name: "bus_up", Help: "1 while the other instances are heard over Redis.",
	}, func() float64 {
		if now() {
			return 1
		}
		return 0
	}))
}
