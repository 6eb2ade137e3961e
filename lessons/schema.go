package lessons

import _ "embed"

//go:embed lesson.schema.json
var schema []byte

// Schema is the JSON Schema of a lesson's file, for editors. It knows the keys,
// their types and their words; whether the rows can happen only Load knows.
func Schema() []byte { return schema }
