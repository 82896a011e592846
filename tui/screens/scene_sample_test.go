package screens

import (
	"errors"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device"
	"handback/tui/internal/sample"
	"handback/tui/work"
)

// sampleSeen is what is around: two open returns, a damaged one, a closed one.
func sampleSeen(t testing.TB) work.Surroundings {
	summary := func(id capability.ReturnID, stage capability.Stage, serial string, age time.Duration) ledger.Summary {
		r := sample.At(t, stage)
		r.Device.Serial = serial
		return ledger.Summary{
			ID: id, Stage: stage, Act: capability.Next(r).Kind, Device: r.Device, Licenses: 2,
			OpenedAt: sample.Start, ChangedAt: sample.Now().Add(-age),
		}
	}
	return work.Surroundings{
		Returns: []ledger.Summary{
			summary("R-7F3K2", capability.StageRequestMade, "SN0042", 3*time.Minute),
			summary("R-QX9AB", capability.StageRequestSaved, "SN0017", 75*time.Hour),
			{ID: "R-ZZ222", Err: &ledger.Damage{ID: "R-ZZ222", File: "journal.jsonl", Line: 3, Err: errors.New("flipped")}},
			summary("R-K2K2K", capability.StageClosed, "SN0005", 400*time.Hour),
		},
		Ports:  samplePorts(),
		Sticks: []media.Stick{{Path: "/media/kim/KINGSTON", Label: "KINGSTON", FileSystem: "vfat", Size: 14_400_000_000, Free: 9_100_000_000}},
	}
}

// samplePorts are the ports of the sample. At the first somebody was met.
func samplePorts() []work.SeenPort {
	var all []work.SeenPort
	for _, p := range sample.PluggedPorts() {
		all = append(all, work.SeenPort{Port: p})
	}
	all[0].Last = &device.LastDevice{Vendor: "ACME", Model: "X200", Serial: "SN0042", Baud: 115200, Seen: sample.Now().Add(-26 * time.Hour)}
	return all
}
