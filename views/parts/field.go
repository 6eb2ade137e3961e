package parts

import (
	"strings"

	"github.com/a-h/templ"
)

// Described are the attributes of a field that is described by the elements of
// these ids. Where its value was refused, which the element of the id refusal says,
// it is marked as wrong, that comes first, and the field has the focus when the page
// has loaded, so that who listens hears its name and then what is wrong with it.
func Described(refused bool, refusal string, by ...string) templ.Attributes {
	has := templ.Attributes{}
	if refused {
		by = append([]string{refusal}, by...)
		has["aria-invalid"], has["autofocus"] = "true", true
	}
	if len(by) > 0 {
		has["aria-describedby"] = strings.Join(by, " ")
	}
	return has
}
