//go:build unix

package main_test

import (
	"context"
	"os"
	"os/exec"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/rogpeppe/go-internal/testscript"
)

// page is the window of a browser in which a person at the portal works.
type page struct {
	ctx  context.Context
	stop func() // closes the browser
}

// newPage starts Chromium.
func newPage() (*page, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // it refuses to run as root otherwise
	}
	allocated, free := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocated)
	return &page{ctx, func() { cancel(); free() }}, chromedp.Run(ctx) // the first run starts it
}

// run does something in the window, within the time that a step of a story may take.
func (p *page) run(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(p.ctx, timeout)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// shows waits for a page with that heading.
func shows(title string) chromedp.Action {
	return chromedp.WaitVisible(`//h1[normalize-space()="` + title + `"]`)
}

// download clicks on the download of a response and waits until it is in a folder.
func (p *page) download(dir string) error {
	ctx, cancel := context.WithTimeout(p.ctx, timeout)
	defer cancel()
	done := make(chan struct{}, 1)
	chromedp.ListenTarget(ctx, func(event any) {
		if e, is := event.(*browser.EventDownloadProgress); is && e.State == browser.DownloadProgressStateCompleted {
			select {
			case done <- struct{}{}:
			default:
			}
		}
	})
	to := browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(dir).WithEventsEnabled(true)
	if err := chromedp.Run(ctx, to, chromedp.Click(`//a[starts-with(., "Download")]`)); err != nil {
		return err
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// cmdPage does in a browser what a person does who has nothing but the portal's page.
func cmdPage(ts *testscript.TestScript, neg bool, args []string) {
	s := storyOf(ts)
	if neg || len(args) == 0 || s.portal == nil || (s.page == nil) != (args[0] == "login") {
		ts.Fatalf("usage, after serve: page login | upload FILE... | download DIR | says TEXT")
	}
	switch {
	case args[0] == "login":
		var err error
		s.page, err = newPage()
		ts.Check(err)
		ts.Check(s.page.run(
			chromedp.Navigate(address.FindString(s.portal.said())), shows("Log in"),
			chromedp.SendKeys("#name", "kim"), chromedp.SendKeys("#password", portalPassword+"\r"), shows("Upload requests"),
		))
	case args[0] == "upload":
		var files []string
		for _, name := range args[1:] {
			files = append(files, ts.MkAbs(name))
		}
		ts.Check(s.page.run(
			chromedp.Click(`//nav//a[.="Upload"]`), shows("Upload requests"),
			chromedp.SetUploadFiles("#files", files), chromedp.Click(`//button[.="Upload"]`), shows("Result of the upload"),
		))
	case args[0] == "download" && len(args) == 2:
		ts.Check(s.page.download(ts.MkAbs(args[1])))
	case args[0] == "says" && len(args) == 2:
		ts.Check(s.page.run(chromedp.WaitVisible(`//main[contains(., "` + args[1] + `")]`)))
	default:
		ts.Fatalf("the page can't %q", args)
	}
}
