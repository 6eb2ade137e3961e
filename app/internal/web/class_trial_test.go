package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A class says first what a lab will do, then everybody's browser does it: both
// are shown to the class, and what was done goes with who is deleted.
func TestLabInAClass(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	_, _, other := classSite(t)
	ada, bob := s.joins(code, "Ada"), s.joins(code, "Bob")
	const question = "predict-answers"
	lab := s.web.course.Lesson("answers")
	x := &lab.Experiments[0]
	teacher.leads(code, "/ask", "question", "answers/"+question+"/404").must(t, http.StatusNoContent)
	ada.votes(1, 1, "C").must(t, http.StatusNoContent)

	// ran is what the page sends when its browser has run a position.
	ran := func(b *browser, variant, run string) answered {
		t.Helper()
		form := url.Values{"question": {question}, "answer": {"C"}, "variant": {variant}, "run": {run}}
		return b.post("/labs/answers/answers", form, fragmentField, "verdict")
	}
	if got := ran(ada, "404", "").must(t, http.StatusConflict); !strings.Contains(got.body, "asked this just now") {
		t.Errorf("while it is open: %s", got.body)
	}
	teacher.leads(code, "/close").must(t, http.StatusNoContent)
	teacher.leads(code, "/reveal").must(t, http.StatusNoContent)
	asked := func(b *browser) string { return b.get("/class/question").must(t, http.StatusOK).body }
	if page := asked(ada); !strings.Contains(page, "No browser has run it yet") || !strings.Contains(page, `href="/labs/answers?`+x.ID+`=404#experiment-`+x.ID+`"`) {
		t.Errorf("nobody has run it, and the page says %s", page)
	}

	// A recording is nobody's browser.
	ran(ada, "404", "").must(t, http.StatusOK)
	run := func(b *browser, variant, seen string) {
		t.Helper()
		st := b.walks("answers/" + x.ID + "/" + variant)
		st.ask(http.MethodPost, st.run.Page+"/seen", seen, "Cookie", b.cookies()).must(t, http.StatusNoContent)
		ran(b, variant, st.run.ID).must(t, http.StatusOK)
	}
	const failed = `[{"step":2,"type":"error","readyState":3,"at":1},{"step":2,"type":"close","code":1006,"readyState":3,"at":2}]`
	run(ada, "404", failed)
	run(ada, "404", failed) // the same browser once more
	run(bob, "404", `[{"step":2,"type":"close","code":1006,"readyState":3,"at":2}]`)
	run(bob, "200", failed) // another position
	const both = "What 2 browsers did"
	for name, page := range map[string]string{
		"a student":      asked(bob),
		"the cockpit":    teacher.get(cockpitPath(code)).must(t, http.StatusOK).body,
		"the screen":     teacher.get(cockpitPath(code)+"/screen").must(t, http.StatusOK).body,
		"what was asked": teacher.get(cockpitPath(code)+"/asked").must(t, http.StatusOK).body,
	} {
		if strings.Count(page, both) != 1 || strings.Count(page, "as the standard expects") != 1 {
			t.Errorf("%s sees %d charts", name, strings.Count(page, both))
		}
	}
	if page := ada.get("/class").must(t, http.StatusOK).body; !strings.Contains(page, "What your browser did in labs: 1") {
		t.Error("her own page does not say what is stored of her")
	}
	if all, err := s.web.store.Trials(t.Context(), other, "answers", question, "404"); err != nil || len(all) > 0 {
		t.Errorf("another class has %v, %v", all, err)
	}
	ada.post("/class/delete", url.Values{"sure": {"yes"}}).must(t, http.StatusOK)
	if page := asked(bob); !strings.Contains(page, "What one browser did") {
		t.Errorf("after she is deleted: %s", page)
	}
	// Nothing of it is a mark.
	if got := bob.kept(); len(got) > 0 {
		t.Errorf("a lab is marked: %+v", got)
	}
}
