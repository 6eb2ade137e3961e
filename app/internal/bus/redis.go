package bus

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

const (
	// answerWait is how long Redis may take to be reached, or to answer.
	answerWait = time.Second
	// pingEvery is how often a connection that hears is asked whether it still does,
	// and silentMost after how long without a word it does not: two answers may be
	// late. A cut that no packet tells of is noticed so soon.
	pingEvery  = 600 * time.Millisecond
	silentMost = 2 * time.Second
	// againAfter is how long after a failure it is tried again.
	againAfter = 250 * time.Millisecond
)

// Redis is the bus of several instances, each with one. What is published here is
// heard here at once, whether or not Redis is there. It is safe for use by many
// goroutines.
//
// Redis keeps no message for who is not connected, so there is nothing to catch up
// with: after each gap everybody here hears Everything.
type Redis struct {
	id      string // of this instance
	local   *Memory
	client  *redis.Client
	channel string // of all instances: a class has some notes a second at most
	log     *slog.Logger
	took    func(time.Duration)
	out     *outbox
	shares  *shares
	opened  time.Time   // the beginning of its own count of time, which no clock's jump changes
	hears   atomic.Bool // what the others say comes

	stop context.CancelFunc
	work sync.WaitGroup
}

// Options are what a Redis may be given.
type Options struct {
	Log *slog.Logger // nil: nothing is logged

	// Took is told how long each message of this instance needed to Redis and back
	// to this instance, which is what another one waits for it. It must not wait.
	Took func(time.Duration)
}

// OpenRedis joins the other instances that use the same database of the same
// Redis, whose address is redis://USER:PASSWORD@HOST:PORT/NUMBER, or rediss://
// with TLS. Id is this instance's own. Where Redis cannot be used now, it returns
// why, without the password; a cut later heals by itself. Close must be called.
func OpenRedis(ctx context.Context, address, id string, options Options) (*Redis, error) {
	redis.SetLogger(silence{}) // what it would say, log does
	o, err := redis.ParseURL(address)
	if err != nil {
		return nil, err
	}
	o.Protocol = 2
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = answerWait, answerWait, answerWait
	o.DialerRetries, o.MaxRetries = 1, -1 // whoever calls tries again, and knows it
	o.ContextTimeoutEnabled = true
	o.PoolSize = 2 // one sends

	r := &Redis{
		id: id, local: NewMemory(), client: redis.NewClient(o), channel: channelOf(o.DB),
		log: options.Log, took: options.Took,
		out: newOutbox(), shares: newShares(), opened: time.Now(),
	}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	if r.took == nil {
		r.took = func(time.Duration) {}
	}
	ctx, cancel := context.WithTimeout(ctx, 2*answerWait)
	defer cancel()
	if err := r.client.Ping(ctx).Err(); err != nil {
		_ = r.client.Close()
		return nil, err
	}
	heard := make(chan struct{})
	running, stop := context.WithCancel(context.Background())
	r.stop = stop
	r.work.Go(func() { r.listen(running, sync.OnceFunc(func() { close(heard) })) })
	r.work.Go(func() { r.send(running) })
	select {
	case <-heard:
		return r, nil
	case <-ctx.Done():
		return nil, errors.Join(ctx.Err(), r.Close())
	}
}

// Close tells the others what they have not been told yet, and that this instance
// goes.
func (r *Redis) Close() error {
	r.stop()
	r.work.Wait()
	notes, _ := r.out.take()
	_ = r.tell(context.Background(), message{Notes: notes, Gone: true}) // otherwise they notice by and by
	return r.client.Close()
}

// Hears reports whether what other instances say comes just now.
func (r *Redis) Hears() bool { return r.hears.Load() }

func (r *Redis) sinceOpen() int64 { return int64(time.Since(r.opened)) }

// Publish tells all who hear the note's class, here and on other instances. It
// never waits. An error says that the others cannot be reached now.
func (r *Redis) Publish(ctx context.Context, n Note) error {
	_ = r.local.Publish(ctx, n)
	return r.out.add(n)
}

// Subscribe is as that of Memory. What hear is told of may have happened on any
// instance.
func (r *Redis) Subscribe(class string, hear func(Note)) (leave func()) {
	return r.local.Subscribe(class, hear)
}

// silence takes what go-redis would write to standard error.
type silence struct{}

// Printf implements go-redis' logger.
func (silence) Printf(context.Context, string, ...any) {}
