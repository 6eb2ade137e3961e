package live

import (
	"context"
	"net"
)

// Listen wraps l so that every connection it accepts can be tapped by a run.
// Pass ConnContext to the http.Server that serves it.
func Listen(l net.Listener) net.Listener { return listener{l} }

type listener struct{ net.Listener }

func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &tap{Conn: c}, nil
}

type tapKey struct{}

// ConnContext is http.Server.ConnContext: it lets a handler reach the tap below
// its request.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	if t, ok := c.(*tap); ok {
		return context.WithValue(ctx, tapKey{}, t)
	}
	return ctx
}

func tapOf(ctx context.Context) *tap {
	t, _ := ctx.Value(tapKey{}).(*tap)
	return t
}
