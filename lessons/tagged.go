package lessons

import (
	"reflect"
	"strconv"
	"strings"
	"sync"
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
		for _, f := range taggedFields(v.Type(), tag) {
			fv, at := v.Field(f.index), join(path, f.key)
			switch {
			case f.value == "":
				eachTagged(fv, at, tag, found)
			case fv.Kind() == reflect.Slice:
				for i := range fv.Len() {
					found(itemPath(at, i), f.value, fv.Index(i).String())
				}
			case fv.String() != "":
				found(at, f.value, fv.String())
			}
		}
	}
}

// taggedField is a field of a struct that has a tag, or below which something has
// it: value is empty then.
type taggedField struct {
	index      int
	key, value string
}

// fieldsByTag are the tagged fields of the types that were asked about: reflection
// takes longer to find them than what is done with them.
var fieldsByTag sync.Map // of typeAndTag to []taggedField

type typeAndTag struct {
	reflect.Type
	tag string
}

func taggedFields(t reflect.Type, tag string) []taggedField {
	if known, ok := fieldsByTag.Load(typeAndTag{t, tag}); ok {
		return known.([]taggedField)
	}
	var all []taggedField
	keys := yamlKeys(t)
	for _, key := range keys.known {
		f := keys.fields[key]
		if value := f.Tag.Get(tag); value != "" || hasTagged(f.Type, tag, map[reflect.Type]bool{}) {
			all = append(all, taggedField{f.Index[0], key, value})
		}
	}
	fieldsByTag.Store(typeAndTag{t, tag}, all)
	return all
}

// hasTagged reports whether a field of t, or of what it holds, has the tag. Types
// that were seen are not asked again.
func hasTagged(t reflect.Type, tag string, seen map[reflect.Type]bool) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return false
	}
	seen[t] = true
	for _, f := range yamlKeys(t).fields {
		if f.Tag.Get(tag) != "" || hasTagged(f.Type, tag, seen) {
			return true
		}
	}
	return false
}

// itemPath is the path of the i-th item, from 0, of the list at path.
func itemPath(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
