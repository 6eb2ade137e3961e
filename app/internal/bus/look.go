package bus

import (
	"context"
	"crypto/rand"
	"errors"
	"time"
)

// Look joins the other instances for a moment, as OpenRedis does, and returns how
// long a message takes to Redis and back. Nobody's class hears of it.
func Look(ctx context.Context, address string) (took time.Duration, err error) {
	back := make(chan time.Duration, 1)
	r, err := OpenRedis(ctx, address, rand.Text(), Options{Took: func(d time.Duration) {
		select {
		case back <- d:
		default:
		}
	}})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if err := r.Publish(ctx, Note{Kind: Everything}); err != nil {
		return 0, err
	}
	select {
	case took = <-back:
		return took, nil
	case <-time.After(2 * answerWait):
		return 0, errors.New("bus: what is said does not come back")
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}
