package parts

import (
	"regexp"
	"strings"
)

// rfcSection is "RFC 6455 §5.2", with or without the section.
var rfcSection = regexp.MustCompile(`^RFC (\d+)(?: §([\d.]+))?$`)

// document is the part of a reference that names the standard, "RFC 6455 ".
func document(ref string) string {
	if i := strings.Index(ref, "§"); i > 0 {
		return ref[:i]
	}
	return ""
}

// section is the part after it, "§5.2", or all of it.
func section(ref string) string { return strings.TrimPrefix(ref, document(ref)) }

// refURL is where one section of a standard can be read, "" where ref names
// several or one whose address does not follow from its name.
func refURL(ref string) string {
	m := rfcSection.FindStringSubmatch(strings.TrimSpace(ref))
	switch {
	case m == nil:
		return ""
	case m[2] == "":
		return "https://www.rfc-editor.org/rfc/rfc" + m[1]
	}
	return "https://www.rfc-editor.org/rfc/rfc" + m[1] + "#section-" + strings.TrimSuffix(m[2], ".")
}
