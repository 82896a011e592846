package serial

import (
	"errors"
	"os"
	"testing"
)

func TestAFolderIsNoPortThatIsInUse(t *testing.T) {
	for _, path := range []string{os.Getenv("SystemRoot"), t.TempDir(), `C:`} {
		if _, err := Open(path, DefaultBaud); !errors.Is(err, ErrNotPort) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := Open("COM213:", DefaultBaud); !errors.Is(err, ErrNoPort) {
		t.Errorf("a port that isn't there: %v", err)
	}
}

func TestListsPortsWhileOneIsInUse(t *testing.T) {
	if _, err := NewLister().List([]string{"com213:"}, true); err != nil {
		t.Error(err)
	}
}
