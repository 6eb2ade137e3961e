package live_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"wirewalk/app/internal/live"
)

// A request that was on its way when its pair ended opens nothing, which nobody would
// put away.
func TestAPairThatIsOverOpensNothing(t *testing.T) {
	runs := live.NewRuns(time.Now)
	pairs := live.NewPairs(runs)
	old, err := pairs.New("ada", live.ReturnStream)
	if err != nil {
		t.Fatal(err)
	}
	newer, err := pairs.New("ada", live.ReturnStream)
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	req.Header.Set("Connection", "Upgrade")
	req.Header.Set("Upgrade", "websocket")
	if err := old.ServeSocket(httptest.NewRecorder(), req); !errors.Is(err, live.ErrPlugOver) {
		t.Errorf("its WebSocket: %v", err)
	}
	if _, err := old.Join(req); !errors.Is(err, live.ErrPlugOver) {
		t.Errorf("its event stream: %v", err)
	}
	reader, err := newer.Join(req)
	if err != nil {
		t.Errorf("the event stream of the newer: %v", err)
	} else {
		reader.Leave()
	}
	if err := runs.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}
