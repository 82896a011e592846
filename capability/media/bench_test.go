package media

import (
	"fmt"
	"testing"
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
