package main

import (
	"context"
	"time"

	"wirewalk/app/internal/bus"
)

// redisFinding says something to itself over Redis, as instances do to each other.
func redisFinding(ctx context.Context, c config) finding {
	const what = "Redis"
	if c.redis == nil {
		return found(what, skipped, "there is none, and one instance needs none")
	}
	took, err := bus.Look(ctx, c.redis.String())
	if err != nil {
		return found(what, unwell, "%v", redisProblem(c, err))
	}
	return found(what, well, "%s carries a message there and back in %s", c.redis.Host, took.Round(100*time.Microsecond))
}
