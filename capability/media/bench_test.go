package media

import (
	"fmt"
	"testing"

	"handback/capability"
)

func BenchmarkSave(b *testing.B) {
	stick := open(b, b.TempDir())
	for i := 0; b.Loop(); i++ {
		c := testCase()
		c.Serial = fmt.Sprintf("SN%d", i)
		if _, err := stick.Save(b.Context(), c, testFiles(), nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSaveKept(b *testing.B) {
	stick := open(b, b.TempDir())
	save(b, stick, testFiles()...)
	for b.Loop() {
		save(b, stick, testFiles()...)
	}
}

func BenchmarkCollectAmongFiveThousandFiles(b *testing.B) {
	stick := crowd(b, 5000)
	for b.Loop() {
		if c := collect(b, stick, Limits{}); len(c.Found) != 1 {
			b.Fatal(paths(c.Found))
		}
	}
}

// A stick of 20,000 files in 2,000 folders, each of which could be a message.
func BenchmarkCollectTwentyThousandFiles(b *testing.B) {
	const folders, each = 2000, 10
	root := b.TempDir()
	for i := range folders * each {
		put(b, fmt.Sprintf("file %d", i), root, fmt.Sprintf("folder-%d", i/each), fmt.Sprintf("%d.bin", i%each))
	}
	stick := open(b, root)
	told := 0
	for b.Loop() {
		c, err := stick.Collect(b.Context(), Limits{}, func(capability.Progress) { told++ })
		if err != nil || len(c.Found) != folders*each || told == 0 {
			b.Fatalf("found %d, told %d times, %v", len(c.Found), told, err)
		}
	}
	b.ReportMetric(float64(told)/float64(b.N), "progress/op")
}
