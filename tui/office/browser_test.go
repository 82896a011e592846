package office_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"handback/tui/office"
)

// pictures is where pictures of the page go; empty: none are taken.
var pictures = flag.String("pictures", "", "write pictures of the page to this `folder`")

func newBrowser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium here (Debian: apt-get install chromium)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // it refuses to run as root otherwise
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// TestInABrowser shows the page on a desk and on a phone, light and dark, and prints it.
// It fits the window, asks the network for nothing, and all of it is on paper.
func TestInABrowser(t *testing.T) {
	ctx := newBrowser(t)
	file := filepath.Join(t.TempDir(), "report.html")
	var out bytes.Buffer
	if err := office.Page(&out, shop(t)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name          string
		width, height int64
		scheme        string
	}{{"desktop", 1060, 1100, "light"}, {"phone", 360, 740, "dark"}} {
		tab, cancel := chromedp.NewContext(ctx)
		defer cancel()
		var asked []string
		chromedp.ListenTarget(tab, func(event any) {
			if e, ok := event.(*network.EventRequestWillBeSent); ok && e.Request.URL != "file://"+file {
				asked = append(asked, e.Request.URL)
			}
		})
		var wide, bars int
		var picture, paper []byte
		err := chromedp.Run(tab,
			network.Enable(), chromedp.EmulateViewport(c.width, c.height),
			emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: c.scheme}}),
			chromedp.Navigate("file://"+file),
			chromedp.Evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`, &wide),
			chromedp.Evaluate(`[...document.querySelectorAll('figure .wide rect')].filter(r => r.getBoundingClientRect().height > 5).length`, &bars),
			chromedp.FullScreenshot(&picture, 100),
			chromedp.ActionFunc(func(ctx context.Context) (err error) {
				paper, _, err = page.PrintToPDF().WithPreferCSSPageSize(true).Do(ctx)
				return err
			}),
		)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if wide > 0 || bars != 8 || len(asked) > 0 || !bytes.HasPrefix(paper, []byte("%PDF")) {
			t.Errorf("%s: %d pixels too wide, %d bars, asked for %q, %d bytes of paper", c.name, wide, bars, asked, len(paper))
		}
		if *pictures != "" {
			for name, data := range map[string][]byte{c.name + ".png": picture, c.name + ".pdf": paper} {
				if err := os.WriteFile(filepath.Join(*pictures, "report-"+name), data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
