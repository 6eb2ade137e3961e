package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// visit is one run of one student, from its trace to its connection.
type visit struct {
	student *student
	run     made
	ctx     context.Context // ends when the visit is left
	stop    context.CancelFunc

	trace   chan arrival // closed when the trace has ended
	over    *overData    // the run's end, once it was traced
	conn    connection   // nil before the connect row
	dialled time.Time

	happened time.Time // when the last row that was walked was true of the connection
}

// connection is the one under study, as a page has it: a WebSocket or an
// EventSource.
type connection interface {
	// do is the browser's part of a row, once there is a connection.
	do(r row) error
	// check waits until the connection is as the row says, or returns how it
	// differs.
	check(ctx context.Context, r row) error
	// goodbye waits for what a server that ends says to an open connection.
	goodbye(ctx context.Context) error
	// close ends it without a word, as a page that is left does.
	close()
}

// seenData is what the page saw its connection do.
type seenData struct {
	Step       int     `json:"step"`
	Connection int     `json:"connection"`
	At         float64 `json:"at"` // ms since the connection was made
	Type       string  `json:"type"`
	ReadyState int     `json:"readyState"`
	Data       string  `json:"data,omitempty"`
}

// walk does one row as the page does it: the POST first, then at once the
// browser's part, then it waits for the step event and the POST's answer. It
// returns the time from the click to the event.
func (v *visit) walk(ctx context.Context, r row) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	clicked := time.Now()
	posted := make(chan error, 1)
	go func() { posted <- v.post(ctx, r.step) }()
	if r.act == connect {
		if v.conn != nil {
			v.conn.close()
		}
		v.dialled = clicked
		v.conn = v.student.connect(v.ctx, v.run.URL)
	}
	switch {
	case v.conn == nil && r.act != read:
		return 0, &failure{r.step, onConn, "the script has not connected yet"}
	case r.act != read:
		if err := v.conn.do(r); err != nil {
			return 0, &failure{r.step, onConn, err.Error()}
		}
	}

	var came time.Time
	trace := v.trace
	for answered := false; !answered || came.IsZero(); {
		select {
		case err := <-posted:
			if err != nil {
				return 0, &failure{r.step, onPost, bare(err)}
			}
			answered = true
		case a, ok := <-trace:
			n, err := v.read(a, ok)
			if err != nil {
				return 0, &failure{r.step, onTrace, err.Error()}
			}
			if n == r.step {
				came = a.at
			}
			if v.over != nil && (v.over.Reason != "finished" || came.IsZero()) {
				return 0, &failure{r.step, onOver, v.over.Reason + ": " + v.over.Text}
			}
			if v.over != nil {
				trace = nil // it ends with the run
			}
		case <-ctx.Done():
			return 0, &failure{r.step, onTimeout, waited(answered, !came.IsZero())}
		}
	}
	if v.conn != nil {
		if err := v.conn.check(ctx, r); err != nil {
			return 0, &failure{r.step, onConn, bare(err)}
		}
	}
	v.happened = time.Now()
	if err := v.report(ctx, r); err != nil {
		return 0, &failure{r.step, onSeen, bare(err)}
	}
	return came.Sub(clicked), nil
}

func waited(answered, came bool) string {
	switch {
	case answered:
		return "the POST was answered, the trace's step event did not come"
	case came:
		return "the trace's step event came, the POST was not answered"
	}
	return "neither the POST's answer nor the trace's step event came"
}

// post releases the gate of step n and reads the answer.
func (v *visit) post(ctx context.Context, n int) error {
	answer, err := v.student.post(ctx, "/runs/"+v.run.ID+"/steps/"+strconv.Itoa(n), nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return errors.New(explain(answer))
	}
	var s stepData
	if err := decode(answer, &s); err != nil {
		return err
	}
	if s.Step != n {
		return fmt.Errorf("the answer is about step %d", s.Step)
	}
	return nil
}

// report tells the server what the page saw in this row, where it saw anything.
func (v *visit) report(ctx context.Context, r row) error {
	seen := v.saw(r)
	if len(seen) == 0 {
		return nil
	}
	answer, err := v.student.post(ctx, "/runs/"+v.run.ID+"/seen", seen)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusNoContent {
		return errors.New("POST …/seen: " + explain(answer))
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

func (v *visit) saw(r row) []seenData {
	at := ms(time.Since(v.dialled))
	if r.seen != "" {
		return []seenData{{Step: r.step, Connection: 1, Type: r.seen, ReadyState: int(r.state), Data: r.hears, At: at}}
	}
	var all []seenData
	for _, s := range r.sees {
		all = append(all, seenData{Step: r.step, Connection: 1, Type: s.kind, Data: s.data, At: at})
	}
	return all
}

// finished waits for the run's end after its last row.
func (v *visit) finished(ctx context.Context) error {
	last := len(v.student.script.rows)
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for v.over == nil {
		select {
		case a, ok := <-v.trace:
			if _, err := v.read(a, ok); err != nil {
				return &failure{last, onTrace, err.Error()}
			}
		case <-ctx.Done():
			return &failure{last, onTimeout, "the trace's over event did not come"}
		}
	}
	if v.over.Reason != "finished" {
		return &failure{last, onOver, v.over.Reason + ": " + v.over.Text}
	}
	return nil
}

// leave closes the visit's trace and its connection, as a page that is left does.
func (v *visit) leave() {
	v.stop()
	if v.conn != nil {
		v.conn.close()
	}
	if v.trace != nil {
		for range v.trace {
		}
	}
}
