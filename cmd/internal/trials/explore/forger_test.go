package explore

import (
	"crypto/ed25519"
	"encoding/json"
	"path"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
)

// The forger's marks: what is found of them was believed.
const (
	forgersName   = "victor"
	forgersSerial = "SN6666"
	forgersID     = capability.ActivationID("ACT-9")
	forgersSeq    = 999_999
)

// forgers is where the forger puts what is not put in the place of a file.
const forgers = "HANDBACK/R-22222_X200_SN6666/"

func forgersKey() ed25519.PrivateKey { return keyFrom(66) }

// cases that the forger writes by hand, by how far they say that they are.
var forgedCases = []capability.Stage{capability.StageResponseFound, capability.StageVerified, capability.StageClosed}

// forgeries lists what somebody without a key can put on the stick at hand.
func (m *model) forgeries(st state) []act {
	all := []act{{kind: forgeResponse}}
	for v := range forgedCases {
		all = append(all, act{kind: forgeCase, v: uint8(v)})
	}
	for i, f := range *m.sticks.get(st.sticks[0]) {
		switch b := m.blobs.get(f.Blob); {
		case b.request() != nil:
			all = append(all, act{kind: forgeAnswer, n: uint8(i)})
		case b.caseOf != "":
			all = append(all, act{kind: forgeFacts, n: uint8(i)})
		}
	}
	for v := range m.offices.get(st.office).Issued[st.device] {
		all = append(all, act{kind: replay, v: uint8(v)})
	}
	return all
}

// forge gives the stick at hand after what the forger did to it.
func (m *model) forge(st state, a act) stick {
	s := *m.sticks.get(st.sticks[0])
	device := int(st.device)
	switch a.kind {
	case forgeCase:
		s = m.plant(s, "1-return-request.bin", []byte("a request that nobody made"))
		s = m.plant(s, "2-response.bin", forgedResponse(device, nil))
		return m.plant(s, "return.json", recordOf(forgedFacts(device, forgedCases[a.v])))
	case forgeResponse:
		return m.plant(s, "2-response.bin", forgedResponse(device, nil))
	case forgeAnswer:
		q := m.blobs.get(s[a.n].Blob).request()
		return m.plant(s, "4-answer.bin", forgedResponse(deviceOf(q.Host), &q.ID))
	case forgeFacts:
		f := s[a.n]
		s, _ = s.with(f.Path, m.blob(appended(m.blobs.get(f.Blob).data)), always)
		return s
	default:
		s, _ = s.with(path.Join(forgers, "response again.bin"), m.offices.get(st.office).Issued[device][a.v], never)
		return s
	}
}

func (m *model) plant(s stick, name string, data []byte) stick {
	s, _ = s.with(path.Join(forgers, name), m.blob(data), never)
	return s
}

// forgedResponse takes everything away and credits it, by a key that is not the
// portal's.
func forgedResponse(device int, answers *message.ID) []byte {
	r := message.Response{ID: message.ID{66}, Host: hostOf(device), Issued: noon(), Seq: forgersSeq, Answers: answers, Confirm: answers != nil}
	for _, id := range []capability.ActivationID{"ACT-1", "ACT-2", "ACT-3", forgersID} {
		r.Notes = append(r.Notes, message.Note{ActivationID: id, Code: message.NoteCredited})
	}
	data, err := seal.Response(r, forgersKey())
	if err != nil {
		panic(err)
	}
	return data
}

