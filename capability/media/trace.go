package media

// Traced is the same stick, which calls trace before and after every change to
// its file system, and every read back of what a change left there, with the
// name of that point, such as "media: before rename", so that tests can end the
// program there. An act can pass a point more than once.
func (s *Stick) Traced(trace func(point string)) *Stick {
	again := *s
	again.mount = func(path string) (volume, error) {
		v, err := s.mount(path)
		return traced{v, trace}, err
	}
	return &again
}

// traced is a volume that tells what is done to it.
type traced struct {
	volume
	tell func(point string)
}

func (v traced) around(what string, do func() error) error {
	v.tell("media: before " + what)
	err := do()
	v.tell("media: after " + what)
	return err
}

func (v traced) MkdirAll(dir string) error {
	return v.around("mkdir", func() error { return v.volume.MkdirAll(dir) })
}

func (v traced) Open(name string) (handle, error) {
	h, err := v.volume.Open(name)
	if err != nil {
		return nil, err
	}
	return &tracedHandle{handle: h, on: v}, nil
}

func (v traced) Create(name string) (h handle, err error) {
	err = v.around("create", func() error {
		h, err = v.volume.Create(name)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &tracedHandle{handle: h, on: v}, nil
}

func (v traced) Rename(dir, from, to string, replace bool) error {
	return v.around("rename", func() error { return v.volume.Rename(dir, from, to, replace) })
}

func (v traced) Remove(name string) error {
	return v.around("remove", func() error { return v.volume.Remove(name) })
}

func (v traced) SyncDir(dir string) error {
	return v.around("sync folder", func() error { return v.volume.SyncDir(dir) })
}

func (v traced) Sync() error { return v.around("sync stick", v.volume.Sync) }

// tracedHandle is a file on a traced volume.
type tracedHandle struct {
	handle
	on      traced
	dropped bool // reads come from the stick now
}

func (h *tracedHandle) Write(data []byte) (n int, err error) {
	err = h.on.around("write", func() error {
		n, err = h.handle.Write(data)
		return err
	})
	return n, err
}

func (h *tracedHandle) Read(data []byte) (n int, err error) {
	if !h.dropped {
		return h.handle.Read(data)
	}
	err = h.on.around("read back", func() error {
		n, err = h.handle.Read(data)
		return err
	})
	return n, err
}

func (h *tracedHandle) Sync() error { return h.on.around("sync", h.handle.Sync) }

func (h *tracedHandle) Drop() (sure bool) {
	_ = h.on.around("drop", func() error {
		sure = h.handle.Drop()
		h.dropped = true
		return nil
	})
	return sure
}
