package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

func TestVisitorIsSetOnce(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"http", "https"} {
		s := &Server{security: newSecurity(&url.URL{Scheme: scheme, Host: "wirewalk.example"}, nil, 8081, false)}
		w := httptest.NewRecorder()
		c := echo.New().NewContext(httptest.NewRequest("POST", "/runs", nil), w)
		id := s.visitor(c)
		if again := s.visitor(c); id != again || !isRandomText(id) {
			t.Errorf("%q, then %q", id, again)
		}
		cookies := w.Result().Cookies()
		if len(cookies) != 1 {
			t.Fatalf("cookies: %v", cookies)
		}
		k := cookies[0]
		want := map[string]string{"http": "visitor", "https": "__Host-visitor"}[scheme]
		if k.Name != want || k.Value != id || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Secure != (scheme == "https") {
			t.Errorf("over %s: %v", scheme, k)
		}
	}
}

func TestVisitorComesBack(t *testing.T) {
	t.Parallel()
	s := &Server{security: newSecurity(nil, nil, 8081, false)}
	for value, known := range map[string]bool{
		strings.Repeat("A", 26): true,
		strings.Repeat("a", 26): false,
		strings.Repeat("1", 26): false,
		strings.Repeat("A", 25): false,
		"":                      false,
	} {
		r := httptest.NewRequest("POST", "/runs", nil)
		r.Header.Set("Cookie", "visitor="+value)
		w := httptest.NewRecorder()
		c := echo.New().NewContext(r, w)
		if got := s.knownVisitor(c) == value && value != ""; got != known {
			t.Errorf("%q is known: %v", value, got)
		}
		if id, set := s.visitor(c), len(w.Result().Cookies()); (id == value) != known || (set == 0) != known {
			t.Errorf("%q goes on as %q, with %d cookies set", value, id, set)
		}
	}
}
