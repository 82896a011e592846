// Package tui is the root of the screens: it sizes them, routes keys and
// messages, switches screens, and runs and suspends the program. Five rooms lie
// below it, and know each other in this order only:
//
//		tui -> screens -> widget, work -> theme, text
//
//	  - screens: every screen with its view and its keys
//	  - widget: the frame, rows, forms, questions and keys that screens are made of
//	  - work: the jobs at devices, sticks and the ledger, one at a time
//	  - theme: colors and styles
//	  - text: every sentence; the commands use it too, so it needs no Bubble Tea
//
// Rules of all rooms:
//
//   - Update and View never touch a disk, a port or the clock. Whatever waits is
//     a job of work. Its result comes back as a message; results of an older job
//     are dropped.
//   - A screen is one small struct in one file, with its own key bindings. It
//     answers a message with itself, changed, and an intent; only the root
//     carries intents out.
//   - A widget knows no job, no screen and no return.
//   - Every action is on enter, esc, the arrows, space, or on the bar of actions
//     below, which tab walks through. Letters are aliases. No mouse is listened to:
//     its wheel presses the arrow keys, and its user can select text.
//   - What can't be undone is asked by a question or a form. Both begin on no,
//     and take an answer only when all of their text was in sight.
//   - Every sentence is in text, and meaning is in words: the 16 ANSI colors only
//     decorate. Text that came from a device or a stick is shown through
//     [handback/capability.Printable].
//   - A view is never larger than its window: header and footer stay, the body
//     scrolls.
package tui
