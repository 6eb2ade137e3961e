package lessons

import (
	"fmt"
	"reflect"
	"testing"
)

func TestEachTagged(t *testing.T) {
	type block struct {
		Pair    *Pair    `yaml:"pair"`
		Samples []string `yaml:"samples" shows:"sample"`
		Other   string   `yaml:"other"`
		Hidden  string   `yaml:"-" shows:"sample"`
	}
	type page struct {
		Blocks []block `yaml:"blocks"`
	}
	var got []string
	eachTagged(reflect.ValueOf(&page{[]block{
		{Pair: &Pair{Wrong: "a", Right: "b", Cause: "c"}, Hidden: "x"}, {Samples: []string{"d", "e"}, Other: "y"}, {},
	}}), "", "shows", func(path, value, text string) { got = append(got, path+" "+value+" "+text) })
	if want := []string{
		"blocks[0].pair.wrong sample a", "blocks[0].pair.right sample b", "blocks[1].samples[0] sample d", "blocks[1].samples[1] sample e",
	}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %q", got)
	}
}
