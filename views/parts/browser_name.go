package parts

import "strings"

// browsers are the products by which a User-Agent tells a browser, those that
// name others besides themselves first.
var browsers = []struct{ product, name string }{
	{"Edg", "Edge"}, {"EdgA", "Edge"}, {"EdgiOS", "Edge"}, {"OPR", "Opera"}, {"SamsungBrowser", "Samsung Internet"},
	{"CriOS", "Chrome"}, {"FxiOS", "Firefox"}, {"Firefox", "Firefox"},
	{"HeadlessChrome", "Chromium"}, {"Chrome", "Chromium"}, {"Version", "Safari"},
}

// systems are what its comment has of a system, those that name others besides
// themselves first.
var systems = []struct{ part, name string }{
	{"Android", "Android"}, {"iPhone", "iOS"}, {"iPad", "iPadOS"}, {"CrOS", "ChromeOS"},
	{"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
}

// mostBrowserName bounds a name that is none of browsers.
const mostBrowserName = 40

// BrowserName is what a reader calls the browser that sent a User-Agent (RFC 9110
// §10.1.5): “Chromium 156 on Linux”. Of another client it is the first product.
func BrowserName(userAgent string) string {
	for _, b := range browsers {
		version, found := productVersion(userAgent, b.product)
		if !found || b.product == "Version" && !strings.Contains(userAgent, " Safari/") {
			continue
		}
		major, _, _ := strings.Cut(version, ".")
		name := b.name + " " + major
		for _, s := range systems {
			if strings.Contains(userAgent, s.part) {
				return name + " on " + s.name
			}
		}
		return name
	}
	product, _, _ := strings.Cut(strings.TrimSpace(userAgent), " ")
	switch name := strings.TrimSpace(strings.Replace(product, "/", " ", 1)); {
	case name == "":
		return "a client that did not say its name"
	case len(name) > mostBrowserName:
		return strings.ToValidUTF8(name[:mostBrowserName], "") + "…"
	default:
		return name
	}
}

// productVersion is the version of a product, and whether the User-Agent has one.
func productVersion(userAgent, product string) (version string, found bool) {
	for field := range strings.FieldsSeq(userAgent) {
		if name, version, _ := strings.Cut(field, "/"); name == product && version != "" {
			return version, true
		}
	}
	return "", false
}
