package parts

import "wirewalk/lessons/wire"

// unmasking is RFC 6455 §5.3 worked out for one frame, a column a byte.
type unmasking struct {
	Steps []wire.MaskStep
	More  int64 // bytes whose column is not drawn
}

// unmask works a masked frame out; nil where there is nothing to unmask.
func unmask(ev *wire.Event) *unmasking {
	if ev.Frame == nil || !ev.Frame.Masked || len(ev.Frame.Payload) == 0 {
		return nil
	}
	steps := wire.UnmaskSteps(ev.Frame)
	u := &unmasking{Steps: steps, More: ev.Omitted}
	if len(steps) > mostMasked {
		u.Steps, u.More = steps[:mostMasked], u.More+int64(len(steps)-mostMasked)
	}
	return u
}

// plain is what an unmasked byte stands for: the first two bytes of a Close
// are its status code, not text.
func (u *unmasking) plain(ev *wire.Event, s wire.MaskStep) string {
	if ev.Frame.Opcode == wire.OpBinary || ev.Frame.Opcode == wire.OpClose && s.Index < 2 {
		return ""
	}
	return char(s.Plain)
}
