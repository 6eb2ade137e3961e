package web

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"wirewalk/app/internal/class"
)

// flooder is one of many who do everything at once, and what they were told is kept.
type flooder struct {
	site *site
	code string
	i    int
	http *http.Client

	votes    string            // the last that was acknowledged
	answers  map[string]string // by key: what was acknowledged
	name     string
	moveCode string
	gone     []string // who they were, and whom they had deleted
}

func (f *flooder) posts(path string, form url.Values) (status int, at string, err error) {
	r, err := http.NewRequest(http.MethodPost, f.site.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "text/html")
	got, err := f.http.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer got.Body.Close()
	return got.StatusCode, got.Header.Get("Location"), nil
}

// person is who this browser is.
func (f *flooder) person() (class.Person, error) {
	at, err := url.Parse(f.site.URL)
	if err != nil {
		return class.Person{}, err
	}
	for _, c := range f.http.Jar.Cookies(at) {
		if c.Name == memberCookie {
			return f.site.web.store.PersonByToken(f.site.t.Context(), c.Value)
		}
	}
	return class.Person{}, fmt.Errorf("no cookie of a class")
}

func (f *flooder) joins(name string) error {
	status, at, err := f.posts("/join/"+f.code, url.Values{"name": {name}, "another": {"yes"}})
	if err != nil || status != http.StatusSeeOther || !strings.HasPrefix(at, "/class") {
		return fmt.Errorf("join: %d %s %v", status, at, err)
	}
	p, err := f.person()
	f.name, f.moveCode, f.votes, f.answers = p.Name, p.MoveCode, "", map[string]string{}
	return err
}

// lives answers, votes, leaves, comes back by the personal code, has all deleted and
// joins under another name: some of it, each in another order.
func (f *flooder) lives(turns int) error {
	if err := f.joins("Student"); err != nil {
		return err
	}
	for n := f.i; n < f.i+turns; n++ {
		answer := string("AB"[n%2])
		switch n % 6 {
		case 0, 3:
			status, _, err := f.posts("/class/answers", url.Values{"asking": {"1"}, "round": {"1"}, "answer": {answer}})
			if err != nil || status >= 400 {
				return fmt.Errorf("vote: %d %v", status, err)
			}
			f.votes = answer
		case 1, 4:
			key := strconv.Itoa(n)
			form := url.Values{"question": {"frames-quiz-8"}, "key": {key}, "answer": {answer}}
			for range 2 { // a bad network sends it twice
				if status, _, err := f.posts("/lessons/frames/answers", form); err != nil || status >= 400 {
					return fmt.Errorf("answer: %d %v", status, err)
				}
			}
			f.answers[key] = answer
		case 2:
			if status, _, err := f.posts("/class/leave", nil); err != nil || status != http.StatusSeeOther {
				return fmt.Errorf("leave: %d %v", status, err)
			}
			if status, at, err := f.posts("/class/move", url.Values{"code": {f.code}, "personal": {f.moveCode}}); err != nil || status != http.StatusSeeOther || !strings.HasPrefix(at, "/class") {
				return fmt.Errorf("come back: %d %s %v", status, at, err)
			}
		case 5:
			if (f.i+n)%3 > 0 {
				continue
			}
			was, err := f.person()
			if err != nil {
				return err
			}
			if status, _, err := f.posts("/class/delete", url.Values{"sure": {"yes"}}); err != nil || status != http.StatusSeeOther {
				return fmt.Errorf("delete: %d %v", status, err)
			}
			f.gone = append(f.gone, was.ID)
			if err := f.joins(fmt.Sprintf("Student %d again", f.i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Three hundred students answer, vote, leave, come back and begin anew, all at once.
// What the database has in the end is what each of them was told.
func TestAFloodOfStudents(t *testing.T) {
	t.Parallel()
	const students, turns = 120, 3
	s, teacher, code := classSite(t)
	teacher.leads(code, "/ask", "question", "websocket-protocol/P003-quiz-1").must(t, http.StatusNoContent)
	desk := teacher.tape(cockpitPath(code) + "/stream")
	all := make([]*flooder, students)
	errs := make([]error, students)
	transport := &http.Transport{MaxIdleConnsPerHost: students}
	t.Cleanup(transport.CloseIdleConnections)
	var work sync.WaitGroup
	for i := range all {
		jar, _ := cookiejar.New(nil) // fails on no input
		all[i] = &flooder{site: s, code: code, i: i, http: &http.Client{
			Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}}
		work.Go(func() { errs[i] = all[i].lives(turns) })
	}
	work.Wait()
	for i, err := range errs {
		if err != nil {
			t.Fatalf("student %d: %v", i, err)
		}
	}

	kept := s.web.store
	people, err := kept.People(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, p := range people {
		names[class.SameName(p.Name)] = true
	}
	if len(people) != students || len(names) != students {
		t.Errorf("%d people of %d names are in the class", len(people), len(names))
	}
	cast, err := kept.Votes(t.Context(), code, 1)
	if err != nil {
		t.Fatal(err)
	}
	votes := map[string]string{}
	for _, v := range cast {
		votes[v.Person] = v.Answers[0]
	}
	given, voters, gone := 0, 0, 0
	for _, f := range all {
		p, err := f.person()
		if err != nil || p.Name != f.name || p.MoveCode != f.moveCode {
			t.Fatalf("student %d is %+v, %v, and was told %s", f.i, p, err, f.name)
		}
		if f.votes != "" {
			voters++
		}
		if votes[p.ID] != f.votes {
			t.Errorf("student %d voted %q, and the database has %q", f.i, f.votes, votes[p.ID])
		}
		answers, err := kept.PersonAnswers(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		given += len(answers)
		var tries []int
		for _, a := range answers {
			if f.answers[a.Key] != a.Answers[0] {
				t.Errorf("student %d: answer %s is %v, and was %q", f.i, a.Key, a.Answers, f.answers[a.Key])
			}
			tries = append(tries, a.Try)
		}
		slices.Sort(tries)
		if len(answers) != len(f.answers) || len(tries) > 0 && (tries[0] != 1 || tries[len(tries)-1] != len(tries)) {
			t.Errorf("student %d was told of %d answers, and the database has the tries %v", f.i, len(f.answers), tries)
		}
		gone += len(f.gone)
		for _, id := range f.gone {
			if _, err := kept.Person(t.Context(), id); err == nil || votes[id] != "" {
				t.Errorf("student %d is not gone as who they were", f.i)
			}
		}
	}
	if len(votes) != voters {
		t.Errorf("%d votes of %d students", len(votes), voters)
	}
	if given == 0 || gone == 0 || len(votes) == 0 {
		t.Errorf("%d answers, %d votes, %d who had themselves deleted", given, len(votes), gone)
	}
	desk.region("crowd", "of "+strconv.Itoa(students))
}
