package parts

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestBrowserName(t *testing.T) {
	const webKit = " AppleWebKit/537.36 (KHTML, like Gecko) "
	for userAgent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64)" + webKit + "Chrome/156.0.0.0 Safari/537.36":                                              "Chromium 156 on Linux",
		"Mozilla/5.0 (X11; Linux x86_64)" + webKit + "HeadlessChrome/156.0.0.0 Safari/537.36":                                      "Chromium 156 on Linux",
		"Mozilla/5.0 (Linux; Android 10; K)" + webKit + "Chrome/156.0.0.0 Mobile Safari/537.36":                                    "Chromium 156 on Android",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)" + webKit + "Chrome/156.0.0.0 Safari/537.36":                                     "Chromium 156 on ChromeOS",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64)" + webKit + "Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0":                      "Edge 156 on Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0":                                         "Firefox 140 on Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15":    "Safari 26 on macOS",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Safari/604.1": "Chrome 156 on iOS",
		"curl/8.14.1":                  "curl 8.14.1",
		"wirewalk-load":                "wirewalk-load",
		"Go-http-client/1.1":           "Go-http-client 1.1",
		"Mozilla/5.0 (compatible)":     "Mozilla 5.0",
		"Chrome/":                      "Chrome",
		"":                             "a client that did not say its name",
		strings.Repeat("é", 300):       strings.Repeat("é", 20) + "…",
		"x" + strings.Repeat("é", 300): "x" + strings.Repeat("é", 19) + "…",
	} {
		if got := BrowserName(userAgent); got != want || !utf8.ValidString(got) {
			t.Errorf("%q is called %q, want %q", userAgent, got, want)
		}
	}
}
