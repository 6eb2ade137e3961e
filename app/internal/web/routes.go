package web

import (
	"net/http"

	"wirewalk/app/internal/class"
)

// getOrHead are the methods of whatever is read and not held open.
var getOrHead = []string{http.MethodGet, http.MethodHead}

// routes is the one list of routes. A page is the same for everyone, or for everyone
// of a kind, and rendered once; an action runs at each request.
func (s *Server) routes() {
	e := s.echo

	// Pages.
	s.page("/", s.home())
	s.page("/lessons", s.lessonList())
	s.page("/labs", s.labList())
	s.page("/glossary", s.glossary())
	s.page("/privacy", s.privacy())
	for _, l := range s.course.Pages() {
		s.page(l.Path(), s.lesson(l))
		for i := range l.Code {
			if l.Code[i].Run {
				s.snippet(l, &l.Code[i])
			}
		}
		for i := range l.Walks {
			s.page(l.Walks[i].Path(), s.walk(l, &l.Walks[i]))
		}
	}
	e.POST("/lessons/:slug/answers", s.answer)
	e.POST("/labs/:slug/answers", s.answer)
	e.Match(getOrHead, "/lab-origin", s.labOrigin)
	e.Match(getOrHead, "/chooser", s.chooser)
	e.Match(getOrHead, "/lessons/:slug/sheet", s.teaching(s.sheet))

	// Runs.
	e.POST("/runs", s.startRun)
	e.Match(getOrHead, "/runs/:id", s.replay)
	e.POST("/runs/:id/steps/:n", s.releaseStep)
	e.POST("/runs/:id/stop", s.stopWaiting)
	e.POST("/runs/:id/seen", s.reportSeen)
	e.GET("/runs/:id/trace", s.trace)
	e.GET("/runs/:id/axis", s.axis)
	e.GET("/runs/:id/ws", s.runSocket)
	e.GET("/runs/:id/events", s.runEvents)
	e.POST("/runs/:id/messages", s.runMessage)
	e.Match(getOrHead, "/runs/:id/recording.json", s.recording)

	// Bytes that a visitor writes, for their own browser.
	e.POST("/parcels", s.newParcel)
	e.GET("/parcels/:id/ws", s.parcelSocket)
	e.GET("/parcels/:id/events", s.parcelEvents)
	e.GET("/parcels/:id/crossed", s.parcelCrossed)
	e.POST("/labs/forge/decode", s.decodeFrames)

	// What labs need besides, each of one visitor's page.
	e.POST("/pairs", s.newPair)
	e.GET("/pairs/:id/socket", s.pairSocket)
	e.GET("/pairs/:id/stream", s.pairStream)
	e.POST("/pairs/:id/reset", s.resetPair)
	e.POST("/pairs/:id/freeze", s.freezePair)
	e.POST("/pairs/:id/thaw", s.thawPair)
	e.GET("/pairs/:id/watch", s.watchPair)
	e.GET("/pairs/:id/wire", s.pairWire)
	e.POST("/crowds", s.newCrowd)
	e.POST("/jams", s.newJam)
	e.GET("/jams/:id/socket", s.jamSocket)
	e.GET("/jams/:id/stream", s.jamStream)
	e.POST("/jams/:id/notes", s.jamNote)
	e.GET("/jams/:id/wire", s.jamWire)

	// Plain demos for any client and any Origin.
	e.GET("/live/echo", s.liveEcho)
	e.POST("/live/echo", s.postEcho)
	e.GET("/live/clock", s.liveClock)
	e.GET("/live/board", s.liveBoard)
	e.POST("/live/board", s.liveBoardPublish)
	e.GET("/live/band", s.liveBand)
	e.GET("/live/solo", s.liveSolo)
	e.POST("/live/solo/cut", s.cutSolo)
	e.GET("/live/burst", s.liveBurst)
	e.GET("/live/replies", s.liveReplies)
	e.POST("/live/replies", s.postReply)
	e.GET("/live/tally", s.liveTally)

	// A class, as somebody in it.
	e.Match(getOrHead, "/join", s.join)
	e.Match(getOrHead, "/join/:code", s.joinClass)
	e.POST("/join/:code", s.joinPost)
	e.Match(getOrHead, "/class", s.classPage)
	e.GET("/class/stream", s.classStream)
	e.GET("/class/question", s.classQuestion)
	e.POST("/class/answers", s.vote)
	e.POST("/class/checks", s.checks)
	e.POST("/class/move", s.move)
	e.POST("/class/leave", s.leave)
	e.POST("/class/delete", s.deleteMe)
	e.GET("/class/plug/socket", s.plugSocket)
	e.GET("/class/plug/stream", s.plugStream)

	// A class, as who teaches it.
	e.Match(getOrHead, "/teach/sign-in", s.signInPage)
	e.POST("/teach/sign-in", s.signInPost)
	e.POST("/teach/sign-out", s.signOut)
	e.Match(getOrHead, "/teach", s.teaching(s.teach))
	e.POST("/teach", s.teaching(s.newClass))
	e.GET("/teach/addresses", s.teaching(s.teachAddresses))
	e.POST("/teach/address", s.teaching(s.teachAddress))
	taught := e.Group("/teach/classes/:code", s.teaching)
	taught.Match(getOrHead, "", s.cockpit)
	taught.GET("/stream", s.cockpitStream)
	taught.Match(getOrHead, "/screen", s.screen)
	taught.Match(getOrHead, "/asked", s.askedBefore)
	taught.Match(getOrHead, "/gradebook", s.gradebook)
	taught.Match(getOrHead, "/gradebook.csv", s.gradebookCSV)
	taught.POST("/roster", s.roster)
	taught.POST("/pace", s.pace)
	taught.POST("/ask", s.ask)
	taught.POST("/plug", s.plug)
	taught.POST("/close", s.ruling((*class.Class).Close))     // takes no more votes on the question that is open
	taught.POST("/reveal", s.ruling((*class.Class).Reveal))   // shows everyone what was answered and what is right
	taught.POST("/again", s.ruling((*class.Class).Again))     // opens another round of the last question
	taught.POST("/away", s.ruling((*class.Class).PutAway))    // takes it off everyone's page
	taught.POST("/end", s.ruling((*class.Class).End))         // nobody joins or answers any more
	taught.POST("/archive", s.ruling((*class.Class).Archive)) // ends it and takes it out of the list
	taught.POST("/delete", s.deleteClass)

	// Host.
	e.Match(getOrHead, "/healthz", s.healthy)
	e.Match(getOrHead, "/readyz", s.ready)
	e.GET("/metrics", s.showMetrics)
	e.Match(getOrHead, "/favicon.ico", s.favicon)
}
