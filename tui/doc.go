// Package tui is the screens of Handback, and every sentence that a technician
// reads, which the commands use too.
//
// Rules of this package:
//
//   - Update and View never touch a disk, a port or the clock. Whatever waits is
//     a job: run by the runner (job.go), one at a time, on the bench (bench.go).
//     What it brought comes back as a message; results of an older job are
//     dropped.
//   - A screen is one small struct in one file, with its own key bindings. It
//     answers a message with itself, changed, and an intent; only the root
//     carries intents out, sizes and switches.
//   - Every action is on enter, esc, the arrows, space, or on the bar of actions
//     below, which tab walks through. Letters are aliases. No mouse.
//   - What can't be undone is asked by a question or a form. Both begin on no,
//     and take an answer only when all of their text was in sight.
//   - Every sentence is in a file whose name begins with text.
//   - Meaning is in words; the 16 ANSI colors only decorate. Text that came from
//     a device or a stick is shown through [capability.Printable].
//   - A view is never larger than its window: header and footer stay, the body
//     scrolls.
package tui
