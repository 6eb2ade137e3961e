package lessons

import (
	"slices"

	"wirewalk/lessons/wire"
)

// crosses are the kinds of events that the step at i can make, by sender. It
// knows nothing of an unknown action.
func crosses(s *Script, i int) map[wire.Endpoint][]wire.Kind {
	if s.Protocol == EventStream {
		return streamCrosses(&s.Steps[i], s.finished(i))
	}
	return socketCrosses(&s.Steps[i], s.finished(i))
}

var (
	requestKinds = []wire.Kind{wire.KindRequestLine, wire.KindHeaderField, wire.KindHeadEnd}
	headKinds    = []wire.Kind{wire.KindStatusLine, wire.KindHeaderField} // of a response, without its end
	answerKinds  = []wire.Kind{wire.KindStatusLine, wire.KindHeaderField, wire.KindHeadEnd, wire.KindBody, wire.KindChunk, wire.KindEnd}
	streamKinds  = []wire.Kind{wire.KindChunk, wire.KindField, wire.KindComment, wire.KindDispatch}
	cutKinds     = []wire.Kind{wire.KindEnd, wire.KindUnfinished, wire.KindDropped}
)

// socketCrosses is crosses of a WebSocket. What the browser's end does where a
// step breaks the protocol belongs to that step.
func socketCrosses(st *Step, inParts bool) map[wire.Endpoint][]wire.Kind {
	by := func(client, server []wire.Kind) map[wire.Endpoint][]wire.Kind {
		return map[wire.Endpoint][]wire.Kind{wire.Client: client, wire.Server: server}
	}
	frame, gone := []wire.Kind{wire.KindFrame}, []wire.Kind{wire.KindEnd}
	both := []wire.Kind{wire.KindFrame, wire.KindEnd}
	switch st.Action {
	case Connect, Hold:
		if st.answers() {
			return by(requestKinds, slices.Concat(headKinds, []wire.Kind{wire.KindHeadEnd}))
		}
		return by(requestKinds, nil)
	case Accept:
		switch {
		case inParts:
			return by(nil, headKinds)
		case st.Faulty():
			return by(gone, slices.Concat(headKinds, []wire.Kind{wire.KindHeadEnd}, gone))
		}
		return by(nil, slices.Concat(headKinds, []wire.Kind{wire.KindHeadEnd}))
	case FinishAccept:
		return by(nil, []wire.Kind{wire.KindHeadEnd})
	case Answer:
		return by(gone, answerKinds)
	case Send:
		if st.Actor == Browser {
			return by(frame, nil)
		}
		return by(gone, both)
	case Fragment:
		return by(both, both)
	case Reset:
		return by(cutKinds, []wire.Kind{wire.KindReset, wire.KindUnfinished})
	case Raw: // whatever a reader of frames makes of it
		return by(both, []wire.Kind{wire.KindFrame, wire.KindUnfinished, wire.KindMalformed, wire.KindEnd})
	case Ping, Close:
		if st.answers() {
			return by(both, both)
		}
		return by(frame, frame)
	case AckClose:
		if st.Actor == Browser {
			return by(both, gone)
		}
		return by(gone, both)
	case Drop:
		return by(cutKinds, cutKinds)
	case Wait:
		return by(gone, nil)
	}
	return nil
}

// streamCrosses is crosses of an event stream.
func streamCrosses(st *Step, inParts bool) map[wire.Endpoint][]wire.Kind {
	by := func(client, server []wire.Kind) map[wire.Endpoint][]wire.Kind {
		return map[wire.Endpoint][]wire.Kind{wire.Client: client, wire.Server: server}
	}
	gone, headEnd := []wire.Kind{wire.KindEnd}, []wire.Kind{wire.KindHeadEnd}
	switch st.Action {
	case Connect, Reconnect, Hold:
		return by(requestKinds, nil)
	case Post:
		return by(slices.Concat(requestKinds, []wire.Kind{wire.KindBody}), slices.Concat(headKinds, headEnd))
	case Accept:
		if inParts {
			return by(nil, headKinds)
		}
		return by(nil, slices.Concat(headKinds, headEnd, streamKinds))
	case FinishAccept:
		return by(nil, slices.Concat(headEnd, streamKinds))
	case Answer:
		return by(gone, answerKinds)
	case Send, Resume:
		return by(nil, streamKinds)
	case End:
		return by(gone, slices.Concat([]wire.Kind{wire.KindChunk}, cutKinds))
	case Drop:
		return by(cutKinds, cutKinds)
	case Close:
		return by(gone, cutKinds)
	case Wait:
		return by(gone, nil)
	}
	return nil
}
