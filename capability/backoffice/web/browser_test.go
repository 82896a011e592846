package web_test

import (
	"context"
	"flag"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"handback/capability"
)

// pictures is where the pictures of the README go; empty: none are taken.
var pictures = flag.String("pictures", "", "write pictures of the pages to this `folder`")

// newBrowser starts Chromium, which ends with the test.
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

// screen is a browser's window of some size.
type screen struct {
	t    *testing.T
	ctx  context.Context
	name string // in the names of pictures
}

func (s screen) run(actions ...chromedp.Action) {
	s.t.Helper()
	if err := chromedp.Run(s.ctx, actions...); err != nil {
		s.t.Fatalf("%s: %v", s.name, err)
	}
}

// shows waits for a page with that heading, which must fit the window.
func (s screen) shows(title string) {
	s.t.Helper()
	s.run(chromedp.WaitVisible(`//h1[normalize-space()="` + title + `"]`))
	var wide int
	s.run(chromedp.Evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`, &wide))
	if wide > 0 {
		s.t.Errorf("%s: the page %q is %d pixels too wide", s.name, title, wide)
	}
}

// picture takes one of the window, when pictures are wanted.
func (s screen) picture(name string) {
	s.t.Helper()
	if *pictures == "" {
		return
	}
	var png []byte
	s.run(chromedp.CaptureScreenshot(&png))
	if err := os.WriteFile(filepath.Join(*pictures, "portal-"+name+"-"+s.name+".png"), png, 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// TestInABrowser does a day's work: log in, upload two requests, download, take
// licenses away; on a desk and on a phone.
func TestInABrowser(t *testing.T) {
	ctx := newBrowser(t)
	for _, size := range []struct {
		name          string
		width, height int64
		dark          string
	}{{"desktop", 1000, 760, "light"}, {"phone", 360, 740, "dark"}} {
		t.Run(size.name, func(t *testing.T) {
			tab, cancel := chromedp.NewContext(ctx)
			defer cancel()
			s := screen{t, tab, size.name}
			scheme := emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: size.dark}})
			s.run(chromedp.EmulateViewport(size.width, size.height), scheme)
			s.day(newPortal(t))
		})
	}
}

func (s screen) day(p *portal) {
	s.t.Helper()
	first, second := p.newDevice("SN0041"), p.newDevice("SN0042")
	p.newDevice("SN0043")
	stick, downloads := s.t.TempDir(), s.t.TempDir()
	requests := []string{
		save(s.t, stick, "R-7F3K2_X200_SN0041/1-return-request.bin", first.request(capability.Line{ActivationID: first.pump(), Count: 2})),
		save(s.t, stick, "R-8G4L3_X200_SN0042/1-return-request.bin", second.request(capability.Line{ActivationID: second.pump()})),
	}
	s.run(browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(downloads).WithEventsEnabled(true))

	s.run(chromedp.Navigate(p.server.URL))
	s.shows("Log in")
	s.run(chromedp.SendKeys("#name", "anna"), chromedp.SendKeys("#password", password+"\r"))
	s.shows("Upload requests")
	s.run(chromedp.SetUploadFiles("#files", requests), chromedp.Click(`//button[.="Upload"]`))
	s.shows("Result of the upload")
	s.picture("uploaded")
	s.download(`//a[starts-with(., "Download")]`, filepath.Join(downloads, "2-response.bin"))
	s.download(`//button[starts-with(., "Download all 2")]`, filepath.Join(downloads, "responses.zip"))

	s.run(chromedp.Click(`//nav//a[.="Devices"]`))
	s.shows("Devices")
	s.picture("devices")
	s.run(chromedp.Click(`//a[contains(., "SN0041")]`))
	s.shows("Device SN0041")
	s.picture("device")
	s.run(chromedp.SetValue("#take-0", "1"), chromedp.Click(`//tr[contains(., "PUMP")]//button[.="Review"]`))
	s.shows("Take licenses away")
	s.picture("remove")
	s.run(chromedp.Click(`//button[.="Take 1 unit away"]`))
	s.shows("Licenses taken away")
	r, err := p.office.Record(s.t.Context(), first.host)
	if err != nil || r.Books.Licenses[0].Count != 1 || r.Books.Waiting(first.pump()) != 4 {
		s.t.Errorf("%+v, %v", r.Books.Licenses, err)
	}
	s.run(chromedp.Navigate(p.server.URL + "/obsolete?host=" + first.host.String()))
	s.shows("Write a device off")
	s.run(chromedp.Click(`//nav//a[.="Events"]`))
	s.shows("Events")
}

// download clicks and waits until the file is there whole.
func (s screen) download(what, file string) {
	s.t.Helper()
	done := make(chan struct{}, 1)
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	chromedp.ListenTarget(ctx, func(event any) {
		if e, ok := event.(*browser.EventDownloadProgress); ok && e.State == browser.DownloadProgressStateCompleted {
			select {
			case done <- struct{}{}:
			default:
			}
		}
	})
	s.run(chromedp.Click(what))
	select {
	case <-done:
	case <-s.ctx.Done():
		s.t.Fatalf("%s: no download of %s", s.name, file)
	}
	data, err := os.ReadFile(file)
	if err != nil || len(data) == 0 {
		s.t.Errorf("%s: %d bytes of %s, %v", s.name, len(data), file, err)
	}
	if kind := http.DetectContentType(data); strings.HasSuffix(file, ".zip") != (kind == "application/zip") {
		s.t.Errorf("%s: %s is %s", s.name, file, kind)
	}
}

func save(t *testing.T, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
