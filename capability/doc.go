// Package capability says what a return of licenses is: the licenses that a
// device holds, the order to give some of them back, the facts that were seen
// or claimed on the way, and the rules that derive from them where a return
// stands and which single act comes next.
//
// It is pure: no files, no clock, no terminal, no port. Time arrives in facts,
// devices behind the [Device] interface.
//
// # Who is believed
//
// A fact is one of these, and says which in every form:
//
//   - seen here: read from the device, or judged from a file, by this laptop;
//   - taken in: it came with a case from a stick ([Origin]). Signed by a known
//     colleague it counts as seen by that person; anything else is hearsay. It
//     goes into [Return.Told], says where to look, and decides nothing: no stage,
//     no closing, no policy, no memory of a device;
//   - claimed: a person says so ([Uploaded], [Declared], [Decided], [Scanned]);
//   - answered: a portal that a program reached over a checked connection took
//     what was sent, or said so when it was asked ([Answered], [PortalRead]). That
//     is evidence of what the portal said, and no proof of what it books;
//   - proved by a key: a response or receipt whose signature was checked
//     ([Checked]) with a key that the configuration names as the portal's, or
//     that the device told it trusts.
//
// # Adversaries, and what stops them
//
// A stick can hold anything: files under any name, altered, replayed or invented
// cases, receipts by nobody, tens of thousands of files. What is there is
// judged by its content and by what is known here. Looking changes nothing.
// Sizes, counts, texts and times are bounded, links are not followed, and no text
// reaches a terminal, a slip or a log but through [Printable] or [PrintableLine].
//
// A device can lie about its licenses, its clock and its last response, and can
// be restored or copied. Its words are bounded. A state older than one that it
// showed is flagged. What it signs proves to the portal what it loaded; what it
// says on the line proves nothing to anybody else. Its keys tell which responses
// it would load, no more: a device that lies about them gets a receipt of its
// own making believed where no key of the portal's is configured. Where one is,
// only that proves a credit.
//
// A technician can leave things out, claim what was not done, and rewrite the
// whole of a journal, for the chain of hashes has no secret. The chain finds
// changes by accident, by other programs, and by whoever does not compute it
// again: a changed or missing line in the middle, a changed entry, a torn end. It
// does not find a journal that was written again as a whole, nor lines cut off the
// end, unless somebody kept its head: that is on the slip and in the case on
// the stick, and "verify --head" compares it. The strongest evidence therefore
// is not the journal: it is what the portal and the device signed (package
// proof).
//
// A portal person can answer with the wrong file, remove other licenses than
// were ordered, or credit nothing. A response is taken for what it is (answers
// the request, carries the order out anyway, changes something else, does
// nothing) and the difference is shown before it is loaded. The person who
// holds the portal's key and its books can credit and withhold at will.
//
// A network can lose, cut, delay, repeat and redirect. That a request is about to
// leave is noted before ([Sent]); what may have arrived is asked about, and else
// only the same bytes go again, a few times. A response counts for the request
// that it answers, whatever connection it came on. Logins and requests go to the
// configured address alone. Who is between with a trusted certificate can
// withhold and read, and can close a return on an answer, never on proof.
//
// Another user of the laptop can do what the rights of the files allow: the state
// folder has to be private, and is refused where others can write in it. Its
// links are not followed.
//
// Power ends at any moment: intent is noted before a device command and its
// outcome after it, each line is synced, each file appears whole or not at all.
//
// # Which key says what
//
//   - The portal's key signs responses and receipts. A receipt checked with it
//     says that the portal booked the credit. Only the portal has it.
//   - A device's key signs its requests. A confirmation says which response the
//     device processed last. Only the device has it; the portal's books know it.
//   - The operator's SSH key signs certificates (namespace "handback") and cases
//     ("handback-case"). It says who issued them, never that they are true.
//
// A certificate is its issuer's account of one journal. It rests on what its
// RESTS ON says, and the portal's books decide.
//
// # What can't be detected
//
// A clone of a device that never meets the laptop or the portal; that a response
// was never loaded where the portal asks for no confirmation (Skip
// Confirmation); a device whose firmware shows licenses as gone and uses them;
// a scan that was put on record and never made; a journal that was rewritten
// whole and whose head nobody kept.
//
// # What is assumed
//
// The state folder and the signing key are the operator's alone; the laptop's
// program is the one that was built from this source; the portal's database is
// honest and its key is kept; configured keys and trusted signers were got from
// those whom they name.
package capability
