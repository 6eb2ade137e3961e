package cluster

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	// answerEvery is how often each student answers, give or take half.
	answerEvery = 6 * time.Second
	// backWithin is how soon everyone is back after a trouble, and equalWithin how
	// soon after that the cockpit shows what is stored.
	backWithin  = 10 * time.Second
	equalWithin = 5 * time.Second
)

// class is one with all its students, behind the balancer.
type class struct {
	t        *testing.T
	ctx      context.Context
	stand    *stand
	db       *sql.DB
	code     string
	teacher  *page // with the cockpit open
	students []*student
	lesson   int // counts where they were led
	asking   int // the number of the last question

	answering atomic.Bool
	underWay  atomic.Int64 // votes and answers
	busy      sync.WaitGroup
	mu        sync.Mutex
	acked     map[string]bool // keys of answers that were acknowledged
	votes     map[[2]int]bool // those that were, by question and student
	refusals  []string
}

type student struct {
	*page
	n int
}

func newClass(t *testing.T, ctx context.Context, s *stand, many int) *class {
	t.Helper()
	db, err := sql.Open("pgx", s.database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	c := &class{t: t, ctx: ctx, stand: s, db: db, teacher: newPage(s.site), acked: map[string]bool{}, votes: map[[2]int]bool{}}
	t.Cleanup(c.teacher.close)
	if status, _, err := c.teacher.do(ctx, http.MethodPost, "/teach/sign-in", url.Values{"code": {token}}); status != http.StatusOK {
		t.Fatalf("signing in: %d, %v", status, err)
	}
	status, _, err := c.teacher.do(ctx, http.MethodPost, "/teach", url.Values{"title": {"Networks"}, "lesson": {"frames", "websocket-protocol"}})
	if status != http.StatusOK {
		t.Fatalf("making a class: %d, %v", status, err)
	}
	if err := db.QueryRowContext(ctx, `SELECT code FROM classes`).Scan(&c.code); err != nil {
		t.Fatal(err)
	}
	c.keep(func() { c.teacher.listen(ctx, c.path("/stream")) })
	var all sync.WaitGroup
	for n := range many {
		st := &student{newPage(s.site), n}
		c.students = append(c.students, st)
		t.Cleanup(st.close)
		all.Go(func() {
			pause(ctx, time.Duration(n)*20*time.Millisecond)
			if status, body, err := st.do(ctx, http.MethodPost, "/join/"+c.code, url.Values{"name": {fmt.Sprint("Student ", n+1)}}); status != http.StatusOK {
				t.Errorf("student %d joins: %d %.200s, %v", n+1, status, body, err)
			}
		})
	}
	all.Wait()
	if t.Failed() {
		t.FailNow()
	}
	for _, st := range c.students {
		c.keep(func() { st.listen(ctx, "/class/stream") })
		c.keep(func() { c.votesOf(st) })
		c.keep(func() { c.answersOf(st) })
	}
	return c
}

func (c *class) path(of string) string { return "/teach/classes/" + c.code + of }

// keep runs f until the test is over.
func (c *class) keep(f func()) { c.busy.Go(f) }

// votesOf lets a student vote on each question when their page hears of it.
func (c *class) votesOf(st *student) {
	for last := 0; ; {
		var n int
		if !st.until(c.ctx, func(of classState) bool {
			if of.Asking == nil || of.Asking.State != "open" || of.Asking.N <= last {
				return false
			}
			n = of.Asking.N
			return true
		}) {
			return
		}
		last = n
		pause(c.ctx, mathrand.N(500*time.Millisecond))
		vote := url.Values{"asking": {fmt.Sprint(n)}, "round": {"1"}, "answer": {"AB"[st.n%2:][:1]}}
		c.post(st, "/class/answers", vote, func() { c.votes[[2]int{n, st.n}] = true })
	}
}

// answersOf lets a student answer again and again while c.answering.
func (c *class) answersOf(st *student) {
	for c.ctx.Err() == nil {
		pause(c.ctx, answerEvery/2+mathrand.N(answerEvery))
		if !c.answering.Load() {
			continue
		}
		key := rand.Text()
		answer := url.Values{"question": {"frames-quiz-9"}, "answer": {string("AB"[mathrand.N(2)])}, "key": {key}}
		c.post(st, "/lessons/frames/answers", answer, func() { c.acked[key] = true })
	}
}

// post posts for a student until it is stored, and notes that with c.mu held, or
// that it was refused.
func (c *class) post(st *student, path string, form url.Values, note func()) {
	c.underWay.Add(1)
	defer c.underWay.Add(-1)
	stored, why := st.send(c.ctx, path, form)
	c.mu.Lock()
	defer c.mu.Unlock()
	if stored {
		note()
	} else if c.ctx.Err() == nil {
		c.refusals = append(c.refusals, path+": "+why)
	}
}

// lead posts for the instructor until it is stored.
func (c *class) lead(act string, form url.Values) {
	c.t.Helper()
	stored, why := c.teacher.send(c.ctx, c.path(act), form)
	again := act != "/pace" && strings.HasPrefix(why, "409") // it was stored, and the answer got lost
	if !stored && !again {
		c.t.Errorf("%s: %s", act, why)
	}
}

// survives asks a question, lets trouble happen, and looks whether everyone is back
// in time and everything as it is stored.
func (c *class) survives(name string, trouble func()) {
	c.t.Helper()
	began := time.Now()
	c.answering.Store(true)
	c.asking++
	c.lead("/ask", url.Values{"lesson": {"frames"}, "question": {"frames-quiz-8"}})
	trouble()
	over := time.Now()
	c.everyoneVotes(name, over)
	c.lead("/close", nil)
	c.back(name, over)
	back := time.Since(over)

	pause(c.ctx, 2*time.Second)
	c.answering.Store(false)
	c.settle(name)
	equal := c.equal(name)
	c.lead("/away", nil)
	c.t.Logf("%s, %v: everyone is back after %v, the cockpit equals the database after %v", name, over.Sub(began).Round(time.Millisecond), back.Round(time.Millisecond), equal.Round(time.Millisecond))
}

// everyoneVotes fails where somebody's vote was not acknowledged in time: of some
// the page had not heard the question before the trouble was over.
func (c *class) everyoneVotes(name string, over time.Time) {
	c.t.Helper()
	voted := 0
	for ; voted < len(c.students) && time.Since(over) < backWithin; pause(c.ctx, 10*time.Millisecond) {
		voted = 0
		c.mu.Lock()
		for of := range c.votes {
			if of[0] == c.asking {
				voted++
			}
		}
		c.mu.Unlock()
	}
	if voted < len(c.students) {
		c.t.Errorf("%s: within %v only %d of %d have voted", name, backWithin, voted, len(c.students))
	}
}

// back leads the class elsewhere, and fails where somebody has not heard it in time.
func (c *class) back(name string, over time.Time) {
	c.t.Helper()
	ctx, cancel := context.WithDeadline(c.ctx, over.Add(backWithin))
	defer cancel()
	c.lesson++
	to := []string{"frames", "websocket-protocol"}[c.lesson%2]
	c.lead("/pace", url.Values{"do": {"together"}, "lesson": {to}})
	var missing atomic.Int64
	var all sync.WaitGroup
	for _, st := range c.students {
		all.Go(func() {
			if !st.until(ctx, func(of classState) bool { return of.Pacing != nil && of.Pacing.Lesson == to }) {
				missing.Add(1)
			}
		})
	}
	all.Wait()
	if n := missing.Load(); n > 0 {
		c.t.Errorf("%s: %d of %d are not back within %v", name, n, len(c.students), backWithin)
	}
	if !c.teacher.until(ctx, func(of classState) bool { return of.Here == len(c.students) }) {
		c.t.Errorf("%s: within %v the cockpit does not count %d people", name, backWithin, len(c.students))
	}
}

// settle waits until no answer is under way.
func (c *class) settle(name string) {
	c.t.Helper()
	for late := time.Now().Add(30 * time.Second); time.Now().Before(late); pause(c.ctx, 100*time.Millisecond) {
		if c.underWay.Load() == 0 {
			return
		}
	}
	c.t.Errorf("%s: %d answers are still under way", name, c.underWay.Load())
}

// equal waits until the cockpit shows what is stored, and compares what is stored
// with what was acknowledged.
func (c *class) equal(name string) (after time.Duration) {
	c.t.Helper()
	began := time.Now()
	why := c.differs()
	for ; why != "" && time.Since(began) < equalWithin; why = c.differs() {
		pause(c.ctx, 100*time.Millisecond)
	}
	if why != "" {
		c.t.Errorf("%s: after %v the cockpit is not what is stored: %s", name, equalWithin, why)
	}
	after = time.Since(began)

	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.refusals); n > 0 {
		c.t.Errorf("%s: %d were refused, such as %s", name, n, c.refusals[0])
	}
	c.refusals = nil
	stored := map[string]int{}
	rows, err := c.db.QueryContext(c.ctx, `SELECT sent_key FROM answers`)
	if err != nil {
		c.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			c.t.Fatal(err)
		}
		stored[key]++
	}
	lost, doubled := 0, 0
	for key := range c.acked {
		if stored[key] == 0 {
			lost++
		}
		if stored[key] > 1 {
			doubled++
		}
	}
	var votes int
	if err := c.db.QueryRowContext(c.ctx, `SELECT COUNT(*) FROM votes`).Scan(&votes); err != nil {
		c.t.Fatal(err)
	}
	if lost+doubled > 0 || votes != len(c.votes) {
		c.t.Errorf("%s: of %d acknowledged answers %d are lost and %d doubled; of %d acknowledged votes %d are stored", name, len(c.acked), lost, doubled, len(c.votes), votes)
	}
	if len(stored) != len(c.acked) {
		c.t.Errorf("%s: %d answers are stored, %d were acknowledged, and nothing is under way", name, len(stored), len(c.acked))
	}
	c.t.Logf("%s: %d answers and %d votes in all", name, len(stored), votes)
	return after
}

// differs is how the cockpit that was kept fresh differs from one that is read
// anew, which is the database; "" where it does not.
func (c *class) differs() string {
	status, body, err := c.teacher.do(c.ctx, http.MethodGet, c.path(""), nil)
	if status != http.StatusOK {
		return fmt.Sprint("it answers ", status, err)
	}
	c.teacher.mu.Lock()
	defer c.teacher.mu.Unlock()
	if len(c.teacher.items) != len(c.students) {
		return fmt.Sprintf("it has %d tiles", len(c.teacher.items))
	}
	for name, html := range c.teacher.regions {
		if !strings.Contains(body, html) {
			return fmt.Sprintf("its %s is %.400s", name, html)
		}
	}
	return ""
}
