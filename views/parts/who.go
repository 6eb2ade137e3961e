package parts

import "context"

// Who says for whom a page is rendered. The zero value is somebody in no class.
type Who struct {
	Member     bool // in a class, or was: its script finds out
	Instructor bool // signed in, or was
}

type whoKey struct{}

// With returns a context in which pages are rendered for somebody.
func With(ctx context.Context, who Who) context.Context {
	return context.WithValue(ctx, whoKey{}, who)
}

func whoOf(ctx context.Context) Who {
	who, _ := ctx.Value(whoKey{}).(Who)
	return who
}

// classPath is where the header's "Class" leads.
func (w Who) classPath() string {
	switch {
	case w.Instructor:
		return "/teach"
	case w.Member:
		return "/class"
	}
	return "/join"
}
