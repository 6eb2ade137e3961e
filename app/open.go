package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"strings"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/store"
)

// openStore opens what classes are kept in, as c and o say; where it is, only c.
// With o.Existing it makes none: that is for commands beside a program that was
// started before. Its error is a *settingError, in which there is no password.
func openStore(ctx context.Context, c config, o store.Options) (*store.Store, error) {
	s, err := store.Open(ctx, c.kept(o))
	switch {
	case err == nil:
		return s, nil
	case o.Existing && c.database == nil && errors.Is(err, fs.ErrNotExist):
		return nil, wrong("data", "is %s, where no class was ever kept; name the folder of the Wirewalk that runs", c.data)
	}
	return nil, storeProblem(c, err)
}

// kept adds to o where classes are kept.
func (c config) kept(o store.Options) store.Options {
	o.Dir = c.data
	if c.database != nil {
		o.URL = c.database.String()
	}
	return o
}

// storeProblem says why nothing can be kept there.
func storeProblem(c config, err error) error {
	if c.database != nil {
		return databaseProblem(c, err)
	}
	return folderProblem(c.data, err)
}

// takeLease registers this instance with the store. Its error is a *settingError
// where another one is in the way.
func (p *program) takeLease(ctx context.Context) (release func(), err error) {
	c := p.config
	release, err = p.store.Lease(ctx, store.Instance{ID: p.id, Shared: c.redis != nil}, func(err error) {
		p.log.Error("this instance could not tell the others that it runs; it is tried again", "error", err)
	})
	switch {
	case err == nil || !errors.Is(err, store.ErrInUse) && c.database != nil:
		return release, err
	case !errors.Is(err, store.ErrInUse):
		return nil, folderProblem(c.data, err)
	case c.database == nil:
		return nil, wrong("data", "is %s, which another Wirewalk uses that runs; end that one, or choose another folder. Several on one set of classes need PostgreSQL and Redis: see --database-url and --redis-url", c.data)
	case c.redis == nil:
		return nil, contradict("database-url", "redis-url", "do not go together as they are: another Wirewalk uses %s, and without Redis neither hears what happens on the other; end that one, or give both the same --redis-url", c.place())
	}
	return nil, contradict("database-url", "redis-url", "do not go together as they are: another Wirewalk uses %s without Redis, and hears nothing of this one; end that one, or give it the same --redis-url", c.place())
}

// openBus joins the other instances. Its error is a *settingError, in which there
// is no password.
func (p *program) openBus(ctx context.Context) error {
	if p.config.redis == nil {
		p.bus = bus.NewMemory()
		return nil
	}
	over, err := bus.OpenRedis(ctx, p.config.redis.String(), p.id, bus.Options{Log: p.log, Took: p.metrics.Crossed})
	if err != nil {
		return redisProblem(p.config, err)
	}
	p.metrics.Hears(over.Hears)
	p.bus, p.peers = over, over
	return nil
}

// redisProblem says why the other instances cannot be joined.
func redisProblem(c config, err error) error {
	return wrong("redis-url", "is a Redis at %s, which cannot be used (%v); see that it runs and lets this instance in", c.redis.Host, err)
}

// place names what classes are kept in.
func (c config) place() string {
	if c.database == nil {
		return c.data
	}
	place := "PostgreSQL"
	if host := cmp.Or(c.database.Host, c.database.Query().Get("host")); host != "" {
		place += " at " + host
	}
	if name := strings.TrimPrefix(c.database.Path, "/"); name != "" {
		place += ", database " + name
	}
	return place
}

func databaseProblem(c config, err error) error {
	if errors.Is(err, store.ErrNewer) {
		return wrong("database-url", "is %s, which a newer version of this program has used; run that one, or use another database", c.place())
	}
	return wrong("database-url", "is %s, which cannot be used (%s); see that it runs, and lets this user in and make tables", c.place(), c.reason(err))
}

// reason is the last of the lines with which a database tells why, one a try,
// without a password.
func (c config) reason(err error) string {
	lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
	last := strings.TrimSpace(lines[len(lines)-1])
	query := c.database.Query()
	password, _ := c.database.User.Password()
	for _, secret := range []string{password, query.Get("password"), query.Get("sslpassword")} {
		if secret != "" {
			last = strings.ReplaceAll(last, secret, "…")
		}
	}
	return last
}

// folderProblem says why nothing can be kept in the data folder.
func folderProblem(dir string, err error) error {
	switch {
	case errors.Is(err, store.ErrNewer):
		return wrong("data", "is %s, which a newer version of this program has used; run that one, or choose another folder", dir)
	case errors.Is(err, store.ErrFull):
		return wrong("data", "is %s, where there is no room left; make some, or choose another folder", dir)
	case errors.Is(err, fs.ErrPermission):
		return wrong("data", "is %s, which this user may not use (%v); choose a folder of this user's own", dir, err)
	}
	return wrong("data", "is %s, where nothing can be kept (%v); choose another folder", dir, err)
}
