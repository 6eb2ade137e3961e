package e2e

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// given is one answer to a question: the form's values.
type given []string

// right is the answer that the lesson's file calls right; where a run decides,
// as the recording of that run has it.
func (q question) right(t *testing.T, r recording) given {
	t.Helper()
	switch q.Kind {
	case "order":
		return q.Sequence
	case "match":
		var all given
		for _, o := range q.Options {
			all = append(all, o.Match)
		}
		return all
	case "fill-in":
		if q.Key != "" {
			return given{q.Key}
		}
		e, f := r.fieldOf(t, q.Step, q.Field)
		if f == nil {
			return given{e.Header.Value}
		}
		return given{f.Value}
	case "click-byte":
		_, f := r.fieldOf(t, q.Step, q.Field)
		return given{strconv.Itoa(f.Bit / 8)}
	}
	return given{q.Key}
}

// wrong is an answer that is not right.
func (q question) wrong(t *testing.T, r recording) given {
	t.Helper()
	right := q.right(t, r)
	switch q.Kind {
	case "order":
		turned := slices.Clone(right)
		slices.Reverse(turned)
		return turned
	case "match":
		for _, target := range q.Targets {
			if target.ID != right[0] {
				return append(given{target.ID}, right[1:]...)
			}
		}
	case "fill-in":
		return given{"none of these"}
	case "click-byte":
		e, f := r.fieldOf(t, q.Step, q.Field)
		for i := range len(e.Bytes) / 2 {
			if i < f.Bit/8 || i > (f.Bit+f.Bits-1)/8 {
				return given{strconv.Itoa(i)}
			}
		}
	}
	for _, o := range q.Options {
		if o.ID != q.Key && !o.Free {
			return given{o.ID}
		}
	}
	t.Fatalf("%s has no wrong answer", q.ID)
	return nil
}

// fieldOf is the first event of a step that has the field, or the header field,
// of that name.
func (r recording) fieldOf(t *testing.T, step int, name string) (event, *field) {
	t.Helper()
	for _, e := range r.Events {
		if e.Step != step {
			continue
		}
		if e.Header != nil && strings.EqualFold(e.Header.Name, name) {
			return e, nil
		}
		for i := range e.Fields {
			if e.Fields[i].Name == name {
				return e, &e.Fields[i]
			}
		}
	}
	t.Fatalf("step %d of the recording has no field %s", step, name)
	return event{}, nil
}

func (q question) form() string { return "form[data-question='" + q.ID + "']" }

// give enters an answer with what the page offers for it, and sends it.
func (p *page) give(q question, answer given) {
	p.t.Helper()
	form := q.form()
	switch q.Kind {
	case "order":
		p.order(q, answer)
	case "match":
		for i, target := range answer {
			p.script(fmt.Sprintf(`const s = document.querySelectorAll(%s)[%d]; s.value = %s; s.dispatchEvent(new Event("change", { bubbles: true }));`,
				quote(form+" select[name=answer]"), i, quote(target)))
		}
	case "fill-in":
		p.click(form + " input[name=answer]")
		p.script("document.activeElement.select()")
		p.press(answer[0])
	case "click-byte":
		p.click(fmt.Sprintf("%s button[name=answer][value='%s']", form, answer[0]))
		return
	default:
		p.click(form + " label:has(input[name=answer][value='" + answer[0] + "'])")
	}
	p.click(form + " .actions button:not([type=button])")
}

// order moves the items with their buttons; without JavaScript it chooses each
// position.
func (p *page) order(q question, answer given) {
	p.t.Helper()
	form := q.form()
	if !read[bool](p, "!!document.querySelector("+quote(form+" [data-up]")+")") {
		p.script(fmt.Sprintf(`const want = %s; document.querySelectorAll(%s).forEach((s, i) => (s.value = want[i]));`, list(answer), quote(form+" select[name=answer]")))
		return
	}
	now := func() []string {
		return read[[]string](p, "[...document.querySelectorAll("+quote(form+" select[name=answer]")+")].map((s) => s.value)")
	}
	for i, id := range answer {
		for at := slices.Index(now(), id); at > i; at-- {
			p.click(fmt.Sprintf("%s li:nth-child(%d) [data-up]", form, at+1))
			p.wait("the item one up", fmt.Sprintf("document.querySelectorAll(%s)[%d].value === %s", quote(form+" select[name=answer]"), at-1, quote(id)))
		}
	}
	if got := now(); !slices.Equal(got, answer) {
		p.t.Fatalf("%s: the buttons put the items into the order %q, want %q", q.ID, got, answer)
	}
}

func list(all []string) string {
	quoted := make([]string, len(all))
	for i, s := range all {
		quoted[i] = quote(s)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}

// verdict waits for a question's verdict and returns its words.
func (p *page) verdict(q question, right bool) string {
	p.t.Helper()
	v := "document.querySelector(" + quote(q.form()+" .verdict") + ")"
	p.wait(fmt.Sprintf("the verdict on %s: %v", q.ID, right), v+"?.dataset.right === "+quote(fmt.Sprint(right)))
	return read[string](p, v+".textContent")
}

// retry empties a question for another try.
func (p *page) retry(q question) {
	p.t.Helper()
	p.click(q.form() + " [data-retry]")
	p.wait("room for another answer to "+q.ID, "!document.querySelector("+quote(q.form()+" .verdict")+")")
}

// explains wants of all reasons just the one that the answer is worth.
func explains(t *testing.T, q question, answer given, right bool, said string) {
	t.Helper()
	if q.Kind != "choice" {
		reasons := []string{q.Otherwise, q.Right}
		for _, o := range q.Options {
			reasons = append(reasons, o.Reason)
		}
		for _, o := range q.Targets {
			reasons = append(reasons, o.Reason)
		}
		told := 0
		for _, reason := range reasons {
			if reason != "" && contains(said, reason) {
				told++
			}
		}
		if told != 1 {
			t.Errorf("%s, answered %q: %d reasons are told, want one: %q", q.ID, answer, told, said)
		}
		if q.Right != "" && contains(said, q.Right) && !right {
			t.Errorf("%s, answered wrongly with %q: it tells what is right: %q", q.ID, answer, said)
		}
		return
	}
	for _, o := range q.Options {
		if found := contains(said, o.Reason); found != (o.ID == answer[0]) {
			t.Errorf("%s, %s chosen: the reason of %s is in the verdict: %v\n%s", q.ID, answer, o.ID, found, said)
		}
	}
}

// byteAt is a byte of an event in a recording.
func (e event) byteAt(t *testing.T, i int) string {
	t.Helper()
	b, err := hex.DecodeString(e.Bytes)
	if err != nil || i >= len(b) {
		t.Fatalf("byte %d of %s: %v", i, e.Bytes, err)
	}
	return fmt.Sprintf("%02x", b[i])
}
