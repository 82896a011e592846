// Package capability says what a return of licenses is: the licenses that a
// device holds, the order to give some of them back, the facts that were seen
// or claimed on the way, and the rules that derive from them where a return
// stands and which single act comes next.
//
// It is pure: no files, no clock, no terminal, no port. Time arrives in facts,
// devices behind the [Device] interface.
package capability
