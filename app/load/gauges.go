package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// gauges are what the program says of itself at /metrics.
type gauges struct {
	connections, goroutines int
	heap                    int64   // bytes that are in use, or were until the garbage collector looks
	looked                  float64 // when it did so last, in seconds of Unix time
}

// readGauges asks a program on this machine, on a connection of its own, which is
// not counted.
func readGauges(ctx context.Context, site *url.URL) (g gauges, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, site.JoinPath("/metrics").String(), nil)
	if err != nil {
		return g, err
	}
	req.Close = true
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return g, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return g, fmt.Errorf("GET /metrics: %s", answer.Status)
	}
	numbers := map[string]float64{}
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if n, err := strconv.ParseFloat(value, 64); err == nil {
			numbers[name] = n
		}
	}
	for _, name := range []string{allConnections, "go_goroutines", "go_memstats_heap_alloc_bytes", "go_memstats_last_gc_time_seconds"} {
		if _, there := numbers[name]; !there {
			return g, fmt.Errorf("GET /metrics: there is no %s", name)
		}
	}
	return gauges{
		connections: int(numbers[allConnections]) - 1,
		goroutines:  int(numbers["go_goroutines"]),
		heap:        int64(numbers["go_memstats_heap_alloc_bytes"]),
		looked:      numbers["go_memstats_last_gc_time_seconds"],
	}, lines.Err()
}

const allConnections = `wirewalk_connections{kind="all"}`
