package lessons

import (
	"reflect"
	"strconv"
	"strings"
)

// itemOf is the lesson's key that a path begins with, and where it is a list the
// item, from 0; else -1.
func itemOf(path string) (key string, item int) {
	top, _, _ := strings.Cut(path, ".")
	key, index, _ := strings.Cut(top, "[")
	item, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
	if err != nil {
		item = -1
	}
	return key, item
}

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
			eachTagged(v.Index(i), itemPath(path, i), tag, found)
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
					found(itemPath(at, i), value, fv.Index(i).String())
				}
			case fv.String() != "":
				found(at, value, fv.String())
			}
		}
	}
}

// itemPath is the path of the i-th item, from 0, of the list at path.
func itemPath(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
