package desk_test

import (
	"fmt"
	"testing"

	"handback/capability"
	"handback/capability/message"
)

// BenchmarkWhereAmongFiveThousandFiles judges a stick on which every file has
// the size of a message, and every fifth is one.
func BenchmarkWhereAmongFiveThousandFiles(b *testing.B) {
	w := newHarness(b)
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	request, held := w.dev.data, w.now().Before
	for n := range 5000 {
		data := fmt.Appendf(nil, "note %d of somebody", n)
		if n%5 == 0 {
			data = w.portal.answer(b, request, held, func(r *message.Response) { r.Host.Value = "X200-SN0099" })
		}
		w.put(fmt.Sprintf("file-%04d.bin", n), data)
	}
	b.ResetTimer()
	for b.Loop() {
		p := w.where()
		if len(p.Findings) < 5000 {
			b.Fatalf("%d files were judged", len(p.Findings))
		}
	}
	b.ReportMetric(5000*float64(b.N)/b.Elapsed().Seconds(), "files/s")
}
