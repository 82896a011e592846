package media

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// actFiles are of the sizes that the files of an act have.
func actFiles() []File {
	return []File{
		{Name: "1-return-request.bin", Data: bytes.Repeat([]byte("req "), 203)},
		{Name: "READ-ME-FIRST.txt", Data: bytes.Repeat([]byte("slip"), 500), Replace: true},
		{Name: "return.json", Data: bytes.Repeat([]byte("case"), 5000), Replace: true},
	}
}

// BenchmarkSaveAndCopy saves the files of an act, and in turn copies the same
// files to the same volume with cp, sync and cmp; ratio is the time of the one
// by that of the other.
func BenchmarkSaveAndCopy(b *testing.B) {
	large := actFiles()
	large[2].Data = bytes.Repeat([]byte("x"), 2<<20)
	acts := map[string][]File{"usual": actFiles(), "with a long case": large}
	for kind, program := range map[string][]string{"ext4": {"mkfs.ext4", "-q"}, "exfat-fuse": {"mkfs.exfat"}, "vfat": {"mkfs.vfat"}} {
		for name, files := range acts {
			b.Run(kind+"/"+name, func(b *testing.B) {
				stick := plugIn(b, kind, program...)
				source := b.TempDir()
				var sources []string
				for _, f := range files {
					put(b, string(f.Data), source, f.Name)
					sources = append(sources, filepath.Join(source, f.Name))
				}
				var saving, copying time.Duration
				for i := 0; b.Loop(); i++ {
					saving += timeSave(b, stick.dir, i, files)
					copying += timeCopy(b, filepath.Join(stick.dir, fmt.Sprintf("copy-%d", i)), sources)
					run(b, "rm", "-r", filepath.Join(stick.dir, Folder), filepath.Join(stick.dir, fmt.Sprintf("copy-%d", i)))
				}
				b.ReportMetric(saving.Seconds()*1000/float64(b.N), "save-ms/op")
				b.ReportMetric(copying.Seconds()*1000/float64(b.N), "copy-ms/op")
				b.ReportMetric(float64(saving)/float64(copying), "ratio")
			})
		}
	}
}

func timeSave(b *testing.B, dir string, n int, files []File) time.Duration {
	b.Helper()
	stick := open(b, dir)
	c := testCase()
	c.Serial = fmt.Sprint(n)
	begun := time.Now()
	if _, err := stick.Save(b.Context(), c, files, nil); err != nil {
		b.Fatal(err)
	}
	return time.Since(begun)
}

func timeCopy(b *testing.B, to string, sources []string) time.Duration {
	b.Helper()
	begun := time.Now()
	if err := os.Mkdir(to, 0o755); err != nil {
		b.Fatal(err)
	}
	run(b, "cp", append(sources, to)...)
	run(b, "sync")
	for _, from := range sources {
		run(b, "cmp", from, filepath.Join(to, filepath.Base(from)))
	}
	return time.Since(begun)
}
