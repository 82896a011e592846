package media

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"
	"unicode"
)

// errEntries ends a walk that met too many entries.
var errEntries = errors.New("too many entries")

// candidate is a file whose size a message can have.
type candidate struct {
	path string
	info fs.FileInfo
}

// level is a folder that waits for its turn.
type level struct {
	dir   string
	depth int
}

// walk looks at names and sizes below a folder, the upper folders first; it
// opens no file.
func (c *collector) walk(ctx context.Context, dir string) error {
	start := level{dir: dir}
	if dir != "." {
		start.depth = 1 + strings.Count(dir, "/")
	}
	for queue := []level{start}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if c.walked[at.dir] {
			continue
		}
		c.walked[at.dir] = true
		err := c.vol.List(at.dir, func(e fs.DirEntry) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if c.out.Entries >= c.limits.Entries {
				return errEntries
			}
			c.out.Entries++
			if c.visit(at, e) {
				queue = append(queue, level{path.Join(at.dir, e.Name()), at.depth + 1})
			}
			return nil
		})
		c.report.Tell("looking through the stick", int64(c.out.Entries), 0)
		switch {
		case err == nil:
		case at.dir == "." || isFatal(err):
			return err
		default:
			c.skip(at.dir, 0, Unreadable)
		}
	}
	return nil
}

// visit sorts one entry and reports whether it is a folder to go into.
func (c *collector) visit(at level, e fs.DirEntry) bool {
	name := path.Join(at.dir, e.Name())
	switch mode := e.Type(); {
	case belongsToSystem(e.Name()):
	case mode.IsDir():
		return c.visitFolder(name, at.depth)
	case mode&fs.ModeSymlink != 0:
		c.skip(name, 0, Link)
	case !mode.IsRegular():
		c.skip(name, 0, Special)
	default:
		c.visitFile(name, e)
	}
	return false
}

func (c *collector) visitFolder(name string, depth int) bool {
	if strings.EqualFold(path.Ext(name), ".bin") {
		c.skip(name, 0, NamedLike)
	}
	if depth >= c.limits.Depth {
		c.skip(name, 0, TooDeep)
		return false
	}
	return true
}

func (c *collector) visitFile(name string, e fs.DirEntry) {
	info, err := e.Info()
	switch {
	case err != nil:
		c.skip(name, 0, Unreadable)
	case info.Size() == 0:
		c.skip(name, 0, Empty)
	case info.Size() > c.maxSize(name):
		c.skip(name, info.Size(), TooLarge)
	default:
		c.candidates = append(c.candidates, candidate{name, info})
	}
}

// isFatal reports whether err ends the whole search and not only that of one
// folder or file.
func isFatal(err error) bool {
	return errors.Is(err, errEntries) || errors.Is(err, context.Canceled) ||
		errors.Is(err, context.DeadlineExceeded) || meaningOf(err) == ErrGone
}

// belongsToSystem reports whether a name is one that systems give to what they
// keep on a stick: the trash, indexes, shadows of files, unfinished files.
func belongsToSystem(name string) bool {
	for _, own := range []string{"System Volume Information", "$RECYCLE.BIN", "LOST.DIR", "lost+found"} {
		if strings.EqualFold(name, own) {
			return true
		}
	}
	for _, prefix := range []string{"._", ".Trash", ".Spotlight-", ".fseventsd"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return isTemp(name)
}

// dropLookAlikes drops the candidates whose names a person can't tell from that
// of another file in the same folder.
func (c *collector) dropLookAlikes() {
	names := make(map[string]int, len(c.candidates))
	for _, one := range c.candidates {
		names[visible(one.path)]++
	}
	apart := c.candidates[:0]
	for _, one := range c.candidates {
		if names[visible(one.path)] > 1 {
			c.skip(one.path, one.info.Size(), Alike)
			continue
		}
		apart = append(apart, one)
	}
	c.candidates = apart
}

// visible is what a person sees of a path: it has no control, format or filling
// characters, and one kind of space.
func visible(name string) string {
	if plain(name) {
		return name
	}
	seen := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
			return -1
		}
		return r
	}, name)
	dir, base := path.Split(seen)
	return dir + strings.Join(strings.Fields(base), " ")
}

// plain reports whether a name is printable ASCII without spaces, as nearly all
// are.
func plain(name string) bool {
	for i := range len(name) {
		if name[i] <= ' ' || name[i] >= 0x7f {
			return false
		}
	}
	return true
}
