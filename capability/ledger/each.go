package ledger

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// each calls do with every number below n, on all processors, and returns when
// all calls have.
func each(n int, do func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	workers.Wait()
}
