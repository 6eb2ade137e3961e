package e2e

import (
	"os"
	"testing"
)

// thorough skips a test that a change seldom breaks alone, unless
// WIREWALK_TEST_THOROUGH is set, as .ci/run does: everybody who changes a line waits
// for the others.
func thorough(t *testing.T) {
	t.Helper()
	if !isThorough() {
		t.Skip("WIREWALK_TEST_THOROUGH is not set; .ci/run sets it")
	}
}

func isThorough() bool { return os.Getenv("WIREWALK_TEST_THOROUGH") != "" }
