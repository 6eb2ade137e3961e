package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"wirewalk/app/internal/store"
)

// When the program ends in the middle of everything, all that worked for classes
// ends with it, and what was not stored yet is.
func TestClosingEndsWhatWorksForClasses(t *testing.T) {
	before := goleak.IgnoreCurrent()
	dir := t.TempDir()
	kept := storeIn(t, dir)
	s := teachSite(t, func(o *Options) { o.Store = kept })
	teacher := s.teacher()
	code := teacher.makes("Networks", nil)
	at := cockpitPath(code)
	ada := s.joins(code, "Ada")
	id := ada.person().ID
	teacher.post("/teach", url.Values{"rehearse": {"yes"}}).must(t, http.StatusOK)
	teacher.leads(code, "/plug", "do", "in").must(t, http.StatusNoContent)
	socket, stream := ada.plugs()
	walk := ada.walks("websocket-protocol")
	conn := walk.connect()
	for row := 1; row <= 3; row++ {
		walk.done(row)
	}
	tapes := []*tape{
		ada.tape("/class/stream"), ada.tape(walk.run.Trace), teacher.tape(at + "/stream"), teacher.tape(at + "/stream?screen"), teacher.tape(at + "/stream?gradebook"),
	}
	for _, tp := range tapes {
		tp.until("the class", hears("class"))
	}
	walk2 := ada.walks("frames") // nobody has connected to it
	s.close()
	for _, tp := range tapes {
		tp.ends("the program has")
		tp.stop()
	}
	if opened := <-conn; opened != nil {
		opened.Close()
	}
	socket.Close()
	stream.Body.Close()

	all, err := kept.PersonProgress(t.Context(), id)
	if err != nil || len(all) != 1 || all[0].Step != 3 || all[0].Run != walk.run.ID {
		t.Errorf("stored is the progress %+v, %v", all, err)
	}
	if person, recording, err := kept.Recording(t.Context(), walk.run.ID); err != nil || person != id || len(recording.Steps) != 3 {
		t.Errorf("stored is the recording of %s, %v", person, err)
	}
	if _, _, err := kept.Recording(t.Context(), walk2.run.ID); err != nil && err != store.ErrNotFound {
		t.Error(err)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	http.DefaultClient.CloseIdleConnections()
	if err := goleak.Find(before, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock")); err != nil {
		t.Error(err)
	}
	for line := range strings.Lines(s.log.String()) {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "panic") {
			t.Error(line)
		}
	}
}

// Rooms last as long as somebody follows, and no longer.
func TestRoomsEndWithWhoFollows(t *testing.T) {
	s, teacher, code := classSite(t)
	rooms := func() int {
		s.web.rooms.mu.Lock()
		defer s.web.rooms.mu.Unlock()
		return len(s.web.rooms.of)
	}
	ada := s.joins(code, "Ada")
	for range 3 {
		one, other := ada.tape("/class/stream"), teacher.tape(cockpitPath(code)+"/stream")
		one.until("the class", hears("class"))
		other.until("the class", hears("class"))
		if rooms() != 1 {
			t.Errorf("%d rooms", rooms())
		}
		one.stop()
		one.ends("it was closed")
		other.region("crowd", "0 here of 1")
		other.stop()
		other.ends("it was closed")
		eventually(t, "the room to end", func() bool { return rooms() == 0 })
	}
	s.web.rooms.work.Wait()
	eventually(t, "the tethers to be gone", func() bool {
		s.web.tethers.mu.Lock()
		defer s.web.tethers.mu.Unlock()
		return len(s.web.tethers.of) == 0
	})
	if seen := ada.person().Seen; time.Since(seen) > time.Minute {
		t.Errorf("they were last seen at %v", seen)
	}
}
