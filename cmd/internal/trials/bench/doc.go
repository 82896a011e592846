// Package bench is a test of many devices at once: each at its own line, all of
// them done by one [handback/capability/bench.Bench] with one stick, up to the
// credits in the books of the back office.
//
// How long sixteen take beside one, on lines of 115200 baud in real time, and
// what memory the program takes:
//
//	go test ./cmd/internal/trials/bench -run TestSixteenInRealTime -v -bench.real
//
// The same of the built program, with its CPU time, at pseudo terminals behind the
// lines; and what auto takes that has nothing to do, beside tio(1). It prints a table:
//
//	go test ./cmd/internal/trials/bench -run TestFigures -v -figures -timeout 20m
//
// A thousand devices over a day, in virtual time:
//
//	go test ./cmd/internal/trials/bench -run TestADayAtTheBench -v -timeout 1h -bench.devices 1000
//
// One unit that is pulled, hangs or floods its line at each command, and a hub that
// resets there:
//
//	go test ./cmd/internal/trials/bench -run InEachAct -bench.every
package bench
