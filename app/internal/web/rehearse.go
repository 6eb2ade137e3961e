package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	mathrand "math/rand/v2"
	"sync"
	"time"

	"wirewalk/app/internal/class"
	"wirewalk/lessons"
	"wirewalk/quiz"
)

const (
	// rehearsalPeople is how many students a rehearsal has: enough for tiles in
	// every state, and for a vote that is split.
	rehearsalPeople = 5
	// rehearsalPace is how often each of them does something, give or take half.
	rehearsalPace = 2 * time.Second
	// rehearsalLasts bounds a rehearsal that was forgotten.
	rehearsalLasts = 2 * time.Hour
)

// rehearsals are classes of simulated students, who do what students do, by the
// same rules and into the same store.
type rehearsals struct {
	s    *Server
	ctx  context.Context
	stop context.CancelFunc
	work sync.WaitGroup

	mu sync.Mutex
	of map[string]context.CancelFunc // by class
}

func newRehearsals(s *Server) *rehearsals {
	ctx, stop := context.WithCancel(context.Background())
	return &rehearsals{s: s, ctx: ctx, stop: stop, of: map[string]context.CancelFunc{}}
}

// close ends all of them, and returns when they have.
func (re *rehearsals) close() {
	re.stop()
	re.work.Wait()
}

// begin lets simulated students join a class and learn there.
func (re *rehearsals) begin(ctx context.Context, of *class.Class) error {
	var all []*simulated
	for i := range rehearsalPeople {
		p, err := re.s.store.Join(ctx, class.Person{Class: of.Code, Name: class.Pseudonym(), Simulated: true}, rand.Text(), true)
		if err != nil {
			return err
		}
		all = append(all, &simulated{s: re.s, person: p, skill: 0.35 + 0.15*float64(i), steps: map[string]int{}, next: map[string]int{}})
	}
	lasting, end := context.WithTimeout(re.ctx, rehearsalLasts)
	re.mu.Lock()
	re.of[of.Code] = end
	re.mu.Unlock()
	var live sync.WaitGroup
	for _, st := range all {
		live.Go(func() { st.live(lasting) })
	}
	re.work.Go(func() {
		live.Wait()
		re.end(of.Code) // it may be forgotten, or archived, and is kept no longer
	})
	return nil
}

// end ends the rehearsal of a class, if it is one that goes on.
func (re *rehearsals) end(code string) {
	re.mu.Lock()
	defer re.mu.Unlock()
	if end := re.of[code]; end != nil {
		end()
		delete(re.of, code)
	}
}

// simulated is one such student.
type simulated struct {
	s      *Server
	person class.Person
	skill  float64        // how likely an answer is right
	steps  map[string]int // by lesson
	next   map[string]int // by lesson: the question to answer next
	voted  [2]int         // the last asking and round
}

// live does something now and then, until ctx ends or the class is gone.
func (st *simulated) live(ctx context.Context) {
	for {
		select {
		case <-time.After(rehearsalPace/2 + mathrand.N(rehearsalPace)):
		case <-ctx.Done():
			return
		}
		of, err := st.s.store.Class(ctx, st.person.Class)
		if err != nil || !of.Ended.IsZero() {
			return
		}
		if err := st.act(ctx, of); err != nil && ctx.Err() == nil {
			st.s.log.LogAttrs(ctx, slog.LevelWarn, "a simulated student could not act", errorAttr(err))
			return
		}
	}
}

func (st *simulated) act(ctx context.Context, of *class.Class) error {
	if err := st.s.store.SawPeople(ctx, []string{st.person.ID}, st.s.now()); err != nil {
		return err
	}
	if a := of.Open(); a != nil && st.voted != [2]int{a.N, a.Round()} {
		return st.vote(ctx, of, a)
	}
	if of.Pacing.Together {
		l := st.s.course.Lesson(of.Pacing.Lesson)
		if st.steps[l.Slug] < of.Pacing.Step {
			st.walk(l, of.Pacing.Step)
		}
		return nil
	}
	l := st.s.course.Lesson(of.Lessons[mathrand.N(min(2, len(of.Lessons)))])
	if l.Script != nil && st.steps[l.Slug] < len(l.Script.Steps) && mathrand.Float64() < 0.8 {
		st.walk(l, st.steps[l.Slug]+1)
		return nil
	}
	return st.answer(ctx, l)
}

func (st *simulated) walk(l *lessons.Lesson, step int) {
	st.steps[l.Slug] = step
	st.s.classRuns.note(st.person.Class, class.Progress{Person: st.person.ID, Lesson: l.Slug, Step: step, At: step, Moved: st.s.now()})
}

// answer answers the next question that has options.
func (st *simulated) answer(ctx context.Context, l *lessons.Lesson) error {
	questions := l.Graded()
	for ; st.next[l.Slug] < len(questions); st.next[l.Slug]++ {
		q := questions[st.next[l.Slug]]
		if q.Kind != quiz.Choice {
			continue
		}
		answer := st.choose(q, quiz.Observed{})
		v, err := q.Grade([]string{answer}, quiz.Observed{})
		if err != nil {
			return err
		}
		if v.Right {
			st.next[l.Slug]++
		}
		_, err = st.s.store.AddAnswer(ctx, class.Answer{
			Person: st.person.ID, Lesson: l.Slug, Question: q.ID, Key: rand.Text(), Answers: []string{answer},
			Right: v.Right, Free: v.Free, At: st.s.now(),
		})
		st.s.changed(st.person.Class, notePerson, st.person.ID)
		return err
	}
	return nil
}

func (st *simulated) vote(ctx context.Context, of *class.Class, a *class.Asking) error {
	st.voted = [2]int{a.N, a.Round()}
	q, ok := st.s.find(a)
	if !ok || q.Kind != quiz.Choice && q.Kind != quiz.Predict && q.Kind != quiz.ClickByte {
		return nil
	}
	seen := q.observed()
	answer := st.choose(q.Question, seen)
	v, err := q.Grade([]string{answer}, seen)
	if err != nil {
		return err
	}
	err = st.s.store.Vote(ctx, of.Code, class.Vote{Asking: a.N, Round: a.Round(), Person: st.person.ID, Answers: []string{answer}, Right: v.Right, At: st.s.now()})
	if err != nil {
		return nil // it was closed meanwhile
	}
	st.s.changed(of.Code, noteVotes, "")
	return nil
}

// choose is the right option or byte as often as the skill says, and else any.
func (st *simulated) choose(q *quiz.Question, seen quiz.Observed) string {
	if q.Kind == quiz.ClickByte {
		return "0123456789"[mathrand.N(min(10, max(1, len(seen.Parts)))):][:1]
	}
	if right := rightOption(q, seen); right != nil && mathrand.Float64() < st.skill {
		return right.ID
	}
	return q.Options[mathrand.N(len(q.Options))].ID
}
