package lessons

import (
	"slices"

	"wirewalk/lessons/wire"
)

// said is what a step of a WebSocket's server is to a reader of frames.
type said struct {
	events   []wire.Event
	messages []wire.Message // that are whole with it; the data of a binary one is empty
	broken   []string       // the rules of package wire that it breaks
	closes   bool           // a Close is in it
	begun    bool           // a frame is left unfinished
}

// switching is as much of a 101 as makes a decoder read frames.
const switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"

// said reads what the server sends on each connection, step by step, as a
// browser does: RFC 6455 §5 and §6.2. Whether a browser still listens it does
// not say.
func (s *Script) said() []said {
	all := make([]said, len(s.Steps))
	var reader *frameReader
	for i := range s.Steps {
		st := &s.Steps[i]
		if st.Action == Connect || reader == nil {
			reader = newFrameReader()
		}
		all[i] = reader.read(st)
	}
	return all
}

// frameReader reads the frames of one connection's server.
type frameReader struct {
	decoder *wire.Decoder
	amid    bool // a fragment was not the last of its message
	binary  bool // the message under way is
	message []byte
	failed  bool // a rule was broken, so nobody reads on
}

func newFrameReader() *frameReader {
	r := &frameReader{decoder: wire.NewDecoder(wire.Server, wire.Options{KeepPayload: MaxPayload})}
	r.decoder.Feed([]byte(switching))
	return r
}

func (r *frameReader) read(st *Step) said {
	var is said
	for _, b := range st.pieces(r.amid) {
		is.events = append(is.events, r.decoder.Feed(b)...)
	}
	if st.Action == Fragment {
		r.amid = !st.FIN
	}
	broken, begun := r.decoder.FrameUnderWay()
	broken = slices.Clone(broken) // it is the decoder's
	is.begun = begun
	for _, ev := range is.events {
		broken = append(broken, ev.Violations...)
		if ev.Frame == nil {
			continue
		}
		r.failed = r.failed || len(ev.Violations) > 0
		is.closes = is.closes || ev.Frame.Opcode == wire.OpClose
		if !ev.Frame.Opcode.Control() && !r.failed {
			is.messages = append(is.messages, r.finish(ev.Frame)...)
		}
	}
	for _, v := range broken {
		is.broken = append(is.broken, v.Rule)
	}
	return is
}

// finish takes a data frame and returns the message that is whole with it, if one
// is.
func (r *frameReader) finish(f *wire.Frame) []wire.Message {
	if f.Opcode != wire.OpContinuation {
		r.message, r.binary = nil, f.Opcode == wire.OpBinary
	}
	r.message = append(r.message, f.Payload...)
	switch {
	case !f.FIN:
		return nil
	case r.binary:
		return []wire.Message{{Type: "message"}}
	}
	return []wire.Message{{Type: "message", Data: string(r.message)}}
}

// pieces are the bytes of a server's step on a WebSocket, frame by frame; of a
// step that sends none, or none that can be sent, nothing. Amid says that a
// fragment before it was not the last of its message.
func (st *Step) pieces(amid bool) [][]byte {
	if st.Actor != Server {
		return nil
	}
	payload, err := st.Payload()
	if err != nil {
		return nil // the checker has said what is wrong with it
	}
	switch st.Action {
	case Raw:
		return [][]byte{payload}
	case Send:
		if st.Every == 0 {
			break
		}
		var all [][]byte
		for _, w := range Words(st.Text) {
			all = append(all, wire.AppendFrame(nil, wire.Frame{FIN: true, Opcode: wire.OpText, Payload: []byte(w)}))
		}
		return all
	case Fragment, Ping:
	default:
		return nil
	}
	f, err := st.Frame(payload, amid)
	if err != nil {
		return nil
	}
	return [][]byte{wire.AppendFrame(nil, f)}
}

// Frame is the one frame of a server's Send, Fragment or Ping with that payload,
// be it legal or not. Amid says that a fragment before it was not the last of its
// message. It is an error where the step names an opcode that there is not.
func (st *Step) Frame(payload []byte, amid bool) (wire.Frame, error) {
	f := wire.Frame{FIN: true, Opcode: wire.OpText, Payload: payload}
	switch {
	case st.Action == Ping:
		f.Opcode = wire.OpPing
	case st.Action == Send && st.Hex != "":
		f.Opcode = wire.OpBinary
	case st.Action == Fragment:
		f.FIN = st.FIN
		if st.Opcode != "" {
			return f, f.Opcode.UnmarshalText([]byte(st.Opcode))
		}
		if amid {
			f.Opcode = wire.OpContinuation
		}
	}
	return f, nil
}

// how is what st does to an open connection. Where a Close's code alone breaks a
// rule, or what follows a Close, RFC 6455 binds the sender and leaves the reader
// free: what the step waits for tells whether the browser answers or leaves.
func (s *said) how(st *Step) how {
	free := []string{wire.RuleCloseCode, wire.RuleAfterClose}
	if st.Action != Raw {
		free = []string{wire.RuleText} // an author's slip, see checker.message
	}
	must := slices.ContainsFunc(s.broken, func(rule string) bool { return !slices.Contains(free, rule) })
	switch {
	case must, st.Action == Raw && len(s.broken) > 0 && st.givesUp():
		return illegally
	case st.Action == Raw && s.closes:
		return finally
	}
	return plainly
}
