package live

import (
	"net/http"
	"strings"
	"time"

	"wirewalk/lessons"
)

// ServeEvents answers req with the event stream that the run's script says, from
// the connect or reconnect that the request is to the next one, and returns when
// the response has ended or the browser has left. Errors: ErrUnknownRun where
// the script speaks another protocol, ErrBusy where it has no request here,
// errNoHead; where one is returned, nothing has been written. A run that is over
// answers 204, which tells an EventSource not to come back (HTML §9.2.3).
func (rs *Runs) ServeEvents(r *Run, w http.ResponseWriter, req *http.Request) error {
	if r.Script.Protocol != lessons.EventStream {
		return ErrUnknownRun
	}
	defer r.rescue()
	ln, err := r.attach(req)
	if err == ErrOver {
		w.WriteHeader(http.StatusNoContent)
		return nil
	} else if err != nil {
		return err
	}
	out := &response{ln, w, http.NewResponseController(w), req}
	for i := ln.serves.N; i < len(r.Script.Steps); i++ {
		step := r.Script.Steps[i]
		if step.Action == lessons.Connect || step.Action == lessons.Reconnect {
			break
		}
		if step.Actor != lessons.Server {
			continue
		}
		if !ln.waitWithRequest(req, step) {
			break
		}
		whole, err := out.play(step)
		if err != nil {
			ln.ended(true, true)
			return nil
		}
		if whole {
			return nil
		}
	}
	r.linger(req.Context().Done())
	if !out.begun() {
		ln.hangUp() // net/http would answer 200
	}
	out.allow()
	return nil
}

// response is one answer of an event stream.
type response struct {
	*line
	w   http.ResponseWriter
	rc  *http.ResponseController
	req *http.Request
}

// play does one step of the server's; whole says that no more follows.
func (out *response) play(step lessons.Step) (whole bool, err error) {
	out.allow()
	switch step.Action {
	case lessons.Accept:
		return false, out.accept(step)
	case lessons.FinishAccept, lessons.Send:
		return false, out.send(step)
	case lessons.Resume:
		for _, text := range out.run.Script.Resumed(step.N, out.req.Header.Get("Last-Event-ID")) {
			if err := out.say(out.fill(text)); err != nil {
				return false, err
			}
		}
	case lessons.End:
		out.finishing() // net/http writes the last chunk
		return true, nil
	case lessons.Drop:
		if err := out.run.settle(out.req.Context()); err != nil {
			return true, err
		}
		out.hangUp()
		return true, nil
	case lessons.Answer:
		out.answerAs(out.w, step)
		return true, nil
	}
	return false, nil
}

// accept writes the head, and what the step says with it. Where the script
// finishes the head in a step of its own, its last two bytes are kept back until
// then; net/http goes on watching the connection meanwhile.
func (out *response) accept(step lessons.Step) error {
	h := out.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold the events back
	out.w.WriteHeader(http.StatusOK)
	steps := out.run.Script.Steps
	if step.N == len(steps) || steps[step.N].Action != lessons.FinishAccept {
		return out.send(step)
	}
	finish := steps[step.N]
	out.tap.keepBack(len("\r\n"), false, func() error {
		if !out.waitWithRequest(out.req, finish) {
			return ErrOver
		}
		return nil
	})
	return out.rc.Flush()
}

// send writes what the step says, in one piece, or word by word.
func (out *response) send(step lessons.Step) error {
	payload, err := out.run.payload(step)
	if err != nil {
		return err
	}
	if step.Every == 0 {
		return out.say(out.fill(string(payload)))
	}
	ctx, cancel := out.run.during(out.req)
	defer cancel()
	for i, event := range lessons.WordEvents(out.fill(string(payload))) {
		if i > 0 {
			if err := sleep(ctx, time.Duration(step.Every)*time.Millisecond); err != nil {
				return err
			}
		}
		if err := out.say(event); err != nil {
			return err
		}
	}
	return nil
}

func (out *response) say(text string) error {
	out.allow()
	if _, err := out.w.Write([]byte(text)); err != nil {
		return err
	}
	return out.rc.Flush()
}

// allow gives the next write its deadline.
func (out *response) allow() { _ = out.rc.SetWriteDeadline(time.Now().Add(WriteWait)) }

// begun reports whether the head is out.
func (out *response) begun() bool {
	out.run.mu.Lock()
	defer out.run.mu.Unlock()
	return out.answered
}

// fill replaces the words in braces that an event stream's text may have. What
// was posted may have some too, which stay: no text is filled twice.
func (ln *line) fill(text string) string {
	r := ln.run
	r.mu.Lock()
	posted := r.posted
	r.mu.Unlock()
	return strings.NewReplacer(
		"{now}", r.now().UTC().Format("2006-01-02T15:04:05.000Z"),
		"{posted}", posted,
	).Replace(text)
}
