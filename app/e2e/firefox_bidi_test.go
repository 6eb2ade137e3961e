package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// bidi is a session with a browser over WebDriver BiDi: a command goes out with a
// number and is answered by that number; events come in between.
type bidi struct {
	conn *websocket.Conn
	hear func(method string, params json.RawMessage) // called for each event, one after the other

	mu      sync.Mutex
	last    int
	waiting map[int]chan bidiAnswer
	gone    error // why nothing is answered any more
}

// bidiAnswer is what came back for a command.
type bidiAnswer struct {
	ID      int             `json:"id"`
	Type    string          `json:"type"` // "success", "error" or "event"
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Message string          `json:"message"`

	Method string          `json:"method"` // of an event
	Params json.RawMessage `json:"params"`
}

// bidiWait bounds one command; only a broken browser takes longer.
const bidiWait = time.Minute

func dialBidi(url string, hear func(method string, params json.RawMessage)) (*bidi, error) {
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		return nil, fmt.Errorf("WebDriver BiDi at %s: %w", url, err)
	}
	b := &bidi{conn: conn, hear: hear, waiting: map[int]chan bidiAnswer{}}
	go b.read()
	return b, nil
}

func (b *bidi) read() {
	for {
		var a bidiAnswer
		if err := b.conn.ReadJSON(&a); err != nil {
			b.mu.Lock()
			b.gone = err
			for id, answer := range b.waiting {
				close(answer)
				delete(b.waiting, id)
			}
			b.mu.Unlock()
			return
		}
		if a.Type == "event" {
			b.hear(a.Method, a.Params)
			continue
		}
		b.mu.Lock()
		answer := b.waiting[a.ID]
		delete(b.waiting, a.ID)
		b.mu.Unlock()
		if answer != nil {
			answer <- a
		}
	}
}

// command sends a command and decodes its result into result, unless that is nil.
func (b *bidi) command(method string, params, result any) error {
	answer := make(chan bidiAnswer, 1)
	b.mu.Lock()
	b.last++
	id := b.last
	err := b.gone
	if err == nil {
		b.waiting[id] = answer
		err = b.conn.WriteJSON(map[string]any{"id": id, "method": method, "params": params})
	}
	b.mu.Unlock()
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	select {
	case a, ok := <-answer:
		switch {
		case !ok:
			return fmt.Errorf("%s: the browser has gone", method)
		case a.Type == "error":
			return fmt.Errorf("%s: %s: %s", method, a.Error, a.Message)
		case result == nil:
			return nil
		}
		return json.Unmarshal(a.Result, result)
	case <-time.After(bidiWait):
		return fmt.Errorf("%s: no answer within %v", method, bidiWait)
	}
}

// evaluate returns the value of an expression in a browsing context, as JSON; a
// promise is waited for.
func (b *bidi) evaluate(context, expression string) ([]byte, error) {
	var got struct {
		Type             string `json:"type"`
		ExceptionDetails struct {
			Text string `json:"text"`
		} `json:"exceptionDetails"`
		Result struct {
			Value string `json:"value"`
		} `json:"result"`
	}
	err := b.command("script.evaluate", map[string]any{
		"expression":   "(async () => JSON.stringify(await (" + expression + ")) ?? 'null')()",
		"target":       map[string]any{"context": context},
		"awaitPromise": true,
	}, &got)
	if err == nil && got.Type != "success" {
		err = errors.New(got.ExceptionDetails.Text)
	}
	return []byte(got.Result.Value), err
}
