//go:build unix

package main_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// portalPassword is that of the portal's user kim in the stories.
const portalPassword = "correct horse battery"

// address is what the portal says when it can be reached.
var address = regexp.MustCompile(`http://[0-9.]+:[0-9]+`)

// cmdServe runs the portal on the network, on the books of the story, and writes the
// configuration with which a program reaches it into portal.toml: by its web service
// (fno) or by its device endpoint (deviceservice). With "stop" it ends.
func cmdServe(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: serve fno|deviceservice|stop [FLAG...]")
	}
	s := storyOf(ts)
	if s.portal != nil {
		ts.Check(s.portal.stop())
		s.portal = nil
	}
	paths := map[string]string{"fno": "/flexnet/services/v3/ManageDeviceService", "deviceservice": "/deviceservices"}
	switch path := paths[args[0]]; {
	case path != "":
		ts.Check(addUser(ts))
		p, err := startProcess(programOf(ts, "backoffice", append([]string{"--db", "portal.db", "serve", "--listen", "127.0.0.1:0", "--users", "users.toml"}, args[1:]...)...))
		ts.Check(err)
		s.portal = p
		ts.Check(p.await("the portal is at"))
		text := fmt.Sprintf("[portal]\nkind = %q\nurl = %q\n", args[0], address.FindString(p.said())+path)
		if args[0] == "fno" {
			text += "user = \"kim\"\nsecret-file = \"secret\"\n"
		}
		ts.Check(os.WriteFile(ts.MkAbs("portal.toml"), []byte(text), 0o600))
	case args[0] != "stop":
		ts.Fatalf("the portal can't be reached by %q", args[0])
	}
}

// addUser makes the user of the stories, once.
func addUser(ts *testscript.TestScript) error {
	if _, err := os.Stat(ts.MkAbs("users.toml")); err == nil {
		return nil
	}
	if err := os.WriteFile(ts.MkAbs("secret"), []byte(portalPassword), 0o600); err != nil {
		return err
	}
	cmd := programOf(ts, "backoffice", "user", "add", "--users", "users.toml", "kim", "--roles", "upload,remove,obsolete,webservice")
	cmd.Stdin = strings.NewReader(portalPassword + "\n")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}
