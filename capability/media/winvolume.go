package media

import "fmt"

// winVolume is what Windows says of one volume.
type winVolume struct {
	name       string   // \\?\Volume{...}\
	paths      []string // the letters and folders that it has
	disk       descriptor
	optical    bool
	system     bool // on the disk that Windows runs from
	state      State
	empty      bool // no medium in it
	label      string
	fileSystem string
	serial     uint32 // of the file system; 0: unknown
	readOnly   bool
	protected  bool
	size       int64 // bytes, of the file system
	free       int64
}

// stick is the volume as a stick, unless it is none.
func (v winVolume) stick() (Stick, bool) {
	if v.optical || v.system || v.empty || !v.disk.stick() {
		return Stick{}, false
	}
	s := Stick{
		Device: v.name, Label: v.label, FileSystem: v.fileSystem, Size: v.size, Free: v.free,
		ReadOnly: v.readOnly || v.protected, Protected: v.protected, State: v.state, mount: openFolder,
		Identity: Identity{Serial: v.disk.serial, Maker: v.disk.maker, Model: v.disk.model},
	}
	if v.serial != 0 {
		s.Identity.Volume = fmt.Sprintf("%04X-%04X", v.serial>>16, v.serial&0xffff)
	}
	switch {
	case len(v.paths) > 0:
		s.Path = v.paths[0]
	case s.State == Ready:
		s.State = Unmounted // it has no letter
	}
	return s, true
}
