package main

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// refused is why a program with these settings does not start, in one line.
func refused(t *testing.T, s settings) string {
	t.Helper()
	err := prepared(t, s).Start(t.Context())
	var setting *settingError
	if !errors.As(err, &setting) || strings.Contains(err.Error(), "\n") {
		t.Fatalf("it starts, or says %v", err)
	}
	return err.Error()
}

// A second instance on one SQLite database does not start, and says what to do.
func TestTwoInstancesOnSQLite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	startedWith(t, plain(dir))
	if says := refused(t, plain(dir)); !strings.Contains(says, "--data (WIREWALK_DATA) is "+dir) || !strings.Contains(says, "another Wirewalk uses") || !strings.Contains(says, "--redis-url") {
		t.Errorf("it says %q", says)
	}
}

// Several on one PostgreSQL database start where they hear each other.
func TestInstancesOnPostgreSQL(t *testing.T) {
	t.Parallel()
	redis := os.Getenv("WIREWALK_TEST_REDIS")
	if redis == "" {
		t.Skip("WIREWALK_TEST_REDIS is not set: redis://127.0.0.1:6379/15, say, a Redis that tests may use")
	}
	alone := plain(t.TempDir())
	alone.DatabaseURL = schema(t)
	shared := alone
	shared.RedisURL, shared.PublicURL, shared.Token = redis, "http://wirewalk.test", strings.Repeat("x", leastToken)

	t.Run("two that hear each other", func(t *testing.T) {
		startedWith(t, shared)
		startedWith(t, shared)
		if report, status := examined(t, shared); !strings.Contains(report, "carries a message there and back in") {
			t.Errorf("the doctor exits with %d and says %s", status, report)
		}
		if says := refused(t, alone); !strings.Contains(says, "--redis-url (WIREWALK_REDIS_URL)") || !strings.Contains(says, "without Redis neither hears") {
			t.Errorf("a third one without Redis says %q", says)
		}
	})
	t.Run("one that hears nobody", func(t *testing.T) {
		startedWith(t, alone)
		if says := refused(t, shared); !strings.Contains(says, "without Redis, and hears nothing of this one") {
			t.Errorf("one with Redis says %q", says)
		}
	})
	t.Run("Redis is down", func(t *testing.T) {
		down := shared
		down.RedisURL = "redis://:hunter2@127.0.0.1:1/0"
		if says := refused(t, down); !strings.Contains(says, "--redis-url (WIREWALK_REDIS_URL) is a Redis at 127.0.0.1:1, which cannot be used") || strings.Contains(says, "hunter2") {
			t.Errorf("it says %q", says)
		}
		if report, status := examined(t, down); status != exitFailed || !strings.Contains(report, "which cannot be used") || strings.Contains(report, "hunter2") {
			t.Errorf("the doctor exits with %d and says %s", status, report)
		}
	})
}
