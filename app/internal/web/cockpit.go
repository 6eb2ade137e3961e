package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/lessons"
	"wirewalk/views/pages"
	"wirewalk/views/parts"
)

// cockpit is where an instructor leads a class from: GET /teach/classes/{code}.
func (s *Server) cockpit(c echo.Context) error {
	all, err := s.taughtRoll(c)
	if err != nil {
		return err
	}
	desk, err := s.desk(c.Request().Context(), all)
	if err != nil {
		return err
	}
	of := all.class
	return show(c, http.StatusOK, pages.Cockpit(pages.CockpitProps{
		Code: of.Code, Shown: class.ShowCode(of.Code), Title: of.Title, Ended: !of.Ended.IsZero(), Archived: !of.Archived.IsZero(),
		Rehearsal: of.Rehearsal, JoinURL: joinURL(s.origin(c.Request()), of), Lessons: s.lessonsOf(of),
		Lead: desk.lead, Asking: desk.asking, Plug: desk.plug, Rows: desk.rows, Crowd: desk.crowd, Tiles: desk.tiles,
	}))
}

func joinURL(origin string, of *class.Class) string { return origin + "/join/" + of.Code }

// lessonsOf are the lessons of a class that are on this server.
func (s *Server) lessonsOf(of *class.Class) []*lessons.Lesson {
	var all []*lessons.Lesson
	for _, slug := range of.Lessons {
		if l := s.course.Lesson(slug); l != nil {
			all = append(all, l)
		}
	}
	return all
}

// desk is what a cockpit shows of a class.
type desk struct {
	lead   parts.LeadProps
	asking parts.AskingProps
	plug   parts.PlugDeskProps
	rows   parts.ClassRowsProps
	crowd  parts.CrowdProps
	tiles  []parts.TileProps

	plugged <-chan struct{} // closed when a lamp has changed; nil where nothing is plugged in
}

// regions are those of the cockpit's page.
func (d *desk) regions() regions {
	of := regions{of: map[string]templ.Component{
		"lead": parts.Lead(d.lead), "asking": parts.AskingDesk(d.asking), "plug": parts.PlugDesk(d.plug),
		"rows": parts.ClassRowBars(d.rows), "crowd": parts.Crowd(d.crowd),
	}, items: []string{}}
	for _, t := range d.tiles {
		of.of[t.Region()] = parts.Tile(t)
		of.items = append(of.items, t.Region())
	}
	return of
}

func (s *Server) desk(ctx context.Context, all *roll) (*desk, error) {
	of, here := all.class, len(all.here)
	d := &desk{
		lead:   parts.LeadProps{Code: of.Code, Ended: !of.Ended.IsZero(), Started: !of.Started.IsZero(), Here: here, Step: of.Pacing.Step, Predicts: of.Pacing.Predicts},
		asking: parts.AskingProps{Code: of.Code, Ended: !of.Ended.IsZero(), Here: here, Most: class.MaxRounds},
		plug:   parts.PlugDeskProps{Code: of.Code, Ended: !of.Ended.IsZero()},
		rows:   parts.ClassRowsProps{People: len(all.people)},
		crowd:  parts.CrowdProps{People: len(all.people), Here: here},
	}
	for _, l := range s.lessonsOf(of) {
		if l.Script != nil {
			d.lead.Lessons = append(d.lead.Lessons, l)
		}
	}
	if of.Pacing.Together {
		d.lead.Together = s.course.Lesson(of.Pacing.Lesson)
	}
	if a, q := s.asking(of); a != nil {
		asked, err := s.askedProps(ctx, of.Code, a, q, nil, true)
		if err != nil {
			return nil, err
		}
		d.asking.Asked, d.asking.Rounds, d.asking.Row = asked, a.Round(), a.Row
		d.lead.Committed = asked.Answered
	}
	if p := of.Plug; p != nil {
		d.plug.In, d.plug.Voted, d.plug.Pulled = true, p.Asking > 0, !p.Pulled.IsZero()
		d.plug.Lamps, d.plugged = s.lamps(all)
	}
	s.deskRows(d, all)
	s.deskTiles(d, all)
	return d, nil
}

// deskRows are those of the lessons that somebody has begun.
func (s *Server) deskRows(d *desk, all *roll) {
	var progress []class.Progress
	for _, of := range all.progress {
		progress = append(progress, of...)
	}
	for _, l := range s.lessonsOf(all.class) {
		if l.Script == nil {
			continue
		}
		led := all.class.Pacing.Together && all.class.Pacing.Lesson == l.Slug
		counts := class.PerRow(l, progress)
		if !led && (len(counts) == 0 || counts[0] == 0) {
			continue
		}
		rows := parts.ClassRows{Lesson: l, Counts: counts, At: -1}
		if led {
			rows.At = all.class.Pacing.Step
		}
		d.rows.Lessons = append(d.rows.Lessons, rows)
	}
}

func (s *Server) deskTiles(d *desk, all *roll) {
	now, work := s.now(), class.WorkOf(s.lessonsOf(all.class))
	standings := make([]class.Standing, 0, len(all.people))
	for _, p := range all.people {
		standings = append(standings, class.Stand(all.class, work, p, all.progress[p.ID], all.answers[p.ID], all.here[p.ID], now))
	}
	class.ByNeed(standings)
	for _, st := range standings {
		t := s.tile(st)
		if t.Trouble != "" {
			d.crowd.Trouble++
		}
		if t.NoWebSocket {
			d.crowd.NoWebSocket++
		}
		d.tiles = append(d.tiles, t)
	}
}

func (s *Server) tile(st class.Standing) parts.TileProps {
	t := parts.TileProps{
		ID: st.Person.ID, Name: st.Person.Name, Identifier: st.Person.Identifier, MoveCode: class.ShowCode(st.Person.MoveCode),
		Tried: st.Tried, Right: st.Right, Run: st.Run, NoWebSocket: st.Person.NoWebSocket,
	}
	if l := s.course.Lesson(st.Lesson); l != nil && l.Script != nil {
		t.Lesson, t.At = l.Title, fmt.Sprintf("row %d of %d", st.Step, len(l.Script.Steps))
	}
	switch st.Trouble {
	case class.WrongAgain:
		t.Trouble, t.Why = "wrong", fmt.Sprintf("wrong %d times at %s", st.WrongInARow, st.WrongQuestion)
	case class.Stuck:
		t.Trouble, t.Why = "stuck", "stuck for "+minutes(s.now().Sub(st.Active))
	case class.Behind:
		t.Trouble, t.Why = "behind", "behind the class"
	case class.Gone:
		t.Trouble, t.Why = "gone", "gone for "+minutes(s.now().Sub(st.Person.Seen))
	}
	return t
}

// minutes writes how long something lasts, so that it changes once a minute.
func minutes(d time.Duration) string {
	switch n := int(d / time.Minute); {
	case n < 1:
		return "less than a minute"
	case n == 1:
		return "a minute"
	case n < 120:
		return fmt.Sprintf("%d minutes", n)
	default:
		return fmt.Sprintf("%d hours", n/60)
	}
}