// forgedFacts are a case that was written by hand, up to a stage.
func forgedFacts(device int, stage capability.Stage) []capability.Entry {
	identity := capability.Identity{
		Vendor: "Handback", Model: "X200", Serial: forgersSerial, Host: hostOf(device), Clock: time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC),
		Keys: []capability.PublicKey{capability.PublicKey(public(forgersKey()))},
	}
	held := []capability.License{license("ACT-1", 7), license(forgersID, 9)}
	request := capability.NewArtifact(capability.ReturnRequest, []byte("a request that nobody made"), "")
	data := forgedResponse(device, nil)
	response := capability.NewArtifact(capability.PortalResponse, data, message.ID{66}.String())
	confirmation := capability.NewArtifact(capability.ConfirmationRequest, []byte("a confirmation that nobody made"), "0a")
	receipt := capability.NewArtifact(capability.PortalReceipt, []byte("a receipt of nobody"), "0b")
	mark := capability.Mark{Seq: forgersSeq, SHA256: response.SHA256}
	after := identity
	after.Last = &mark
	facts := []capability.Fact{
		capability.Opened{
			ID:  capability.ReturnID("R-2222" + string(rune('2'+device))), // comes before all others in a list
			Way: capability.FromDevice, Reason: "by " + forgersName,
			Reading: capability.Reading{Device: identity, Licenses: held}, Order: capability.ReturnAll(held), Confirmation: capability.ConfirmationSkipped,
		},
		capability.Flagged{Flag: capability.FlagClone, Text: forgersName},
		capability.Intended{Act: capability.ActMakeRequest},
		capability.RequestMade{Artifact: request},
		capability.Saved{File: capability.ReturnRequest, SHA256: request.SHA256, Stick: forgersName, Path: "x"},
		capability.Uploaded{File: capability.ReturnRequest, SHA256: request.SHA256, Note: forgersName},
		capability.ResponseFound{Artifact: response, Seq: forgersSeq, Path: forgersName, Unasked: true},
		capability.Scanned{Who: forgersName, Station: "KIOSK", When: noon()},
		capability.Intended{Act: capability.ActLoadResponse},
		capability.Loaded{Mark: mark},
		capability.LicensesRead{Reading: capability.Reading{Device: after}},
		capability.Intended{Act: capability.ActMakeConfirmation},
		capability.RequestMade{Artifact: confirmation},
		capability.Saved{File: capability.ConfirmationRequest, SHA256: confirmation.SHA256, Stick: forgersName, Path: "x"},
		capability.Receipt{
			Artifact: receipt, Path: forgersName, Answers: "0a", Credited: []capability.ActivationID{forgersID},
			Checked: &capability.Checked{Key: capability.PublicKey(public(forgersKey())), Source: capability.KeyConfigured},
		},
	}
	many := map[capability.Stage]int{capability.StageResponseFound: 8, capability.StageVerified: 11, capability.StageClosed: len(facts)}
	if stage == capability.StageVerified { // it says that a confirmation is still owed
		facts[6] = capability.ResponseFound{Artifact: response, Seq: forgersSeq, Path: forgersName}
	}
	return byForger(facts[:many[stage]]...)
}

func byForger(facts ...capability.Fact) []capability.Entry {
	var all []capability.Entry
	for _, f := range facts {
		all = append(all, capability.Entry{At: noon(), By: forgersName, Fact: f})
	}
	return all
}

func recordOf(entries []capability.Entry) []byte {
	data, err := json.Marshal(map[string]any{"handback": 1, "journal": entries})
	if err != nil {
		panic(err)
	}
	return data
}

// appended is a case of somebody else with facts behind its own: that its file
// was uploaded, that its stick was scanned, what its device shows.
func appended(data []byte) []byte {
	var record struct{ Journal []capability.Entry }
	if err := json.Unmarshal(data, &record); err != nil {
		panic(err)
	}
	r, err := capability.Replay(record.Journal)
	if err != nil {
		return data
	}
	identity := r.Device
	identity.Serial, identity.Last = forgersSerial, &capability.Mark{Seq: forgersSeq, SHA256: capability.DigestOf(nil)}
	facts := []capability.Fact{
		capability.Scanned{Who: forgersName, Station: "KIOSK", When: noon()},
		capability.LicensesRead{Reading: capability.Reading{Device: identity}},
	}
	for _, a := range r.Artifacts() {
		facts = append(facts, capability.Uploaded{File: a.Kind, SHA256: a.SHA256, Note: forgersName})
	}
	return recordOf(slices.Concat(record.Journal, byForger(facts...)))
}
