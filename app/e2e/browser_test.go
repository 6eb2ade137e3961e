package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"

	"github.com/chromedp/chromedp"
)

// browser is one Chromium with an empty profile, shared by all tests.
type browser struct {
	ctx  context.Context
	stop func()
}

// startBrowser starts Chromium. Where there is none its error is one line that
// says what to install: these tests never skip.
func startBrowser() (*browser, error) {
	path, err := findChromium()
	if err != nil {
		return nil, err
	}
	agent, err := userAgent(path)
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp("", "wirewalk-chromium-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.UserDataDir(profile),
		chromedp.UserAgent(agent),
		// chromedp's own two, and the pages that the address bar of each window loads:
		// nobody sees them here, and they cost a third of all the work.
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"),
		// What a browser with a window does, and the one without leaves away.
		chromedp.Flag("enable-features", "NetworkService,NetworkServiceInProcess,PartitionConnectionsByNetworkIsolationKey"),
		chromedp.Flag("accept-lang", "en-US,en"),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP classroom.test 127.0.0.1"),
		chromedp.Flag("lang", "en-US"),
	)
	allocator, freeAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	b := &browser{ctx: ctx, stop: func() {
		cancel()
		freeAllocator()
		_ = os.RemoveAll(profile)
	}}
	if err := chromedp.Do(ctx); err != nil {
		b.stop()
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	return b, nil
}

func findChromium() (string, error) {
	// The first is Chromium without what draws windows around its pages, which is
	// half of the work.
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("app/e2e needs Chromium: apt-get install chromium fonts-dejavu")
}

// userAgent is what the same browser with a window would send: recordings are
// shown to people, who have one.
func userAgent(path string) (string, error) {
	out, err := exec.Command(path, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("%s --version: %w", path, err)
	}
	major := regexp.MustCompile(`\b(\d+)\.\d+\.\d+\.\d+\b`).FindSubmatch(out)
	if major == nil {
		return "", fmt.Errorf("%s --version says %q, which names no version", path, out)
	}
	return fmt.Sprintf("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%s.0.0.0 Safari/537.36", major[1]), nil
}
