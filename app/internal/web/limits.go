package web

import (
	"net/netip"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"
)

const (
	// A school may stand behind one address: 500 people, each at most ten
	// requests a second while walking fast and reporting what the page saw.
	addressRate  = 500 * 10
	addressBurst = 500 * 20
	// One visitor walks at most a few rows a second; the burst is eight whole
	// walkthroughs as fast as a program can go.
	visitorRate  = 30
	visitorBurst = 240
	// firstRunRate and firstRunBurst are for the first run of a visitor, of which one
	// address makes up as many as it likes: two lecture halls that begin together, and
	// what comes and goes. In the time for which a run waits for its connection,
	// that is fewer than live.MaxRuns.
	firstRunRate  = 10
	firstRunBurst = 1000
	// limitedMost bounds the memory of each table to a few MB.
	limitedMost = 20_000
)

// limits bound how often requests may come, per address and per visitor.
// Pages from memory and static files cost less than the count, and are free.
type limits struct {
	addresses *limiters
	visitors  *limiters
	firstRuns *limiters // of visitors who have no run yet, by address
	lives     *limiters // of what is for any client, so that a class that races keeps nobody from its lessons
}

func newLimits() limits {
	return limits{
		addresses: newLimiters(addressRate, addressBurst),
		visitors:  newLimiters(visitorRate, visitorBurst),
		firstRuns: newLimiters(firstRunRate, firstRunBurst),
		lives:     newLimiters(addressRate, addressBurst),
	}
}

// take counts a request and returns 0, or how long to wait where there were
// too many. An empty visitor is counted by its address alone.
func (l limits) take(now time.Time, address, visitor string) time.Duration {
	if wait := l.addresses.take(now, network(address)); wait > 0 || visitor == "" {
		return wait
	}
	return l.visitors.take(now, visitor)
}

// takeLive counts a request of any client of any origin, by its address.
func (l limits) takeLive(now time.Time, address string) time.Duration {
	return l.lives.take(now, network(address))
}

// network is what is counted as one address: of IPv6 the /64, within which a
// single machine may choose as it likes.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	p, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}

// addressIn is what a request is counted as that says nothing else of itself.
func addressIn(c echo.Context) string { return network(c.RealIP()) }

// limiters are token buckets by key, at most most of them.
type limiters struct {
	rate  rate.Limit
	burst int
	most  int

	mu    sync.Mutex
	of    map[string]*rate.Limiter
	swept time.Time // when those that are full again were looked for last
}

func newLimiters(perSecond rate.Limit, burst int) *limiters {
	return &limiters{rate: perSecond, burst: burst, most: limitedMost, of: map[string]*rate.Limiter{}}
}

// wait is how long it would be before one more is taken; it takes none.
func (l *limiters) wait(now time.Time, key string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket := l.of[key]
	if bucket == nil {
		return 0
	}
	bucket.AllowN(now, 0) // or it would wait for a clock that was set back to come to where it was
	if bucket.TokensAt(now) >= 1 {
		return 0
	}
	return time.Duration((1 - bucket.TokensAt(now)) / float64(l.rate) * float64(time.Second))
}

func (l *limiters) take(now time.Time, key string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	reserved := l.bucket(now, key).ReserveN(now, 1)
	wait := reserved.DelayFrom(now)
	if wait > 0 {
		reserved.CancelAt(now)
	}
	return wait
}

// owe counts one more also where there is no room for it, and returns how long it
// would be before there is. That is most at most: what would have to wait longer is
// not counted, so that a debt does not outlast it.
func (l *limiters) owe(now time.Time, key string, most time.Duration) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	reserved := l.bucket(now, key).ReserveN(now, 1)
	wait := reserved.DelayFrom(now)
	if wait > most {
		reserved.CancelAt(now)
	}
	return min(wait, most)
}

// bucket is the one of key. l.mu is held.
func (l *limiters) bucket(now time.Time, key string) *rate.Limiter {
	bucket := l.of[key]
	if bucket == nil {
		l.makeRoom(now)
		bucket = rate.NewLimiter(l.rate, l.burst)
		l.of[key] = bucket
	}
	return bucket
}

// sweepEvery is how often a full table is searched: who makes up a key for each
// request would otherwise have all of it searched for each.
const sweepEvery = time.Second

// makeRoom forgets the buckets that are full again, which changes nothing for
// anyone, and where there are none, any one. l.mu is held.
func (l *limiters) makeRoom(now time.Time) {
	if len(l.of) < l.most {
		return
	}
	if now.Sub(l.swept).Abs() >= sweepEvery {
		l.swept = now
		for key, bucket := range l.of {
			if bucket.TokensAt(now) >= float64(l.burst) {
				delete(l.of, key)
			}
		}
	}
	for key := range l.of {
		if len(l.of) < l.most {
			return
		}
		delete(l.of, key)
	}
}
