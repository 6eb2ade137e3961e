package bus

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// message is what instances tell each other.
type message struct {
	From   string                     `json:"from"`
	Sent   int64                      `json:"sent"` // nanoseconds, of the sender's clock and for it alone
	Notes  []Note                     `json:"notes,omitempty"`
	Shares map[string]json.RawMessage `json:"shares,omitempty"` // by class; null: it has none any more
	Gone   bool                       `json:"gone,omitempty"`   // the instance ends
}

// channelOf has the number of the database in it, which to Redis is nothing to a
// channel: two sites on one Redis choose different ones.
func channelOf(db int) string { return "wirewalk/" + strconv.Itoa(db) }

// listen hears the others until ctx ends. First is called once it does.
func (r *Redis) listen(ctx context.Context, first func()) {
	began := time.Now()
	cut := false
	for ctx.Err() == nil {
		err := r.hear(ctx, func() {
			first()
			if cut {
				r.log.Info("the other instances are heard again", "after", time.Since(began).Round(time.Millisecond))
			}
			cut = false
		})
		if ctx.Err() != nil {
			return
		}
		if !cut {
			cut, began = true, time.Now()
			r.log.Warn("Redis cannot be heard; it is tried again and again", "error", err)
		}
		sleep(ctx, againAfter)
	}
}

// hear hears the others until that breaks off, and returns why. Up is called each
// time it has begun.
func (r *Redis) hear(ctx context.Context, up func()) error {
	on := r.client.Subscribe(ctx)
	defer on.Close()
	defer r.hears.Store(false)
	defer context.AfterFunc(ctx, func() { _ = on.Close() })()
	if err := on.Subscribe(ctx, r.channel); err != nil {
		return err
	}
	asking, stop := context.WithCancel(ctx)
	defer stop()
	r.work.Go(func() {
		for sleep(asking, pingEvery) {
			_ = on.Ping(asking) // its answer is missed below
		}
	})
	wait := answerWait
	for {
		got, err := on.ReceiveTimeout(ctx, wait)
		if err != nil {
			return err
		}
		switch got := got.(type) {
		case *redis.Subscription:
			// From now on every message comes; what came before may be missing. It is said
			// again where go-redis has connected again by itself.
			wait = silentMost
			r.hears.Store(true)
			r.local.everywhere()
			r.out.again()
			up()
		case *redis.Message:
			r.heard([]byte(got.Payload))
		}
	}
}

// heard takes what another instance says.
func (r *Redis) heard(payload []byte) {
	var m message
	if err := json.Unmarshal(payload, &m); err != nil {
		r.log.Warn("another instance says what is not understood", "error", err)
		return
	}
	if m.From == r.id {
		r.took(time.Duration(r.sinceOpen() - m.Sent))
		return
	}
	for _, n := range m.Notes {
		_ = r.local.Publish(context.Background(), n)
	}
	changed := r.shares.heard(m, time.Now())
	for _, class := range changed {
		_ = r.local.Publish(context.Background(), Note{Class: class, Kind: Others})
	}
}

// sleep reports whether so long has passed before ctx ended.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
