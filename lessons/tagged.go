package lessons

import (
	"fmt"
	"reflect"
)

// eachTagged calls found with every text below v that has that tag, with the
// tag's value and where it stands. A list of texts has its tag once.
func eachTagged(v reflect.Value, path, tag string, found func(path, value, text string)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			eachTagged(v.Elem(), path, tag, found)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachTagged(v.Index(i), fmt.Sprintf("%s[%d]", path, i), tag, found)
		}
	case reflect.Struct:
		for f, fv := range v.Fields() {
			key := f.Tag.Get("yaml")
			if key == "" || key == "-" {
				continue
			}
			at, value := join(path, key), f.Tag.Get(tag)
			switch {
			case value == "":
				eachTagged(fv, at, tag, found)
			case fv.Kind() == reflect.Slice:
				for i := range fv.Len() {
					found(fmt.Sprintf("%s[%d]", at, i), value, fv.Index(i).String())
				}
			case fv.String() != "":
				found(at, value, fv.String())
			}
		}
	}
}
