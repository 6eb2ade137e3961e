package class_test

import (
	"reflect"
	"testing"

	"wirewalk/app/internal/class"
)

func TestOutcomesOf(t *testing.T) {
	var trials []class.Trial
	for _, observed := range []string{"open", "error close", "none", "error close"} {
		trials = append(trials, class.Trial{Observed: observed})
	}
	want := []class.Outcome{{Observed: "error close", N: 2}, {Observed: "none", N: 1}, {Observed: "open", N: 1}}
	if got := class.OutcomesOf(trials); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := class.OutcomesOf(nil); got != nil {
		t.Errorf("of nothing: %+v", got)
	}
}
