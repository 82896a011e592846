package text

import (
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/tui/internal/sample"
)

func TestUnits(t *testing.T) {
	now := sample.Now()
	tests := []struct{ got, want string }{
		{sizeText(1), "1 byte"},
		{sizeText(812), "812 bytes"},
		{sizeText(14_400_000_000), "14.4 GB"},
		{sizeText(999_999), "1000.0 kB"},
		{Age(time.Time{}, now), ""},
		{Age(now.Add(time.Hour), now), "just now"},
		{Age(now.Add(-90*time.Minute), now), "1 hour ago"},
		{Age(now.Add(-75*time.Hour), now), "3 days ago"},
		{momentText(now, now), "11:05"},
		{momentText(now.AddDate(0, 0, -1), now), "1 Mar 11:05"},
		{momentText(now.AddDate(-1, 0, 0), now), "2025-03-02"},
		{leftText(59 * time.Second), "59 s left"},
		{leftText(125 * time.Second), "2 min 05 s left"},
		{Amount(capability.Progress{}, "", 0), Working.String()},
		{Amount(capability.Progress{Done: 30, Total: 100}, "", 0), "30 %"},
		{Amount(capability.Progress{Done: 250, Total: 1000}, "bytes", time.Second), "25 %  250 of 1000 bytes  250 bytes/s  3 s left"},
		{Amount(capability.Progress{Done: 7}, "licenses", 0), "7 licenses"},
		{Amount(capability.Progress{Done: 9, Total: 3}, "", time.Minute), "100 %"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}

func TestWideLettersAreMeasuredAndBroken(t *testing.T) {
	const text = "デバイスが応答をロードしました。残りのライセンスを読み直してください。R-7F3K2 は終わりです。"
	for w := 2; w < 60; w++ {
		lines := Wrap(text, w)
		for _, line := range lines {
			if Width(line) > w {
				t.Errorf("%d cells: %q takes %d", w, line, Width(line))
			}
			if w > 8 && strings.HasPrefix(line, "。") {
				t.Errorf("%d cells: a line begins with a full stop", w)
			}
		}
		if got := strings.Join(lines, ""); strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(text, " ", "") {
			t.Errorf("%d cells: %q", w, got)
		}
	}
	if got := Fit("ライセンス", 7); Width(got) != 7 {
		t.Errorf("%q", got)
	}
}

// TestWideTextIsWrappedWithoutSpacesAtTheEdges: sentences of Japanese need none between them,
// and a space at which a line ends is not carried into the next.
func TestWideTextIsWrappedWithoutSpacesAtTheEdges(t *testing.T) {
	for w := 4; w < 40; w++ {
		lines := Wrap("次のもの: Color Doppler 2.0, Image Export 4.1。 応答を 鍵 3F9A で検証しました。", w)
		for _, line := range lines {
			if line != strings.TrimSpace(line) || Width(line) > w || strings.Contains(line, "。 ") {
				t.Errorf("in %d cells: %q", w, line)
			}
		}
	}
}
