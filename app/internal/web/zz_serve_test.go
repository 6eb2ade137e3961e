package web

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"testing"
	"time"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/live"
)

func TestZZServe(t *testing.T) {
	if os.Getenv("ZZ") == "" {
		t.Skip()
	}
	s, err := New(Options{Course: realCourse(t), Runs: live.NewRuns(time.Now), Now: time.Now, LabPort: 8081,
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Store: openStore(t, time.Now), Bus: bus.NewMemory(), InstructorToken: testToken,
		Retention: 180 * 24 * time.Hour,
		Addresses: func() []Address {
			return []Address{{netip.MustParseAddr("192.168.1.20"), "wlan0"}, {netip.MustParseAddr("10.8.0.2"), "tun0"}}
		}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", ":18080")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: s, ConnContext: live.ConnContext}
	t.Fatal(srv.Serve(live.Listen(l)))
}
