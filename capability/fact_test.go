package capability_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	. "handback/capability"
)

func TestEntriesSurviveJSON(t *testing.T) {
	expiring := testHeld
	expiring = append(expiring[:1:1], License{ActivationID: "act-2", Count: 1, Expires: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)})
	all := append(vocabulary(),
		named{"expiring", LicensesRead{Reading: reading(expiring)}},
		named{"with what was made before", Intended{Act: ActMakeRequest, LastMade: &Made{Name: "/lic/request.cap", Size: 9, SHA256: DigestOf(nil)}}},
	)
	for _, n := range all {
		e := Entry{At: minute(1), By: "kim", Fact: n.fact}
		data, err := json.Marshal(e)
		if err != nil {
			t.Fatalf("%s: %v", n.name, err)
		}
		var back Entry
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatalf("%s: %v", n.name, err)
		}
		if !reflect.DeepEqual(back, e) {
			t.Errorf("%s: %s came back as %+v", n.name, data, back)
		}
	}
}

func TestUnknownFactIsSaid(t *testing.T) {
	var e Entry
	err := json.Unmarshal([]byte(`{"at":"2026-03-02T10:40:00Z","kind":"teleported","fact":{}}`), &e)
	if !errors.Is(err, ErrFactKind) {
		t.Errorf("got %v", err)
	}
}
