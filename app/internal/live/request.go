package live

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"wirewalk/lessons"
)

// during is a context that ends with the run or with the request, whose
// connection net/http watches.
func (r *Run) during(req *http.Request) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(req.Context())
	stop := context.AfterFunc(r.ctx, cancel)
	return ctx, func() { stop(); cancel() }
}

// waitWithRequest waits at the gate of step n, and sleeps if that is what the
// step does, while net/http still watches the request's connection; it reports
// whether the server goes on.
func (ln *line) waitWithRequest(req *http.Request, step lessons.Step) bool {
	ctx, cancel := ln.run.during(req)
	defer cancel()
	err := ln.run.gate(ctx, step.N)
	if err == nil && step.Action == lessons.Wait {
		err = ln.run.doWait(ctx, step)
	}
	if err != nil && req.Context().Err() != nil {
		ln.ended(true, false)
	}
	return err == nil
}

// answer gives the request an ordinary response, which is out when it returns.
// Text is its body, where the status allows one (RFC 9110 §6.4.1).
func (ln *line) answer(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if status == http.StatusNoContent || status == http.StatusNotModified {
		text = ""
	} else {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("Content-Length", strconv.Itoa(len(text)))
	}
	rc := http.NewResponseController(w)
	_ = rc.SetWriteDeadline(time.Now().Add(WriteWait))
	ln.finishing()
	w.WriteHeader(status)
	if text != "" {
		_, _ = w.Write([]byte(text))
	}
	_ = rc.Flush()
}

// answerAs is answer as an Answer says it.
func (ln *line) answerAs(w http.ResponseWriter, step lessons.Step) {
	if step.Location != "" {
		w.Header().Set("Location", step.Location)
	}
	if step.Status == http.StatusUpgradeRequired { // which must name the protocol, RFC 9110 §15.5.22
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set("Connection", "Upgrade")
	}
	ln.answer(w, step.Status, strconv.Itoa(step.Status)+" "+http.StatusText(step.Status)+"\n")
}

// payload is what a step carries. A lesson that was loaded has nothing wrong
// with it; where something is, the run ends.
func (r *Run) payload(step lessons.Step) ([]byte, error) {
	payload, err := step.Payload()
	if err != nil {
		r.finish(Closed, "This row cannot be sent as it is written, so this server ended the run.")
	}
	return payload, err
}
