package live

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"wirewalk/lessons"
)

// ErrTooLong means that a post has more than MaxPost bytes, or does not say how
// many it has, or that a parcel has more than MaxParcel.
var ErrTooLong = errors.New("live: it has more bytes than it may, or does not say how many")

// ServePost takes what a page posts beside its event stream, which later rows
// can send as {posted}, and answers 204 at once. Its request and its answer are
// the row's, whether or not that has been released. Errors: ErrUnknownRun where
// the script speaks another protocol, ErrTooLong, ErrOver, ErrBusy where the
// script has no post at this point, errNoHead; where one is returned, nothing
// has been written.
func (rs *Runs) ServePost(r *Run, w http.ResponseWriter, req *http.Request) error {
	switch {
	case r.Script.Protocol != lessons.EventStream:
		return ErrUnknownRun
	case req.ContentLength < 0 || req.ContentLength > MaxPost:
		return ErrTooLong
	}
	defer r.rescue()
	ln, err := r.attachPost(req)
	if err != nil {
		return err
	}
	rc := http.NewResponseController(w)
	_ = rc.SetReadDeadline(time.Now().Add(ReadWait))
	body, err := io.ReadAll(req.Body)
	if err != nil {
		_ = ln.tap.Close() // it has left, or sends too slowly
		return nil
	}
	_ = rc.SetReadDeadline(time.Time{})
	r.mu.Lock()
	r.posted = posted(string(body))
	r.mu.Unlock()
	_ = rc.SetWriteDeadline(time.Now().Add(WriteWait))
	ln.finishing()
	w.WriteHeader(http.StatusNoContent)
	_ = rc.Flush()
	return nil
}

// posted is what stands for {posted}: one line of MaxPosted bytes at most, since
// a line end would begin another line of the event stream (HTML §9.2.5).
func posted(body string) string {
	line := strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ").Replace(strings.ToValidUTF8(body, "\uFFFD"))
	if len(line) > MaxPosted {
		line = strings.ToValidUTF8(line[:MaxPosted], "")
	}
	return strings.Clone(line)
}
