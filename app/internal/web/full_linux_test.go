package web

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"wirewalk/app/internal/store"
)

// A disk that is full is said to be full, nothing that was stored is lost, and
// all goes on when there is room again.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("no small disk can be made here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	kept, err := store.Open(t.Context(), store.Options{Dir: dir, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
	s := teachSite(t, func(o *Options) { o.Store = kept })
	teacher := s.teacher()
	code := teacher.makes("Networks", nil)
	ada := s.joins(code, "Ada")
	_, key := wrongOption(t, s.web.course.Lesson("frames"), "frames-quiz-8")
	teacher.leads(code, "/ask", "question", "frames/frames-quiz-9").must(t, http.StatusNoContent)
	stream := ada.tape("/class/stream")
	stream.state("the question", func(c classState) bool { return c.Asking != nil })

	filler := filepath.Join(dir, "everything-else")
	fill(t, filler)
	words := []string{"This server's disk is full", "Tell your instructor", "send it once more"}
	for what, got := range map[string]answered{
		"an answer":          ada.answers("frames", "frames-quiz-8", "one", key),
		"an answer again":    ada.answers("frames", "frames-quiz-8", "one", key),
		"a form":             ada.post("/lessons/frames/answers", url.Values{"question": {"frames-quiz-8"}, "key": {"one"}, "answer": {key}}),
		"a vote":             ada.votes(1, 1, "A"),
		"somebody who joins": s.browser().post("/join/"+code, url.Values{"name": {"Bob"}}),
		"closing the vote":   teacher.leads(code, "/close"),
		"a class":            teacher.post("/teach", url.Values{"title": {"One more"}, "lesson": {"frames"}}),
	} {
		if got.StatusCode != http.StatusInsufficientStorage || strings.Contains(got.body, "data-right") {
			t.Errorf("%s: %s %.300s", what, got.Status, got.body)
		}
		for _, says := range words {
			if !strings.Contains(got.body, says) && !strings.Contains(got.body, strings.ReplaceAll(says, "'", "&#39;")) {
				t.Errorf("%s is not told %q: %.300s", what, says, got.body)
			}
		}
	}
	// What is there can be read, and goes on.
	ada.get("/class").must(t, http.StatusOK)
	teacher.get(cockpitPath(code)).must(t, http.StatusOK)
	stream.goes("the disk is full")

	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if got := ada.answers("frames", "frames-quiz-8", "one", key).must(t, http.StatusOK); !strings.Contains(got.body, `data-right="true"`) {
		t.Errorf("when there is room again: %.300s", got.body)
	}
	ada.votes(1, 1, "A").must(t, http.StatusNoContent)
	stream.state("the vote", func(c classState) bool { return c.Asking != nil && c.Asking.Answered == 1 && c.Asking.State == "open" })
	teacher.leads(code, "/close").must(t, http.StatusNoContent)
	s.joins(code, "Bob")
	if got := ada.kept(); len(got) != 1 || !got[0].Right || got[0].Try != 1 {
		t.Errorf("kept are %+v", got)
	}
}

// fill writes into a file until no byte more fits.
func fill(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 64 << 10; size > 0; {
		if n, err := f.Write(make([]byte, size)); err != nil || n < size {
			size /= 2
		}
	}
}
