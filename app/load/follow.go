package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// arrival is an event of the trace and when its last byte was read, or why
// there are no more.
type arrival struct {
	event event
	at    time.Time
	err   error
}

type stepData struct {
	Step int `json:"step"`
}

type overData struct {
	Reason string `json:"reason"`
	Step   int    `json:"step"`
	Text   string `json:"text"`
}

// follow opens the trace, and reads it in the background until the visit is
// left. Of a student in a class it carries the class until the run is over.
func (v *visit) follow() error {
	class := v.student.link
	if class != nil {
		class.hush()
	}
	giveUp := time.AfterFunc(patience, v.stop)
	answer, err := getStream(v.ctx, v.student.http, v.student.address(v.student.site.Scheme, v.run.Trace), "")
	if err != nil {
		return err
	}
	giveUp.Stop()
	v.trace = make(chan arrival, 64)
	go func() {
		defer close(v.trace)
		defer answer.Body.Close()
		for e, err := range events(answer.Body) {
			at := time.Now()
			if class != nil && carriesClass(e) {
				class.hear(e, at)
				continue
			}
			over := class != nil && e.name == "over"
			if over {
				class.listen()
			}
			select {
			case v.trace <- arrival{e, at, err}:
			case <-v.ctx.Done():
				return
			}
			if over {
				return
			}
		}
	}()
	return nil
}

// read takes one arrival of the trace: the step that is done, or 0.
func (v *visit) read(a arrival, ok bool) (int, error) {
	if !ok {
		return 0, errors.New("the trace ended")
	}
	if a.err != nil {
		return 0, fmt.Errorf("the trace broke off: %s", bare(a.err))
	}
	switch a.event.name {
	case "step":
		var s stepData
		if err := json.Unmarshal([]byte(a.event.data), &s); err != nil {
			return 0, fmt.Errorf("a step event is not JSON: %w", err)
		}
		return s.Step, nil
	case "over":
		v.over = &overData{}
		if err := json.Unmarshal([]byte(a.event.data), v.over); err != nil {
			return 0, fmt.Errorf("the over event is not JSON: %w", err)
		}
	}
	return 0, nil
}

// traceEnded waits until the trace has ended.
func (v *visit) traceEnded(ctx context.Context) bool {
	for {
		select {
		case _, ok := <-v.trace:
			if !ok {
				return true
			}
		case <-ctx.Done():
			return false
		}
	}
}
