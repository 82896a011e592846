package explore

import (
	"fmt"
	"strings"
)

// path tells in words how to come to what was found.
func (s *search) path(f *found) string {
	var acts []act
	for i := f.node; s.nodes[i].parent >= 0; i = s.nodes[i].parent {
		acts = append([]act{s.nodes[i].act}, acts...)
	}
	if f.act != nil {
		acts = append(acts, *f.act)
	}
	led := len(acts)
	acts = append(acts, f.then...)
	var out strings.Builder
	w := s.nodes[0].world
	for i, a := range acts {
		if i == led {
			out.WriteString("from here, by the tool's proposals alone:\n")
		}
		fmt.Fprintf(&out, "%3d. %s\n", i+1, s.m.tell(w, a))
		w, _ = s.m.do(w, a)
	}
	fmt.Fprintf(&out, "rule (%s) is broken: %s\n", f.rule, f.text)
	return out.String()
}

// tell puts an act into words.
func (m *model) tell(w world, a act) string {
	who := operators()[w.laptop]
	device := hostOf(int(w.device)).Value
	switch a.kind {
	case where:
		s := m.at(w, a)
		return fmt.Sprintf("%s asks where things stand, with device %s: %s", who, device, s.place)
	case start, startAnyway, startForOther:
		what := "of all"
		if a.v == 1 {
			what = "of a part"
		}
		if a.kind == startForOther {
			what += ", for the other device"
		}
		return fmt.Sprintf("%s starts a return %s, device %s", who, what, device)
	case adopt, adoptAnyway:
		return fmt.Sprintf("%s adopts what the portal began, device %s", who, device)
	case takeCase, takeAnyway:
		return fmt.Sprintf("%s takes the case in that lies at %s", who, (*m.sticks.get(w.sticks[0]))[a.n].Path)
	case next, nextOfOther, nextCutOff, nextUnheard, nextKilled:
		s := m.at(w, a)
		how := map[kind]string{nextCutOff: ", and the cable is pulled before", nextUnheard: ", and the cable is pulled after", nextKilled: ", and the laptop loses its power"}[a.kind]
		if s.err != nil {
			how += fmt.Sprintf(" (%v)", s.err)
		}
		return fmt.Sprintf("%s goes on with %s, device %s: %s%s", who, m.nameOf(w, a), device, s.kind, how)
	case forgeCase:
		return fmt.Sprintf("the forger writes a case of device %s at %s", device, forgedCases[a.v])
	case replay:
		return fmt.Sprintf("the forger puts response %d to device %s on the stick once more", a.v+1, device)
	case uploadAsTold, uploadOther, loadByHand, loseFile, forgeFacts, forgeAnswer:
		f := (*m.sticks.get(w.sticks[0]))[a.n]
		return fmt.Sprintf("%s %s", words()[a.kind], f.Path)
	case removeInPortal:
		l := m.offices.get(w.office).Books[w.device].Licenses[a.n]
		return fmt.Sprintf("the portal removes %s of %s from device %s, response on the stick", [2]string{"one", "all"}[a.v], l.ActivationID, device)
	case claim, cancel, replaceRequest, withdraw, saveAgain, declare, decideObsolete, decideDeclined, setAside:
		return fmt.Sprintf("%s, %s: %s", who, m.nameOf(w, a), words()[a.kind])
	default:
		return fmt.Sprintf("%s (%s, device %s)", words()[a.kind], who, device)
	}
}

func (m *model) nameOf(w world, a act) string {
	k := (*m.laptops.get(w.laptops[w.laptop]))[a.n]
	return fmt.Sprintf("%s at %s", k.ID, m.journals.get(k.Journal).now.Stage)
}

func words() map[kind]string {
	return map[kind]string{
		uploadAsTold: "the portal's person uploads, as told,", uploadOther: "the portal's person uploads", loadByHand: "somebody loads by hand",
		loseFile: "lost:", loseAll: "all files on the stick are lost", copyStick: "the stick is copied to the other",
		claim: "claims that it was uploaded", cancel: "cancels", replaceRequest: "replaces the request", withdraw: "withdraws the claim",
		saveAgain: "saves the request again", declare: "declares the device dead", decideObsolete: "records that the portal made it obsolete",
		setAside: "sets the case aside", decideDeclined: "records that the portal declined", takeImage: "an image is taken of the device", restoreImage: "the device is restored from its image",
		fetchAgain: "the newest response is downloaded again", switchSkip: "the portal switches Skip Confirmation", makeObsolete: "the portal makes the device obsolete",
		forgeFacts: "the forger adds facts to", forgeAnswer: "the forger answers", forgeResponse: "the forger makes a response",
		otherLaptop: "the other laptop is taken", otherDevice: "the other device is connected", bringOther: "the replacement is connected", otherStick: "the other stick is taken",
	}
}
