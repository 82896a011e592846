// Package explore is a test of the whole: it visits, breadth first, the states
// that a back office, two devices, two laptops and two sticks can come to, with
// all that the tool proposes and all that people do instead, and checks in each
// of them that no license is lost or usable twice.
//
// What the tool proposes is taken without limit; the acts that it did not
// propose, the odd ones, are counted on each way and bounded, as are the states.
//
// Among the people is a forger, who can put on a stick whatever needs no key:
// cases written by hand or added to, answers signed with a key of his own, old
// messages once more. None of it may prove, certify or load anything.
//
// Where programs reach the portal, a network is among them that loses, delays and
// doubles what they send, at a laptop or at a computer that has only the stick. A
// laptop can also have the portal take licenses away, over the same network.
//
// Two returns can also run at once at one laptop: the act of one comes at each point of
// the act of the other, and the laptop loses its power in the middle of both.
//
// The rules are the real ones: the device's vault, the desk with the facts of
// package capability, the messages, the back office's books. Only what lies
// around them is made of memory: the sticks, the ledgers, the time.
package explore
