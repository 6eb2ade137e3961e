package live

import (
	"net/http"
	"time"

	"wirewalk/lessons"
)

// ServeEvents answers req with the event stream that the run's script says, and
// returns when it has ended or the browser has left. Errors: ErrUnknownRun where
// the script speaks another protocol, ErrBusy, errNoHead; where one is returned,
// nothing has been written. A run that is over answers 204, which tells an
// EventSource not to come back (HTML §9.2.3).
func (rs *Runs) ServeEvents(r *Run, w http.ResponseWriter, req *http.Request) error {
	if r.Script.Protocol != lessons.EventStream {
		return ErrUnknownRun
	}
	if _, err := r.attach(req); err == ErrOver {
		w.WriteHeader(http.StatusNoContent)
		return nil
	} else if err != nil {
		return err
	}
	rc := http.NewResponseController(w)
	for _, step := range r.Script.Steps {
		if step.Actor != lessons.Server {
			continue
		}
		if !r.waitWithRequest(req, step.N) {
			return nil
		}
		if err := r.stream(w, rc, step); err != nil {
			r.ended(true, true)
			return nil
		}
	}
	return nil
}

func (r *Run) stream(w http.ResponseWriter, rc *http.ResponseController, step lessons.Step) error {
	_ = rc.SetWriteDeadline(time.Now().Add(WriteWait))
	switch step.Action {
	case lessons.Accept:
		h := w.Header()
		h.Set("Content-Type", "text/event-stream")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Accel-Buffering", "no") // nginx would hold the events back
		w.WriteHeader(http.StatusOK)
	case lessons.Send:
	default:
		return nil
	}
	if _, err := w.Write([]byte(step.Text)); err != nil {
		return err
	}
	return rc.Flush()
}
