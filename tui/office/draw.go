package office

import (
	"fmt"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/report"
	"handback/tui/text"
)

// Sizes of the drawings, in units of their view box.
const (
	drawingWidth = 960
	barsHeight   = 180 // of the highest bar
	barsTop      = 14  // above it
	leftEdge     = 56  // room for the numbers of the axis
	rowHeight    = 22
	labelWidth   = 270 // of the names in the timeline
	resultWidth  = 140 // of the words behind its lines
	maxRows      = 40  // of the timeline
)

// bars are what came back, a bar a week.
type bars struct {
	Width, Height, Base, Left int // Base is where the bars stand
	Weeks                     []bar
	Lines                     []gridLine
	Note                      string // on what is not drawn
	Says                      string // the drawing in words
}

type bar struct {
	X        float64
	Parts    []part
	Label    string // below the bar; empty: none
	Week     string
	Proved   int
	Unproved int
	Told     int
	Says     string
}

// part is one color of a bar.
type part struct {
	Kind                string // as in tile
	X, Y, Width, Height float64
}

type gridLine struct {
	Y     float64
	Label string
}

func barsOf(r report.Report) bars {
	b := bars{Width: drawingWidth, Height: barsTop + barsHeight + 30, Base: barsTop + barsHeight, Left: leftEdge, Says: text.WeeksInWords(r.Weeks)}
	most := 1
	for _, w := range r.Weeks {
		most = max(most, w.Proved.Units+w.Unproved.Units, w.Told.Units)
	}
	for n := range 3 {
		b.Lines = append(b.Lines, gridLine{Y: float64(barsTop) + float64(barsHeight*n)/2, Label: gridLabel(most, n)})
	}
	each := float64(drawingWidth-leftEdge) / float64(max(len(r.Weeks), 12))
	every := max(1, (len(r.Weeks)+7)/8) // at most eight dates have room
	for n, w := range r.Weeks {
		one := bar{
			X: leftEdge + each*float64(n) + each*0.1, Week: w.Starts,
			Proved: w.Proved.Units, Unproved: w.Unproved.Units, Told: w.Told.Units, Says: text.WeekInWords(w),
		}
		if n%every == 0 {
			one.Label = w.Starts
		}
		one.Parts = partsOf(w, one.X, each*0.8, float64(barsHeight)/float64(most))
		b.Weeks = append(b.Weeks, one)
	}
	b.Note = text.OutsideWeeks(r.Outside)
	return b
}

// gridLabel is the number at the n-th of three lines, where it is a whole one.
func gridLabel(most, n int) string {
	if most*(2-n)%2 != 0 {
		return ""
	}
	return fmt.Sprint(most * (2 - n) / 2)
}

// partsOf puts what was seen here on each other, proofs at the bottom. What colleagues
// signed is beside it, for it is never added to that.
func partsOf(w report.Week, x, width, height float64) []part {
	const base, own, beside = float64(barsTop + barsHeight), 0.7, 0.25 // shares of the width
	proved, unproved, told := float64(w.Proved.Units)*height, float64(w.Unproved.Units)*height, float64(w.Told.Units)*height
	parts := []part{
		{"proved", x, base - proved, width * own, proved},
		{"unproved", x, base - proved - unproved, width * own, unproved},
		{"told", x + width*(1-beside), base - told, width * beside, told},
	}
	return slices.DeleteFunc(parts, func(p part) bool { return p.Height == 0 })
}

// timeline is a line for each return, from its opening to its end.
type timeline struct {
	Width, Height int
	Rows          []span
	Ticks         []tick
	Note          string // on what is not drawn
	Label         int    // where the names end
}

type span struct {
	Name, Result, Kind, Says string
	Y, Text                  int // of the line, and of the words beside it
	From, To, Behind         float64
}

type tick struct {
	X     float64
	Label string
}

func timelineOf(r report.Report) timeline {
	items := r.Items[:min(len(r.Items), maxRows)]
	t := timeline{Width: drawingWidth, Height: rowHeight*(len(items)+1) + 8, Note: text.NotDrawn(len(r.Items) - len(items)), Label: labelWidth - 10}
	at := r.Scope.At()
	first := at.Add(-24 * time.Hour)
	for _, i := range items {
		if i.Opened.Before(first) {
			first = i.Opened
		}
	}
	x := func(when time.Time) float64 {
		share := when.Sub(first).Seconds() / at.Sub(first).Seconds()
		return labelWidth + min(max(share, 0), 1)*(drawingWidth-labelWidth-resultWidth)
	}
	for n, i := range items {
		to := i.Closed
		if i.Debt != capability.NoDebt {
			to = at
		}
		y := rowHeight*(n+1) + rowHeight/2
		t.Rows = append(t.Rows, span{
			Name: text.Cut(fmt.Sprintf("%s  %s", i.ID, deviceOf(i)), 40), Result: text.SpanEnd(i, r.Scope.Now), Kind: kindOf(i), Says: text.SpanInWords(i, r.Scope.Now),
			Y: y, Text: y + 4, From: x(i.Opened), To: max(x(to), x(i.Opened)+3), Behind: max(x(to), x(i.Opened)+3) + 9,
		})
	}
	const ticks = 4
	for n := range ticks {
		when := first.Add(at.Sub(first) / (ticks - 1) * time.Duration(n))
		t.Ticks = append(t.Ticks, tick{x(when), text.DayOf(when, r.Scope.Now)})
	}
	return t
}
