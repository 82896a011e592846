package ledger

// traced is a disk that tells of every change, before and after it.
type traced struct {
	disk
	op   string // what the changes are for
	tell func(point string)
}

// doing is the disk for one operation.
func (l *Ledger) doing(op string) disk {
	if l.trace == nil {
		return l.disk
	}
	return traced{l.disk, op, l.trace}
}

func (d traced) around(what string, change func() error) error {
	return around(d.tell, d.op+" "+what, change)
}

// around makes a change and tells of it, unless trace is nil.
func around(trace func(point string), what string, change func() error) error {
	if trace == nil {
		return change()
	}
	trace("ledger: before " + what)
	err := change()
	trace("ledger: after " + what)
	return err
}

func (d traced) Create(name string) (f file, err error) {
	err = d.around("open", func() error {
		f, err = d.disk.Create(name)
		return err
	})
	return tracedFile{f, d}, err
}

func (d traced) Edit(name string) (file, error) {
	f, err := d.disk.Edit(name)
	return tracedFile{f, d}, err
}

func (d traced) Mkdir(name string) error {
	return d.around("mkdir", func() error { return d.disk.Mkdir(name) })
}

func (d traced) Rename(from, to string) error {
	return d.around("rename", func() error { return d.disk.Rename(from, to) })
}

func (d traced) RemoveAll(name string) error {
	return d.around("remove", func() error { return d.disk.RemoveAll(name) })
}

func (d traced) SyncDir(name string) error {
	return d.around("sync folder", func() error { return d.disk.SyncDir(name) })
}

// tracedFile is a file on a traced disk.
type tracedFile struct {
	file
	on traced
}

func (f tracedFile) WriteAt(data []byte, at int64) (n int, err error) {
	err = f.on.around("write", func() error {
		n, err = f.file.WriteAt(data, at)
		return err
	})
	return n, err
}

func (f tracedFile) Truncate(size int64) error {
	return f.on.around("truncate", func() error { return f.file.Truncate(size) })
}

func (f tracedFile) Sync() error { return f.on.around("sync", f.file.Sync) }
